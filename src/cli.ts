#!/usr/bin/env node
import { Command } from 'commander';
import { addAdministratorCommands } from './cli/administrators.js';
import { addAuditCommands } from './cli/audit.js';
import { addErasureCommands } from './cli/erasures.js';
import { addEventCommands } from './cli/events.js';
import { addFactorCommands } from './cli/factors.js';
import { addKeyCommands } from './cli/keys.js';
import { print, run } from './cli/run-command.js';
import { examine } from './compose/maintenance/doctor.js';
import { migrate } from './compose/maintenance/migrate.js';
import { migrateLog } from './compose/maintenance/migrate-log.js';
import { rebuildProjection, replayParkedEvents } from './compose/maintenance/rebuild-projection.js';
import { retryFailedJobs } from './compose/maintenance/retry-failed-jobs.js';
import { rotateKey } from './compose/maintenance/rotate-key.js';
import type { Config } from './config/config.js';
import { startService } from './main.js';
import type { Role } from './main.js';
import { limitHeapGrowth } from './runtime/heap-growth.js';

const LOG_LOCATION = 'embedded, postgres://…, or esdb://…';
const PROJECTION = 'name of the projection, for example users@1';

/** Time limit of an orderly stop. A kill after it loses nothing: the next start completes the work. */
const STOP_MS = 9000;

const program = new Command('credence').description('Event-sourced credential management.');

program
  .command('serve')
  .description('Starts the API, projector and worker roles in one process.')
  .action(serve(['api', 'projector', 'worker']));
program
  .command('api')
  .description('Starts the API role, which serves HTTP.')
  .action(serve(['api']));
program
  .command('projector')
  .description('Starts the projector role, which maintains the read models.')
  .action(serve(['projector']));
program
  .command('worker')
  .description('Starts the worker role, which reacts to events and sends mail.')
  .action(serve(['worker']));

program
  .command('migrate')
  .description('Creates or updates the tables, so that the service can run with a weaker role.')
  .option('--grant-to <role>', 'role of the service, which gets the rights that it needs')
  .action(async ({ grantTo }: { grantTo?: string }) => {
    await run((config) => migrate(config, grantTo ?? null))();
  });

program
  .command('doctor')
  .description('Tries every configured dependency and shows the conversation with the mail server.')
  .option('--mail-to <address>', 'recipient of a test mail')
  .action(async ({ mailTo }: { mailTo?: string }) => {
    await run((config) =>
      examine(config, { mailTo: mailTo ?? null, report: (line) => print(`${line}\n`) }),
    )();
  });

program
  .command('rebuild')
  .argument('<projection>', PROJECTION)
  .description('Empties a read model; the projector fills it again from the log.')
  .action(run((config, name: string) => rebuildProjection(config, name)));

program
  .command('replay-parked')
  .argument('<reader>', 'a projection, for example users@1, or reactions')
  .description('Applies the parked events of a projection or of the reactor.')
  .action(run((config, name: string) => replayParkedEvents(config, name)));

program
  .command('retry-failed-jobs')
  .description('Tries failed jobs again, such as mails that a mail server has rejected.')
  .action(run((config) => retryFailedJobs(config)));

program
  .command('rotate-signing-key')
  .description('Adds the next key for access tokens and publishes it before it signs.')
  .action(run((config) => rotateKey(config)));

program
  .command('migrate-log')
  .description('Copies the log to another location, verifies the copy, and makes the service follow it.')
  .requiredOption('--from <log>', LOG_LOCATION)
  .requiredOption('--to <log>', LOG_LOCATION)
  .action(async ({ from, to }: { from: string; to: string }) => {
    await run((config) => migrateLog(config, { from, to, report: (line) => print(`${line}\n`) }))();
  });

addAdministratorCommands(program);
addEventCommands(program);
addAuditCommands(program);
addErasureCommands(program);
addFactorCommands(program);
addKeyCommands(program);

await program.parseAsync();

function serve(roles: readonly Role[]) {
  return run(async (config) => {
    limitHeapGrowth();
    // Signals are handled from the beginning, so that a half-started service also stops in order.
    const signalled = new Promise<NodeJS.Signals>((resolve) => {
      process.once('SIGINT', resolve);
      process.once('SIGTERM', resolve);
    });
    void signalled.then(limitStopTime);
    const service = await startService(config, roles);
    if (service.url !== null) print(banner(config, service.url, service.hasInbox));
    await signalled;
    await service.stop();
    // A client of an unreachable store would otherwise keep the process alive with its retries.
    process.exit();
  });
}

function limitStopTime(): void {
  setTimeout(() => {
    print('credence: stop timed out; the next start completes unfinished work\n');
    process.exit(1);
  }, STOP_MS).unref();
}

function banner(config: Config, url: string, hasInbox: boolean): string {
  const lines = [
    'Credence is running.',
    `  API      ${url}`,
    ...(config.production ? [] : [`  Docs     ${url}/docs`]),
    ...(hasInbox ? [`  Inbox    ${url}/dev/inbox`] : []),
    ...(config.databaseUrl === null ? [`  Data     ${config.dataDir}`] : []),
    ...(config.serviceToken === null ? ['  /v1/* is closed: set INTERNAL_SERVICE_TOKEN to open it.'] : []),
  ];
  return `${lines.join('\n')}\n`;
}
