import { openWindow } from './leaf-window.js';

/** An event of the log with the hash of its leaf. */
export interface LogLeaf {
  readonly hash: string;
  /** Returns the id of the event, and its place for people. */
  name(): string;
}

/** A difference between the signed leaves and the log. Leaves are counted from 0. */
export type Difference =
  | { readonly kind: 'changed' | 'moved'; readonly index: number; readonly event: LogLeaf }
  | { readonly kind: 'inserted'; readonly index: number; readonly event: LogLeaf }
  | { readonly kind: 'removed'; readonly index: number }
  | { readonly kind: 'truncated'; readonly index: number; readonly count: number }
  | { readonly kind: 'replaced'; readonly index: number };

/** The leaves to compare. Pages are read when they are needed. */
export interface Compared {
  /** The hashes of the signed leaves. */
  readonly signed: AsyncIterable<readonly string[]>;
  readonly log: AsyncIterable<readonly LogLeaf[]>;
  /** The index of the first leaf of both. */
  readonly start: number;
  /** The number of all signed leaves. */
  readonly size: number;
}

/** The most differences that are found. A log with more is another one. */
export const MOST_DIFFERENCES = 10_000;

/**
 * Names the differences between the signed leaves and the log. Events after the last signed one are new, not inserted. It
 * looks a bounded number of leaves ahead, so its memory does not depend on the length of the log.
 */
export async function compareLeaves({ signed, log, start, size }: Compared): Promise<Difference[]> {
  const ahead = { signed: openWindow(signed, (hash) => hash), log: openWindow(log, ({ hash }) => hash) };
  /** Leaves of differences, which are elsewhere on the other side if they were moved. */
  const passed = { signed: new Set<string>(), log: new Set<string>() };
  const differences: Difference[] = [];
  let [index, matching] = [start, 0];
  while (differences.length < MOST_DIFFERENCES) {
    const [hash, event] = [await ahead.signed.first(), await ahead.log.first()];
    if (hash === undefined) break;
    if (event === undefined) {
      differences.push({ kind: 'truncated', index, count: size - index });
      break;
    }
    if (hash === event.hash) matching += 1;
    const isMissing = !ahead.log.has(hash) && !passed.log.has(hash);
    const isSigned = ahead.signed.has(event.hash) || passed.signed.has(event.hash);
    const isRemoved = isMissing && isSigned;
    const isInserted = !isMissing && !isSigned;
    if (hash !== event.hash) {
      passed.log.add(event.hash);
      passed.signed.add(hash);
      if (isRemoved) differences.push({ kind: 'removed', index });
      else if (isInserted) differences.push({ kind: 'inserted', index, event });
      else differences.push({ kind: isMissing ? 'changed' : 'moved', index, event });
    }
    if (!isRemoved) ahead.log.shift();
    if (!isInserted) {
      ahead.signed.shift();
      index += 1;
    }
  }
  const isReplaced = start === 0 && matching === 0 && differences.some(({ kind }) => kind !== 'truncated');
  return isReplaced
    ? [{ kind: 'replaced', index: 0 }]
    : differences.map((found) => moved(found, passed.signed));
}

/** An event in the place of another one was moved if it is signed at a place that was reached later. */
function moved(difference: Difference, signed: ReadonlySet<string>): Difference {
  return difference.kind === 'changed' && signed.has(difference.event.hash)
    ? { ...difference, kind: 'moved' }
    : difference;
}
