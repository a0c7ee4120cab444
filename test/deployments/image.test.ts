import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readDocument, ROOT } from '../support/documents/markdown.js';

/** The paths that a stage of the Dockerfile copies from the checkout before the first line with a text. */
async function copiedBefore(text: string): Promise<string[]> {
  const lines = (await readDocument('Dockerfile')).split('\n');
  const end = lines.findIndex((line) => line.includes(text));
  expect(end).toBeGreaterThan(0);
  return lines
    .slice(0, end)
    .filter((line) => line.startsWith('COPY '))
    .flatMap((line) => line.split(' ').slice(1, -1));
}

async function workspaces(): Promise<string[]> {
  const { workspaces: patterns } = JSON.parse(await readDocument('package.json')) as { workspaces: string[] };
  const folders = await Promise.all(
    patterns.map(async (pattern) => {
      const [folder = '', every] = pattern.split('/*');
      return every === undefined
        ? [pattern]
        : (await readdir(join(ROOT, folder))).map((name) => `${folder}/${name}`);
    }),
  );
  return folders.flat();
}

const covers = (copied: readonly string[], path: string) =>
  copied.some((folder) => path === folder || path.startsWith(`${folder}/`));

describe('the image', () => {
  test('installs the packages of every workspace', async () => {
    const copied = await copiedBefore('npm ci');
    const missing = (await workspaces()).filter((folder) => !covers(copied, `${folder}/package.json`));
    expect(missing).toEqual([]);
  });

  test('is built from every folder that the compiler and the scripts read', async () => {
    const copied = await copiedBefore('npm run build');
    const { include } = JSON.parse(await readDocument('tsconfig.json')) as { include: string[] };
    const read = [...(await workspaces()), ...include.map((path) => path.split('/*')[0] ?? ''), 'scripts'];
    expect(read.filter((path) => !covers(copied, path))).toEqual([]);
  });

  test('keeps the optional packages, which hold the native code of argon2', async () => {
    expect(await readDocument('Dockerfile')).not.toContain('--omit=optional');
  });
});
