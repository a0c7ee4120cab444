import { Argument } from 'commander';
import type { Command } from 'commander';
import { example } from './help.js';

/** Adds the command that prints a completion script. It reads no configuration. */
export function addCompletionCommand(program: Command): void {
  program
    .command('completion')
    .addArgument(new Argument('<shell>', 'the shell').choices(['bash']))
    .description('Prints a script that completes commands and options in a shell.')
    .addHelpText('after', example('credence completion bash > ~/.credence-completion'))
    .action(() => void process.stdout.write(bashCompletion(program)));
}

/** Returns the script. Words that no command has fall back to names of files. */
function bashCompletion(program: Command): string {
  return `_credence() {
  local path=credence words='' word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [[ $word == -* ]] || path+=" $word"
  done
  case "$path" in
${casesOf(program, program.name()).join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _credence credence
`;
}

/** Returns a case for a command and for each command below it. Former names are hidden here too. */
function casesOf(command: Command, path: string): string[] {
  const help = command.createHelp();
  const children = help.visibleCommands(command);
  const options = help.visibleOptions(command).flatMap(({ long }) => long ?? []);
  const words = [...children.map((child) => child.name()), ...options].join(' ');
  // Only a command without others takes arguments, which are words of the path as well.
  const pattern = children.length === 0 ? `'${path}' | '${path} '*` : `'${path}'`;
  return [
    `    ${pattern}) words='${words}' ;;`,
    ...children.flatMap((child) => casesOf(child, `${path} ${child.name()}`)),
  ];
}
