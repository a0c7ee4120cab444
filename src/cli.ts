#!/usr/bin/env node
import { Command } from 'commander';
import { InvalidConfiguration, readConfig } from './config/config.js';
import type { Config } from './config/config.js';
import { FolderInUse } from './runtime/embedded/folder-lock.js';
import { LogsDiffer } from './eventstore/copy-log.js';
import { migrateLog, rebuild, replay, rotateKey, startService } from './main.js';
import type { Role } from './main.js';
import { CannotMigrate } from './compose/migrate-log.js';
import { LogMismatch } from './projections/engine/log-identity.js';

const LOGS = 'embedded, postgres://…, or esdb://…';

const program = new Command('credence').description('Event-sourced credential management.');

program
  .command('serve')
  .description('run everything in one process')
  .action(serve(['api', 'projector', 'worker']));
program
  .command('api')
  .description('answer HTTP only')
  .action(serve(['api']));
program
  .command('projector')
  .description('fill read models only')
  .action(serve(['projector']));
program
  .command('worker')
  .description('react to events only: send mails')
  .action(serve(['worker']));

program
  .command('rebuild')
  .argument('<projection>', 'for instance users@1')
  .description('empty a read model; the projector fills it again from the log')
  .action(run((config, projection: string) => rebuild(config, projection)));

program
  .command('replay-parked')
  .argument('<reader>', 'for instance users@1')
  .description('take in the events that a reader had parked')
  .action(run((config, reader: string) => replay(config, reader)));

program
  .command('rotate-signing-key')
  .description('add the key that signs access tokens next; it is published before it does')
  .action(run((config) => rotateKey(config)));

program
  .command('migrate-log')
  .description('copy the log elsewhere, verify the copy, and have the service follow it')
  .requiredOption('--from <log>', LOGS)
  .requiredOption('--to <log>', LOGS)
  .action(async ({ from, to }: { from: string; to: string }) => {
    await run((config) => migrateLog(config, { from, to, tell: (line) => tell(`${line}\n`) }))();
  });

/** What needs no stack trace: the message says what to do. */
const EXPECTED = [InvalidConfiguration, FolderInUse, LogMismatch, CannotMigrate, LogsDiffer];
/** An end in order takes no longer; a kill would do no harm either. */
const STOP_MS = 9000;

await program.parseAsync();

function serve(roles: readonly Role[]) {
  return run(async (config) => {
    // Heard from the beginning, so that what has been started is also ended in order.
    const ended = new Promise<NodeJS.Signals>((resolve) => {
      process.once('SIGINT', resolve);
      process.once('SIGTERM', resolve);
    });
    void ended.then(endInTime);
    const service = await startService(config, roles);
    if (service.url !== null) tell(banner(config, service.url, service.hasInbox));
    await ended;
    await service.stop();
    // A store that is away would otherwise be looked for until it is back.
    process.exit();
  });
}

function endInTime(): void {
  setTimeout(() => {
    tell('credence: not everything ended in time; what was under way is taken up at the next start\n');
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

/** Reads the configuration, does the work, and ends the process with one line where it cannot. */
function run<Arguments extends string[]>(
  work: (config: Config, ...rest: Arguments) => Promise<string | null>,
) {
  return async (...rest: Arguments): Promise<void> => {
    try {
      const done = await work(readConfig(process.env), ...rest);
      if (done !== null) tell(`${done}\n`);
    } catch (error) {
      tell(`credence: ${error instanceof Error ? error.message : String(error)}\n`);
      if (!EXPECTED.some((expected) => error instanceof expected)) console.error(error);
      process.exitCode = 1;
    }
  };
}

/** For people. Standard output is the log's alone. */
function tell(text: string): void {
  process.stderr.write(text);
}
