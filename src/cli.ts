#!/usr/bin/env node
import { createProgram } from './cli/program.js';
import { openTerminal, thisProcess } from './cli/terminal/terminal.js';
import type { Config } from './config/config.js';
import { startService } from './main.js';
import type { Role } from './main.js';
import { limitHeapGrowth } from './runtime/heap-growth.js';

/** Time limit of an orderly stop. A kill after it loses nothing: the next start completes the work. */
const STOP_MS = 9000;

const terminal = openTerminal(thisProcess());
await createProgram(serve, terminal).parseAsync();

function serve(roles: readonly Role[]) {
  return terminal.runService(async (config) => {
    limitHeapGrowth();
    // Signals are handled from the beginning, so that a half-started service also stops in order.
    const signalled = new Promise<NodeJS.Signals>((resolve) => {
      process.once('SIGINT', resolve);
      process.once('SIGTERM', resolve);
    });
    void signalled.then(limitStopTime);
    const service = await startService(config, roles);
    if (service.url !== null)
      terminal.show({ text: banner(config, service.url, service.hasInbox), fields: { url: service.url } });
    await signalled;
    await service.stop();
    // A client of an unreachable store would otherwise keep the process alive with its retries.
    process.exit();
  });
}

function limitStopTime(): void {
  setTimeout(() => {
    terminal.report('credence: stop timed out; the next start completes unfinished work');
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
  return lines.join('\n');
}
