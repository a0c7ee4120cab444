/** One line of the result: a number beside the floor that was measured in the same run. */
export interface Measurement {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** What bounds it on this machine, in the same unit; null where there is nothing to compare with. */
  readonly floor: Floor | null;
  /** What the value, or its share of the floor, is meant to be. */
  readonly goal: string | null;
}

export interface Floor {
  readonly what: string;
  readonly value: number;
}

/** Runs both by turns, so that a change of the machine's mood hits both; answers the medians. */
export async function byTurns(
  rounds: number,
  ours: () => Promise<number>,
  floor: () => Promise<number>,
): Promise<{ ours: number; floor: number }> {
  const values: { ours: number[]; floor: number[] } = { ours: [], floor: [] };
  for (let round = 0; round < rounds; round += 1) {
    values.floor.push(await floor());
    values.ours.push(await ours());
  }
  return { ours: median(values.ours), floor: median(values.floor) };
}

export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** The nearest rank; NaN of no values. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? NaN;
}

/**
 * Keeps callers busy for a while, each with one call after the other.
 *
 * @returns calls that were answered in a second
 */
export async function callsPerSecond(
  callers: number,
  seconds: number,
  call: () => Promise<unknown>,
): Promise<number> {
  const started = performance.now();
  const deadline = started + seconds * 1000;
  let calls = 0;
  const caller = async () => {
    while (performance.now() < deadline) {
      await call();
      calls += 1;
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return (calls * 1000) / (performance.now() - started);
}
