import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { headlessRelatives, inspect, opensWithQuestionWord, ratesOf } from '../../scripts/english.mjs';

const SCRIPT = fileURLToPath(new URL('../../../scripts/check-english.mjs', import.meta.url));
const HEADLESS = 'The worth of what it holds.';

const placesIn = (path: string, source: string) =>
  inspect([{ path, source }]).headless.map(({ line }) => line);

describe('A headless relative clause is found', () => {
  test.each([
    ['after a preposition', 'It depends of whom the log is read.'],
    ['after a comparison', 'A caller with a key may do more than who has none.'],
    ['after a conjunction', 'The owner and who has the mailbox are told.'],
    ['as a complement', 'The answer is what was stored.'],
    ['as a part of a number', 'Three keys, of which one signs.'],
    ['in a pronoun that stands for nobody', 'It opens the account for whoever holds the link.'],
    ['at the start of a sentence', 'The key is public. Who has it may read.'],
    ['at the start of a line of a list', '- What is kept is encrypted.'],
    ['across a line break', 'The owner of\nwhat is kept.'],
  ])('%s', (_name, text) => {
    expect(headlessRelatives(text)).toHaveLength(1);
  });
});

describe('A sentence is left alone', () => {
  test.each([
    [
      'when its relative clause has a noun',
      'A caller that has the key may read the events that are retained.',
    ],
    ['when a person precedes the pronoun', 'The user who signed in receives a session.'],
    ['when a question is reported', 'The answer shows who is calling and what failed.'],
    ['when which has a noun', 'The log, which is append-only, holds every event.'],
    ['when the words are parts of others', 'Somewhat later, the whole of whatsoever-1 is read.'],
  ])('%s', (_name, text) => {
    expect(headlessRelatives(text)).toEqual([]);
  });
});

test.each([
  'What a route requires.',
  ' Whether a token is valid.',
  'of two keys the newer',
  'How long it lives.',
])('the docstring "%s" opens with a question word', (docstring) => {
  expect(opensWithQuestionWord(docstring)).toBe(true);
});

test.each(['Returns the newest key.', 'The lifetime in seconds.', 'Offers an account.', 'Whatsoever.'])(
  'the docstring "%s" opens with a verb or a noun',
  (docstring) => {
    expect(opensWithQuestionWord(docstring)).toBe(false);
  },
);

describe('The check reads', () => {
  test('every kind of comment, and gives the line of the phrase', () => {
    const source = [
      '/** The worth',
      ' * of what it holds. */',
      'export const a = 1; // of what it holds',
      'function f() {',
      '  // The worth of',
      '  // what it holds.',
      '}',
    ];
    expect(placesIn('src/a.ts', source.join('\n'))).toEqual([2, 3, 5]);
  });

  test('the titles of tests, also of tables of tests', () => {
    const source = `describe.each([1])('is of what it holds', () => { test(\`than who \${a}\`, f); });`;
    expect(placesIn('test/a.test.ts', source)).toEqual([1, 1]);
  });

  test('messages of the program, but not the texts that tests feed to it', () => {
    const source = `throw new Error('${HEADLESS}');`;
    expect(placesIn('src/a.ts', source)).toEqual([1]);
    expect(placesIn('test/a.ts', source)).toEqual([]);
  });

  test('comments of SQL, also of SQL within code', () => {
    const sql = 'create table a (\n  b text -- the worth of what it holds\n);';
    expect(placesIn('src/a.sql', sql)).toEqual([2]);
    expect(placesIn('src/a.ts', `const a = \`${sql}\`;`)).toEqual([2]);
  });

  test('prose of a document, but neither its code nor its headings', () => {
    const source = `# What it is\n\n\`\`\`\n${HEADLESS}\n\`\`\`\n\nThe [worth of](a.md) what it holds.`;
    expect(placesIn('a.md', source)).toEqual([7]);
  });

  test('the text of a page, but not its markup', () => {
    const source = `<p title="of what it holds">\n<%= of what %>The worth of\n<b>what</b> it holds.</p>`;
    expect(placesIn('src/a.eta', source)).toEqual([2]);
  });

  test('neither identifiers in code spans nor directives', () => {
    expect(placesIn('src/a.ts', '// `of what` it holds\n\n// prettier-ignore of what')).toEqual([]);
  });
});

test('docstrings that open with a question word are counted among all docstrings', () => {
  const source = '/** What it holds. */\nconst a = 1;\n\n/** The value. */\nconst b = 1;\n\n// How it works.';
  const report = inspect([{ path: 'src/a.ts', source }]);
  expect(report.openings).toEqual([{ path: 'src/a.ts', line: 1, phrase: 'What it holds.' }]);
  expect(ratesOf(report)).toEqual({ headlessRate: expect.any(Number), openingShare: 50 });
});

test.each([
  ['prepositions and spaces', (n: number) => 'of '.repeat(n) + ' '.repeat(n)],
  ['full stops and spaces', (n: number) => '. '.repeat(n)],
  ['brackets', (n: number) => '[]('.repeat(n)],
  ['backticks', (n: number) => '`\n'.repeat(n)],
  ['fences', (n: number) => '```\n'.repeat(n)],
])('a document of %s is read in linear time', (_name, text) => {
  const started = performance.now();
  inspect([{ path: 'a.md', source: text(200_000) }]);
  expect(performance.now() - started).toBeLessThan(5000);
});

describe('The check of a repository', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'credence-english-'));
    git(folder, 'init', '--quiet');
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  test('fails over a bar and prints each place', async () => {
    await commit('a.md', `\n${HEADLESS}`, 'docs: add a page');
    const { status, output } = check(folder);
    expect(status).toBe(1);
    expect(output).toContain('a.md:2 headless relative: …The worth of what it holds.…');
  });

  test('passes plain prose', async () => {
    await commit('a.md', 'The value that it holds.', 'docs: add a page');
    expect(check(folder)).toEqual({
      status: 0,
      output: expect.stringContaining('COMMIT SUBJECTS NOT CHECKED'),
    });
  });

  test('rejects a long commit subject only after the commit that added the check', async () => {
    const long = `docs: ${'add '.repeat(20)}`;
    await commit('a.md', 'The first page.', `${long} before`);
    await commit('scripts/check-english.mjs', '', 'scripts: add the check');
    expect(check(folder).status).toBe(0);
    await commit('b.md', 'The second page.', `${long} after`);
    const { status, output } = check(folder);
    expect(status).toBe(1);
    expect(output).toContain(`${long} after`);
    expect(output).not.toContain(`${long} before`);
  });

  test('says that the history of a shallow clone is incomplete', async () => {
    await commit('a.md', 'The first page.', 'docs: add a page');
    await commit('b.md', 'The second page.', 'docs: add another page');
    const clone = join(folder, 'clone');
    git(folder, 'clone', '--quiet', '--depth', '1', `file://${folder}`, clone);
    expect(check(clone).output).toContain('COMMIT SUBJECTS PARTLY CHECKED');
  });

  test('fails outside a repository', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'credence-no-repository-'));
    expect(check(elsewhere).status).not.toBe(0);
    await rm(elsewhere, { recursive: true });
  });

  async function commit(path: string, text: string, subject: string): Promise<void> {
    await mkdir(join(folder, 'scripts'), { recursive: true });
    await writeFile(join(folder, path), text);
    git(folder, 'add', path);
    git(folder, 'commit', '--quiet', '-m', subject);
  }
});

function check(folder: string): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, folder], { encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

function git(folder: string, ...words: string[]): void {
  const who = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', '-c', 'core.hooksPath=/dev/null'];
  const { status, stderr } = spawnSync('git', ['-C', folder, ...who, ...words], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`git ${words.join(' ')}: ${stderr}`);
}
