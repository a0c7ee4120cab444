import { stat } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from '@jest/globals';
import { anchorsOf, linkTargets, markdownFiles, readDocument, ROOT } from '../support/documents/markdown.js';

const EXTERNAL = /^[a-z][a-z0-9+.-]*:/i;

test('every relative link and anchor in a Markdown file resolves', async () => {
  const files = await markdownFiles();
  expect(files).toContain('README.md');
  const broken = await Promise.all(files.map(brokenLinks));
  expect(broken.flat()).toEqual([]);
});

/** Returns each link of a file that leads nowhere, with the reason. */
async function brokenLinks(file: string): Promise<string[]> {
  const targets = linkTargets(await readDocument(file)).filter((target) => !EXTERNAL.test(target));
  const faults = await Promise.all(
    targets.map(async (target) => {
      const fault = await faultOf(file, target);
      return fault === null ? [] : [`${file}: ${target} ${fault}`];
    }),
  );
  return faults.flat();
}

async function faultOf(file: string, target: string): Promise<string | null> {
  const [path = '', anchor] = target.split('#');
  const linked = path === '' ? file : normalize(join(dirname(file), path));
  if (linked.startsWith('..') || path.startsWith('/')) return 'leaves the repository';
  const found = await stat(join(ROOT, linked)).catch(() => null);
  if (found === null) return 'does not exist';
  if (anchor === undefined) return null;
  if (!found.isFile() || !linked.endsWith('.md')) return 'has an anchor, but is not a Markdown file';
  return anchorsOf(await readDocument(linked)).has(anchor) ? null : 'has no such heading';
}
