import type { Command } from 'commander';

/** Text below the help of the program. */
export const PROGRAM_HELP = `
Examples:
  $ credence serve
  $ credence doctor
  $ credence audit verify --help

Exit codes:
  0  The command did its work.
  1  It failed; one line on standard error names the cause.
  2  The command line is wrong, and nothing was done.`;

/** Returns the text that shows an example below the help of a command. */
export function example(commandLine: string): string {
  return `\nExample:\n  $ ${commandLine}`;
}

/** Defines a command, and defines it again under its former name, which help does not list. */
export function addRenamed(
  names: { command: Command; former: Command },
  define: (command: Command) => unknown,
): void {
  define(names.command);
  define(names.former);
}
