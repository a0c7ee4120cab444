import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import type { Command } from 'commander';
import { createProgram } from '../../src/cli/program.js';
import { readDocument, tableRows } from '../support/documents/markdown.js';
import { runCli } from '../support/server/cli.js';

const FORMER_NAMES = [
  'grant-administrator',
  'rebuild',
  'replay-parked',
  'retry-failed-jobs',
  'rotate-signing-key',
];

const program = createProgram(() => () => Promise.resolve());

/** Returns the commands that do something, by the words that call them. */
function leaves(command: Command, path = 'credence'): [string, Command][] {
  if (command.commands.length === 0) return [[path, command]];
  return command.commands.flatMap((child) => leaves(child, `${path} ${child.name()}`));
}

/** Returns the help of a command as a person sees it. */
function helpOf(command: Command): string {
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) });
  command.outputHelp();
  return help;
}

const commands = leaves(program);

test('every command shows an example that it accepts (CLI-1)', async () => {
  for (const [path, command] of commands) {
    const line = /Example:\n {2}\$ credence (.+)/.exec(helpOf(command))?.[1] ?? `no example of ${path}`;
    const called: string[] = [];
    const parsed = createProgram(() => () => Promise.resolve());
    for (const [name, leaf] of leaves(parsed)) leaf.exitOverride().action(() => void called.push(name));
    const words = line.split(/ [|>] /)[0]?.match(/"[^"]*"|\S+/g) ?? [];
    await parsed.parseAsync(words, { from: 'user' });
    expect([called, command.description()]).toEqual([[current(path)], expect.stringMatching(/\.$/)]);
  }
});

test('the help lists commands in groups, and hides their former names (CLI-1)', () => {
  const help = helpOf(program);
  expect(help).toMatch(/Run the service:\n[^]+Set up and check:\n[^]+Maintain:\n[^]+Exit codes:\n/);
  for (const name of FORMER_NAMES) expect(help).not.toMatch(new RegExp(`^ {2}${name} `, 'm'));
});

test('the reference lists every command by its present name', async () => {
  const rows = tableRows(await readDocument('docs/reference/commands.md'));
  const documented = rows.map(([cell = '']) => /`(credence(?: [a-z][a-z-]*)*)/.exec(cell)?.[1]);
  const present = commands.map(([path]) => path).filter((path) => current(path) === path);
  expect(documented.filter((path) => path !== 'credence').sort()).toEqual(present.sort());
});

test('a wrong command line exits with 2, and a failure with 1 and one line (CLI-1)', async () => {
  const unknown = await runCli(['projections', 'rebuld', 'users@1'], {});
  expect(unknown).toMatchObject({ code: 2, output: expect.stringContaining('Did you mean rebuild?') });
  const failed = await runCli(['doctor'], { PORT: 'none' });
  expect(failed).toMatchObject({ code: 1, output: expect.stringMatching(/^credence: .+\n$/) });
});

test('bash completes commands and options of the printed script (CLI-1)', async () => {
  const { output: script } = await runCli(['completion', 'bash'], {});
  const completed = (...words: string[]) =>
    execFileSync('bash', ['-c', `${script}\n${ASK_BASH}`, 'credence', ...words], { encoding: 'utf8' }).trim();
  expect(completed('ro')).toBe('');
  expect(completed('re')).toBe('');
  expect(completed('projectio')).toBe('projections');
  expect(completed('audit', 'ver')).toBe('verify verify-proof');
  expect(completed('audit', 'export', '--out', 'file', '--form')).toBe('--format');
  expect(completed('unknown', '')).toBe('');
});

/** Completes the last argument, and prints the proposals. */
const ASK_BASH = 'COMP_WORDS=("$0" "$@"); COMP_CWORD=$#; _credence; echo "${COMPREPLY[*]}"';

/** Returns the present name of a command. */
function current(path: string): string {
  const renamed: Record<string, string> = {
    'credence grant-administrator': 'credence admin grant',
    'credence rebuild': 'credence projections rebuild',
    'credence replay-parked': 'credence projections replay-parked',
    'credence retry-failed-jobs': 'credence jobs retry',
    'credence rotate-signing-key': 'credence keys rotate',
  };
  return renamed[path] ?? path;
}
