import { Argument } from 'commander';
import type { Command } from 'commander';
import { example } from '../terminal/help.js';
import { bashScript } from './bash.js';
import { fishScript } from './fish.js';
import { placesOf } from './places.js';
import type { Place } from './places.js';
import { zshScript } from './zsh.js';

/** The name of the command, whose output is for a shell. */
export const COMPLETION = 'completion';

const SHELLS: Readonly<Record<string, (places: readonly Place[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** Adds the command that prints a completion script. It reads no configuration. */
export function addCompletionCommand(program: Command): void {
  program
    .command(COMPLETION)
    .addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(SHELLS)))
    .description('Prints a script that completes commands and options in a shell.')
    .addHelpText('after', example('credence completion bash > ~/.credence-completion'))
    .action((shell: string) => void process.stdout.write(SHELLS[shell]?.(placesOf(program)) ?? ''));
}
