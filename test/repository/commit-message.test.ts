import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { commitMessageFaults, MAX_SUBJECT_LENGTH } from '../../scripts/commit-message.mjs';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const LONGEST = `docs: ${'a'.repeat(MAX_SUBJECT_LENGTH - 'docs: '.length)}`;

test.each([
  ['a subject alone', 'docs: explain the grace period'],
  ['an area with a hyphen', 'api-keys: rotate the secret of a key'],
  ['an area that is a folder', '.ci: run the English check'],
  ['a subject of the greatest length', LONGEST],
  ['a body after a blank line', 'log: batch appends\n\nOne commit serves every waiting append.\n'],
  ['comments of git', '# Please enter the message\nlog: batch appends\n# On branch main\n'],
  [
    'a long diff below the scissors',
    `log: batch appends\n# ------------------------ >8 ------------------------\n${LONGEST}x`,
  ],
  ['a merge', `Merge branch '${'a'.repeat(MAX_SUBJECT_LENGTH)}'`],
  ['a revert', `Revert "${LONGEST}"\n\nThis reverts commit 0123456.`],
  ['a commit that a rebase folds into another', 'fixup! log: batch appends'],
])('a commit message is accepted with %s', (_name, message) => {
  expect(commitMessageFaults(message)).toEqual([]);
});

test.each([
  ['without an area', 'Batch appends', /area: verb/],
  ['with an area in capitals', 'Log: batch appends', /area: verb/],
  ['with no space after the colon', 'log:batch appends', /area: verb/],
  ['with an area alone', 'log: ', /area: verb/],
  ['with a subject that is too long', `${LONGEST}x`, /73 characters/],
  ['with a full stop at the end of the subject', 'log: batch appends.', /full stop/],
  ['with a body that follows at once', 'log: batch appends\nOne commit serves all.', /blank/],
  ['without text', '# Please enter the message\n\n', /empty/],
])('a commit message is rejected %s', (_name, message, fault) => {
  expect(commitMessageFaults(message)).toEqual([expect.stringMatching(fault)]);
});

test('the installed hook stops a commit with a wrong message', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'credence-hook-'));
  const git = (...words: string[]) =>
    spawnSync('git', ['-C', folder, '-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...words], {
      encoding: 'utf8',
    });
  try {
    git('init', '--quiet');
    git('config', 'core.hooksPath', join(ROOT, '.githooks'));
    await mkdir(join(folder, 'scripts'));
    await writeFile(
      join(folder, 'scripts/check-commit-message.mjs'),
      `await import(${JSON.stringify(`file://${ROOT}scripts/check-commit-message.mjs`)});`,
    );
    const wrong = git('commit', '--allow-empty', '-m', 'Batch appends.');
    expect([wrong.status, wrong.stderr]).toEqual([1, expect.stringContaining('area: verb')]);
    expect(git('commit', '--allow-empty', '-m', 'log: batch appends').status).toBe(0);
  } finally {
    await rm(folder, { recursive: true });
  }
});
