import type { Command } from 'commander';
import { printEvents } from '../compose/events/print-events.js';
import type { PrintOptions } from '../compose/events/print-events.js';
import { example } from './terminal/help.js';
import type { Terminal } from './terminal/terminal.js';

const POSITION = 'position of the log, or time such as 2026-11-27T12:00:00Z';

/** Adds `credence events replay` and `credence events tail`. */
export function addEventCommands(program: Command, terminal: Terminal): void {
  const events = program.command('events').description('Prints public events, also with personal fields.');
  for (const [name, description] of [
    ['replay', 'Prints the recorded events.'],
    ['tail', 'Prints events as they are recorded, until it is stopped.'],
  ] as const) {
    events
      .command(name)
      .description(description)
      .option('--from <position>', POSITION)
      .option('--to <position>', POSITION)
      .option('--type <types>', 'public event types, separated by commas')
      .option('--subject <id>', 'id of a person or thing')
      .option('--format <format>', 'cloudevents or table', 'cloudevents')
      .addHelpText('after', example(`credence events ${name} --type UserRegistered --format table`))
      .action(async (options: PrintOptions) => {
        await terminal.run((config) =>
          printEvents(config, options, writeData, name === 'tail' ? untilSignal() : null),
        )();
      });
  }
}

/** Returns a signal that ends when the process is asked to stop. */
function untilSignal(): AbortSignal {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stopping.abort());
  return stopping.signal;
}

/** Writes the result of a command to standard output. A reader that has enough, such as `head`, ends the process. */
function writeData(text: string): void {
  if (process.stdout.listenerCount('error') === 0) process.stdout.once('error', () => process.exit(0));
  process.stdout.write(text);
}
