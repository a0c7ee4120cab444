#!/usr/bin/env node
import { Command } from 'commander';
import { CannotMigrate } from './compose/maintenance/log-locations.js';
import { examine, Unhealthy } from './compose/maintenance/doctor.js';
import { migrate } from './compose/maintenance/migrate.js';
import { migrateLog } from './compose/maintenance/migrate-log.js';
import {
  rebuildProjection,
  replayParkedEvents,
  UnknownProjection,
} from './compose/maintenance/rebuild-projection.js';
import { retryFailedJobs } from './compose/maintenance/retry-failed-jobs.js';
import { rotateKey } from './compose/maintenance/rotate-key.js';
import { readConfig } from './config/config.js';
import { removeDriverVariables } from './config/parsing/driver-variables.js';
import { InvalidConfiguration } from './config/invalid-configuration.js';
import type { Config } from './config/config.js';
import { LogsDiffer } from './eventstore/copying/copy-log.js';
import { startService } from './main.js';
import type { Role } from './main.js';
import { LogMismatch } from './projections/engine/log-identity.js';
import { LogBehind } from './projections/engine/stored-positions.js';
import { StartRefused } from './compose/start/start-refused.js';
import { UnusableDataFolder } from './runtime/embedded/data-folder.js';
import { FolderInUse } from './runtime/embedded/folder-lock.js';
import { limitHeapGrowth } from './runtime/heap-growth.js';

const LOG_LOCATION = 'embedded, postgres://…, or esdb://…';
const PROJECTION = 'name of the projection, for example users@1';

/** Errors whose message names the remedy; they are printed without a stack trace. */
const EXPECTED = [
  InvalidConfiguration,
  StartRefused,
  FolderInUse,
  UnusableDataFolder,
  LogMismatch,
  LogBehind,
  CannotMigrate,
  LogsDiffer,
  UnknownProjection,
  Unhealthy,
];
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

/** Returns an action that reads the configuration and runs a task. An error prints one line and sets exit code 1. */
function run<Arguments extends string[]>(
  task: (config: Config, ...rest: Arguments) => Promise<string | null>,
) {
  return async (...rest: Arguments): Promise<void> => {
    try {
      removeDriverVariables(process.env);
      const result = await task(readConfig(process.env), ...rest);
      if (result !== null) print(`${result}\n`);
    } catch (error) {
      print(`credence: ${firstLine(error)}\n`);
      const isExpected = EXPECTED.some((expected) => error instanceof expected);
      if (!isExpected && /^(debug|trace)$/.test(process.env['LOG_LEVEL'] ?? '')) console.error(error);
      // A client of a store that is unavailable would otherwise keep the process alive with its retries.
      process.exit(1);
    }
  };
}

/** Returns the message of an error, or its name and code if it has none. */
function firstLine(error: unknown): string {
  if (!(error instanceof Error)) return 'unexpected failure; LOG_LEVEL=debug shows it';
  const code = 'code' in error ? ` ${String(error.code)}` : '';
  const [line = ''] = error.message.split('\n');
  return line === '' ? `${error.name}${code}; LOG_LEVEL=debug shows more` : line;
}

/** Prints to standard error; standard output carries only the log. */
function print(text: string): void {
  process.stderr.write(text);
}
