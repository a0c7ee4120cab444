import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Command } from 'commander';
import { createProgram } from '../../src/cli/program.js';
import { openTerminal } from '../../src/cli/terminal/terminal.js';
import { whyNoProgram } from '../support/deployments/programs.js';
import { readDocument, tableRows } from '../support/documents/markdown.js';
import { describeWhereInstalled } from '../support/requirements/describe-where.js';
import { runCli } from '../support/server/cli.js';

const FORMER_NAMES = [
  'grant-administrator',
  'rebuild',
  'replay-parked',
  'retry-failed-jobs',
  'rotate-signing-key',
];

const LONG_MS = 60_000;

/** Returns a program that prints into lists, and does not start anything. */
function programWith(environment: NodeJS.ProcessEnv) {
  const printed = { out: [] as string[], err: [] as string[], codes: [] as number[] };
  const terminal = openTerminal({
    environment,
    stdout: (text) => void printed.out.push(text),
    stderr: (text) => void printed.err.push(text),
    isTerminal: false,
    exit: (code) => void printed.codes.push(code),
  });
  const serve = () => terminal.runService(() => Promise.resolve(null));
  return { program: createProgram(serve, terminal), printed };
}

const { program } = programWith({});

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

/** Returns the words of the example in the help of a command. */
function exampleOf(command: Command): string[] {
  const line = /Example:\n {2}\$ credence (.+)/.exec(helpOf(command))?.[1] ?? '';
  return line.split(/ [|>] /)[0]?.match(/"[^"]*"|\S+/g) ?? [];
}

test('every command shows an example that it accepts (CLI-1)', async () => {
  for (const [path, command] of commands) {
    const called: string[] = [];
    const { program: parsed } = programWith({});
    for (const [name, leaf] of leaves(parsed)) leaf.exitOverride().action(() => void called.push(name));
    await parsed.parseAsync(exampleOf(command), { from: 'user' });
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

test.each(commands.filter(([path]) => path !== 'credence completion'))(
  '%s reports a mistake of an operator as one line, or as JSON, with exit code 1 (CLI-1)',
  async (_, command) => {
    const words = exampleOf(command).filter((word) => word !== '--json');
    for (const json of [[], ['--json']]) {
      const { program: wrong, printed } = programWith({ PORT: 'none' });
      await wrong.parseAsync([...words, ...json], { from: 'user' });
      expect(printed).toEqual({ out: [], err: [expect.any(String)], codes: [1] });
      const [line = ''] = printed.err;
      if (json.length === 0) expect(line).toMatch(/^credence: PORT .+\n$/);
      else expect(JSON.parse(line)).toEqual({ error: expect.stringMatching(/^PORT /) });
    }
  },
);

test(
  'a command prints its messages and its result as JSON (CLI-1)',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'credence-json-'));
    try {
      const { program: running, printed } = programWith({ DATA_DIR: folder, LOG_LEVEL: 'info' });
      await running.parseAsync(['keys', 'show', '--json'], { from: 'user' });
      expect(printed.codes).toEqual([]);
      expect(printed.out.map((line) => JSON.parse(line) as unknown)).toEqual([
        { data_keys: expect.objectContaining({ 'local:1': expect.any(Number) }), passwords: {} },
      ]);
      expect(printed.err).toEqual([]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
  LONG_MS,
);

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
  expect(completed('completion', '')).not.toContain('--json');
  expect(completed('keys', 'rotate', '--js')).toBe('--json');
});

test.each(['zsh', 'fish'])(
  'the script for %s has every command, option and description (CLI-1)',
  async (shell) => {
    const { output: script } = await runCli(['completion', shell], {});
    for (const [path, command] of commands.filter(([name]) => current(name) === name)) {
      expect(script).toContain(path);
      expect(script).toContain(command.description().replaceAll("'", '').slice(0, 20));
      for (const { long } of command.options) expect(script).toContain(long?.slice('--'.length));
    }
    for (const name of FORMER_NAMES) expect(script).not.toContain(`credence ${name}'`);
  },
);

describeWhereInstalled(await whyNoProgram('zsh', 'zsh'))('in zsh', () => {
  test('the script proposes commands and options with their descriptions (CLI-1)', async () => {
    const { output: script } = await runCli(['completion', 'zsh'], {});
    const proposed = (...words: string[]) =>
      execFileSync('zsh', ['-fc', `${ASK_ZSH}\n${script}\n_credence`, 'credence', ...words], {
        encoding: 'utf8',
      });
    expect(proposed('audit', 'ver')).toContain('verify-proof:Verifies the proof of one event');
    expect(proposed('keys', 'rotate', '--')).toContain('--json:');
    expect(proposed('unknown', '')).toBe('files\n');
  });
});

describeWhereInstalled(await whyNoProgram('fish', 'fish'))('in fish', () => {
  test('the script proposes commands and options with their descriptions (CLI-1)', async () => {
    const { output: script } = await runCli(['completion', 'fish'], {});
    const proposed = (line: string) =>
      execFileSync('fish', ['--no-config', '-c', `${script}\ncomplete --do-complete '${line}'`], {
        encoding: 'utf8',
      });
    expect(proposed('credence audit ver')).toMatch(/^verify\t.+\nverify-proof\tVerifies the proof/m);
    expect(proposed('credence keys rotate --js')).toContain('--json\t');
    expect(proposed('credence completion ')).not.toContain('audit');
  });
});

/** Replaces the builtins of a completion in zsh, which need a terminal, and prints the proposals. */
const ASK_ZSH = `
compdef() { :; }
_files() { print files; }
_describe() { print -l -- $proposals; }
words=(credence "$@"); CURRENT=$#words; PREFIX=$words[-1]`;

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
