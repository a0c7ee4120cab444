import type { Command } from 'commander';

/** A word that a command line may go on with. */
export interface Word {
  readonly text: string;
  /** One sentence for shells that show it. */
  readonly description: string;
}

/** A command with the words that may follow it. Former names and hidden options are left out. */
export interface Place {
  /** The words that call the command, such as `credence audit export`. */
  readonly path: string;
  /** True for a command without others below it, which takes arguments. */
  readonly isLeaf: boolean;
  readonly commands: readonly Word[];
  /** Long options, with their dashes. */
  readonly options: readonly Word[];
}

/** Returns a command and each command below it. All shells complete from this table. */
export function placesOf(command: Command, path = command.name()): Place[] {
  const help = command.createHelp();
  const children = help.visibleCommands(command);
  const commands = children.map((child) => ({ text: child.name(), description: child.description() }));
  const options = help
    .visibleOptions(command)
    .flatMap(({ long, description }) => (typeof long === 'string' ? [{ text: long, description }] : []));
  return [
    { path, isLeaf: children.length === 0, commands, options },
    ...children.flatMap((child) => placesOf(child, `${path} ${child.name()}`)),
  ];
}

/** Returns a text in single quotes, as POSIX shells read it. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
