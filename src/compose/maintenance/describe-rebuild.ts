import { rateOf, secondsLeft, shareOf } from '../../projections/engine/rebuild/rebuilds.js';
import type { Comparison, Rebuild } from '../../projections/engine/rebuild/rebuilds.js';

/** Describes the progress of a rebuild: its share of the log, the rate, and the time left. */
export function describeProgress(rebuild: Rebuild): string {
  const [rate, left] = [rateOf(rebuild), secondsLeft(rebuild)];
  const percent = `${String(Math.floor(shareOf(rebuild) * 100))} % of the log`;
  const rateText = rate === null ? '' : `, ${String(rate)} events/s`;
  return `${percent}${rateText}${left === null || left === 0 ? '' : `, ${String(left)} s left`}`;
}

/** Describes the version beside a read model. */
export function describeRebuild(rebuild: Rebuild): string {
  const parked = rebuild.parked === 0 ? '' : `, ${String(rebuild.parked)} events parked`;
  switch (rebuild.state) {
    case 'filling':
      return `new version: ${describeProgress(rebuild)}${parked}`;
    case 'ready':
      return `new version: ready to promote${parked}`;
    case 'different':
      return `new version: differs${describeDifferences(rebuild.comparison)}${parked}`;
    case 'promoted':
      return `promoted; the former version is ready for a roll-back${parked}`;
    case 'rolled_back':
      return `rolled back; the new version is beside it${parked}`;
  }
}

function describeDifferences(comparison: Comparison | null): string {
  const different = comparison?.tables.filter(({ isEqual }) => !isEqual) ?? [];
  const texts = different.map(({ table, rows, standbyRows }) =>
    rows === standbyRows
      ? `${table} has other content in ${String(rows)} rows`
      : `${table} has ${String(standbyRows)} instead of ${String(rows)} rows`,
  );
  return texts.length === 0 ? '' : ` (${texts.join('; ')})`;
}
