/** An event of the log with the hash of its leaf, in hexadecimal. */
export interface LogLeaf {
  readonly hash: string;
  readonly id: string;
  readonly position: string;
}

/** A difference between the signed leaves and the log. Leaves are counted from 0. */
export type Difference =
  | { readonly kind: 'changed' | 'moved'; readonly index: number; readonly event: LogLeaf }
  | { readonly kind: 'inserted'; readonly index: number; readonly event: LogLeaf }
  | { readonly kind: 'removed'; readonly index: number }
  | { readonly kind: 'truncated'; readonly index: number; readonly count: number }
  | { readonly kind: 'replaced'; readonly index: number };

/**
 * Names the differences between the signed leaves and the log. Events after the last signed one are new, not inserted.
 *
 * @param signed the hashes of the signed leaves, in hexadecimal
 * @param start the index of the first leaf of both
 */
export function compareLeaves(signed: readonly string[], log: readonly LogLeaf[], start = 0): Difference[] {
  const inLog = new Set(log.map(({ hash }) => hash));
  const isSigned = new Set(signed);
  if (start === 0 && signed.length > 0 && log.length > 0 && !signed.some((hash) => inLog.has(hash)))
    return [{ kind: 'replaced', index: 0 }];
  const end = signed.findLastIndex((hash) => inLog.has(hash)) + 1;
  const differences: Difference[] = [];
  let [place, next] = [0, 0];
  while (place < end) {
    const [hash, event] = [signed[place], log[next]];
    const index = start + place;
    const isMissing = hash === undefined || !inLog.has(hash);
    if (event === undefined || (isMissing && isSigned.has(event.hash))) {
      differences.push({ kind: 'removed', index });
      place += 1;
    } else if (event.hash === hash) [place, next] = [place + 1, next + 1];
    else if (isMissing || isSigned.has(event.hash)) {
      differences.push({ kind: isMissing ? 'changed' : 'moved', index, event });
      [place, next] = [place + 1, next + 1];
    } else {
      differences.push({ kind: 'inserted', index, event });
      next += 1;
    }
  }
  return [...differences, ...compareTail(signed.length - end, log.slice(next), start + end)];
}

/** Names the signed leaves after the last that the log has: they were changed if events are in their place. */
function compareTail(missing: number, log: readonly LogLeaf[], start: number): Difference[] {
  const changed = log
    .slice(0, missing)
    .map((event, place): Difference => ({ kind: 'changed', index: start + place, event }));
  const count = missing - changed.length;
  const truncated: Difference[] =
    count > 0 ? [{ kind: 'truncated', index: start + changed.length, count }] : [];
  return [...changed, ...truncated];
}
