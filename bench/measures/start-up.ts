import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from '../measure.js';
import type { Measurement } from '../measure.js';
import { startServiceOnFolder } from '../programs/programs.js';

const STARTS = 3;

/** Measures the time from the command to the first answer, on an empty and on an existing data folder. */
export async function measureStartUp(): Promise<Measurement[]> {
  const folder = await mkdtemp(join(tmpdir(), 'credence-bench-'));
  try {
    const first = await startOnce(folder);
    const later: number[] = [];
    for (let i = 0; i < STARTS; i += 1) later.push(await startOnce(folder));
    return [
      { name: 'start on an empty folder', value: first, unit: 'ms', baseline: null, goal: '< 15,000' },
      {
        name: 'start on an existing folder',
        value: median(later),
        unit: 'ms',
        baseline: null,
        goal: '< 3,000',
      },
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
