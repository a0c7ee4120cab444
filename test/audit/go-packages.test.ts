import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { signCheckpoint } from '../../src/audit/notes/checkpoint.js';
import { noteSigner } from '../../src/audit/notes/note-keys.js';
import { formatProof } from '../../src/audit/notes/proof-file.js';
import { proveInclusion, rootAt } from '../../src/audit/tree/proofs.js';
import { ROOT } from '../support/documents/markdown.js';
import { describeWhereInstalled } from '../support/requirements/describe-where.js';
import { growTree } from './grown-tree.js';

const FOLDER = join(ROOT, 'test/audit/go');
const LONG_MS = 300_000;
const SIZE = 1000;

/** Returns the reason why the program cannot be built here, or null. */
function whyNoGo(): string | null {
  const { status } = spawnSync('go', ['mod', 'download'], { cwd: FOLDER, timeout: 20_000 });
  return status === 0 ? null : 'there is no go on the PATH that can load golang.org/x/mod';
}

describeWhereInstalled(whyNoGo())('the Go packages that defined the formats', () => {
  test(
    'PRF-5 they verify our keys, checkpoints and proof files, and reject changed ones',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'credence-go-'));
      const leaves = Array.from({ length: SIZE }, (_, n) => Buffer.from(`{"event":${String(n)}}`));
      const signer = noteSigner('id.example.com/log', Buffer.alloc(32, 7));
      const { readTile } = growTree(leaves);
      const checkpoint = signCheckpoint({ size: SIZE, root: await rootAt(readTile, SIZE) }, signer);
      const proofOf = async (index: number) =>
        formatProof({
          leaf: leaves[index] ?? Buffer.alloc(0),
          index,
          hashes: await proveInclusion(readTile, index, SIZE),
          checkpoint: `${checkpoint}\u2014 witness.example.com AAAAAAA=\n`,
        });
      const files = await Promise.all([0, 1, 255, 256, 511, 998, 999].map(proofOf));
      const proof = await proofOf(300);
      const changed = [
        proof.replace('index 300', 'index 301'),
        proof.replace(`\n${String(SIZE)}\n`, '\n1001\n'),
        proof.replace(/^extra .*$/m, 'extra e30='),
      ];
      const paths = await Promise.all(
        [...files, ...changed].map(async (file, place) => {
          const path = join(folder, String(place));
          await writeFile(path, file);
          return path;
        }),
      );
      const output = execFileSync('go', ['run', '.', signer.verifier.text, ...paths], { cwd: FOLDER });
      const lines = output.toString().trimEnd().split('\n');
      expect(lines.slice(0, files.length)).toEqual(files.map(() => `proved in ${String(SIZE)}`));
      expect(lines.slice(files.length)).toEqual(changed.map(() => expect.stringMatching(/^failed: /)));
      await rm(folder, { recursive: true });
    },
    LONG_MS,
  );
});
