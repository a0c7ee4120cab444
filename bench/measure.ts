/** One result: a value with a baseline from the same run. */
export interface Measurement {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Comparison in the same unit on the same machine, or null. */
  readonly baseline: Baseline | null;
  /** Target of the value or of its ratio to the baseline. */
  readonly goal: string | null;
  /** Highest value with which the benchmark passes. Without one the value never fails it. */
  readonly budget?: number;
  /** Lowest and highest ratio to the baseline with which the benchmark passes. */
  readonly leastRatio?: number;
  readonly mostRatio?: number;
}

/** Returns true if a value exceeds its budget, or its ratio to the baseline is out of bounds. */
export function isOverBudget(measurement: Measurement): boolean {
  const { value, baseline, budget = Infinity, leastRatio = 0, mostRatio = Infinity } = measurement;
  if (value > budget) return true;
  if (baseline === null) return false;
  const ratio = value / baseline.value;
  return ratio < leastRatio || ratio > mostRatio;
}

export interface Baseline {
  readonly name: string;
  readonly value: number;
}

/** Runs both in turn, so that a change of the machine's load affects both. Returns the medians. */
export async function alternate(
  rounds: number,
  ours: () => Promise<number>,
  baseline: () => Promise<number>,
): Promise<{ ours: number; baseline: number }> {
  const values: { ours: number[]; baseline: number[] } = { ours: [], baseline: [] };
  for (let round = 0; round < rounds; round += 1) {
    values.baseline.push(await baseline());
    values.ours.push(await ours());
  }
  return { ours: median(values.ours), baseline: median(values.baseline) };
}

export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** Returns the nearest-rank percentile; NaN for an empty list. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? NaN;
}

/** Returns the slope of the line with the least squares. */
export function slope(points: readonly { x: number; y: number }[]): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(points.map((point) => point.x)), mean(points.map((point) => point.y))];
  const covariance = mean(points.map((point) => (point.x - x) * (point.y - y)));
  return covariance / mean(points.map((point) => (point.x - x) ** 2));
}

/**
 * Runs concurrent callers, each with one call at a time.
 *
 * @returns completed calls per second
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
