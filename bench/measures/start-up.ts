import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from '../measure.js';
import type { Measurement } from '../measure.js';
import { startServiceOnFolder } from '../programs/programs.js';

const STARTS = 3;

/** From the command to the first answer, database included: on an empty folder, and on one that exists. */
export async function measureStartUp(): Promise<Measurement[]> {
  const folder = await mkdtemp(join(tmpdir(), 'credence-bench-'));
  try {
    const first = await startOnce(folder);
    const later: number[] = [];
    for (let i = 0; i < STARTS; i += 1) later.push(await startOnce(folder));
    return [
      { what: 'start on an empty folder', value: first, unit: 'ms', floor: null, goal: '< 15,000' },
      { what: 'start on an existing folder', value: median(later), unit: 'ms', floor: null, goal: '< 3,000' },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function startOnce(folder: string): Promise<number> {
  const program = await startServiceOnFolder(folder);
  await program.stop();
  return program.startedInMs;
}
