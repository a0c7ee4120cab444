import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { leafHash } from '../../src/audit/tree/hashes.js';
import { openTreeEdge } from '../../src/audit/tree/tree-edge.js';
import { exportedLeaves } from '../../src/audit/verify/leaf-source.js';
import { verifyLog } from '../../src/audit/verify/verify-log.js';
import type { Measurement } from '../measure.js';

const LEAVES = 1_000_000;
/** A leaf of an event with two encrypted fields has about this many bytes. */
const PADDING = 'x'.repeat(450);
const GOAL_SECONDS = 10;

/** Measures the verification of an export by a checkpoint, without a database. */
export async function measureVerification(): Promise<Measurement[]> {
  const folder = await mkdtemp(join(tmpdir(), 'credence-verification-'));
  try {
    const path = join(folder, 'leaves');
    const trusted = { origin: 'bench', ...(await writeLeaves(path)) };
    const before = process.cpuUsage();
    const verdict = await verifyLog({
      log: exportedLeaves(path, false),
      tree: null,
      verifierOf: () => null,
      trusted,
    });
    // Other programs on the machine prolong the time that passes, but not the processor time.
    const { user, system } = process.cpuUsage(before);
    const seconds = (user + system) / 1e6;
    if (!verdict.isLogTrusted) throw new Error('The export is the one of the checkpoint.');
    const { size: bytes } = await stat(path);
    return [
      {
        name: `verification of 1,000,000 leaves, ${String(Math.round(bytes / 1e6))} MB: processor time`,
        value: seconds,
        unit: 's',
        baseline: null,
        goal: `≤ ${String(GOAL_SECONDS)}`,
        budget: GOAL_SECONDS,
      },
      {
        name: 'memory after the verification',
        value: process.memoryUsage().rss / 1e6,
        unit: 'MB',
        baseline: null,
        goal: null,
      },
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Writes the leaves of an export. Returns the head of their tree. */
async function writeLeaves(path: string) {
  const file = createWriteStream(path);
  const edge = openTreeEdge();
  for (let index = 0; index < LEAVES; index += 1) {
    const leaf = `{"data":{"email":"${PADDING}"},"id":"${String(index).padStart(36, '0')}"}`;
    edge.append(leafHash(Buffer.from(leaf)));
    if (!file.write(`${leaf}\n`)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
  return { size: edge.size(), root: edge.root() };
}
