#!/usr/bin/env node
import { Command } from 'commander';
import { InvalidConfiguration, readConfig } from './config.js';
import type { Config } from './config.js';
import { FolderInUse } from './embedded/folder-lock.js';
import { rebuild, replay, startService } from './main.js';
import type { Role } from './main.js';

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

await program.parseAsync();

function serve(roles: readonly Role[]) {
  return run(async (config) => {
    const service = await startService(config, roles);
    const ended = new Promise<NodeJS.Signals>((resolve) => {
      process.once('SIGINT', resolve);
      process.once('SIGTERM', resolve);
    });
    if (service.url !== null) tell(banner(config, service.url, service.hasInbox));
    await ended;
    await service.stop();
    return null;
  });
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
      if (!(error instanceof InvalidConfiguration || error instanceof FolderInUse)) console.error(error);
      process.exitCode = 1;
    }
  };
}

/** For people. Standard output is the log's alone. */
function tell(text: string): void {
  process.stderr.write(text);
}
