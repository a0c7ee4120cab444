/** True for `npm run fuzz`, which tries every combination and takes hours. */
const isFull = process.env['FUZZ'] === 'full';

/** Part of all combinations that the tests try: one in this many. */
const TESTED_SHARE = 12;

/** Time limit of one attack on all operations. */
export const ATTACK_MS = isFull ? 6 * 3_600_000 : 600_000;

/** Returns the number of random cases of a property. */
export const numberOfRuns = (tested: number): number => (isFull ? 10 * tested : tested);

/**
 * Returns a choice of combinations, by the sum of their indices. It changes with every run, so that a place meets every
 * string in some run, and neighbouring places meet different strings in each run.
 */
export function chooseShare(): (...indices: readonly number[]) => boolean {
  const share = isFull ? 1 : TESTED_SHARE;
  const offset = Math.floor(Math.random() * share);
  return (...indices) => indices.reduce((sum, index) => sum + index, offset) % share === 0;
}
