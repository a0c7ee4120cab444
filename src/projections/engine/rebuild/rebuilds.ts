import type { Pool } from 'pg';
import type { Position } from '../../../eventstore/port.js';

/**
 * The state of a read model with a standby version. The standby version is the new one until its promotion (`filling`,
 * `ready`, `different`) and after a roll-back. Once promoted, the former version is the standby.
 */
export const REBUILD_STATES = ['filling', 'ready', 'different', 'promoted', 'rolled_back'] as const;
export type RebuildState = (typeof REBUILD_STATES)[number];

/** The rows of one table in the two versions of a read model. */
export interface TableComparison {
  readonly table: string;
  readonly rows: number;
  readonly standbyRows: number;
  readonly isEqual: boolean;
}

/** A comparison of two versions of a read model at one position. */
export interface Comparison {
  readonly position: Position;
  readonly tables: readonly TableComparison[];
}

/** A read model with a standby version. */
export interface Rebuild {
  readonly reader: string;
  readonly state: RebuildState;
  readonly startedAt: Date;
  /** The position of the standby version. */
  readonly position: Position;
  /** The position of the serving version, which the standby version does not overtake. */
  readonly target: Position;
  /** Parked events of the standby version. */
  readonly parked: number;
  /** Events that were read to fill the standby version. */
  readonly events: number;
  /** Milliseconds spent on them. */
  readonly activeMs: number;
  readonly comparison: Comparison | null;
}

interface Row extends Omit<Rebuild, 'comparison'> {
  readonly comparedAt: Position | null;
  readonly tables: readonly TableComparison[] | null;
}

const READ = `
  select r.reader, r.state, r.started_at as "startedAt", standby.position, serving.position as target,
         (select count(*)::int from credence_read.parked_events p where p.reader = r.standby) as parked,
         r.events::float8 as events, r.active_ms::float8 as "activeMs",
         r.compared_at as "comparedAt", r.comparison as tables
  from credence_read.rebuilds r
  join credence_read.checkpoints standby on standby.reader = r.standby
  join credence_read.checkpoints serving on serving.reader = r.reader
  order by r.reader`;

/** Returns the read models with a standby version. */
export async function readRebuilds(pool: Pool): Promise<Rebuild[]> {
  const { rows } = await pool.query<Row>(READ);
  return rows.map(({ comparedAt, tables, ...rest }) => ({
    ...rest,
    comparison: comparedAt === null || tables === null ? null : { position: comparedAt, tables },
  }));
}

/** Returns a read model with a standby version; null if it has none. */
export async function readRebuild(pool: Pool, reader: string): Promise<Rebuild | null> {
  return (await readRebuilds(pool)).find((rebuild) => rebuild.reader === reader) ?? null;
}

/** Returns true if all tables of two versions are equal. */
export function isEqual({ tables }: Comparison): boolean {
  return tables.every((table) => table.isEqual);
}

/** Returns the share of the log that a standby version has read, from 0 to 1. */
export function shareOf({ position, target }: Pick<Rebuild, 'position' | 'target'>): number {
  if (position >= target) return 1;
  return Number(numberIn(position)) / Number(numberIn(target));
}

/** The positions of a log have the same digits at the same places, so their ratio is about the share of the log. */
function numberIn(position: Position): bigint {
  return BigInt(position.replaceAll(/\D/g, '') || '0');
}

/** Returns the events per second of a rebuild; null before the first page. */
export function rateOf({ events, activeMs }: Pick<Rebuild, 'events' | 'activeMs'>): number | null {
  return activeMs === 0 ? null : Math.round((events / activeMs) * 1000);
}

/** Returns the seconds until the standby version has read the log, at its rate until now; null before the first page. */
export function secondsLeft(rebuild: Pick<Rebuild, 'position' | 'target' | 'activeMs'>): number | null {
  const share = shareOf(rebuild);
  if (share === 1) return 0;
  return share === 0 ? null : Math.ceil((rebuild.activeMs * (1 - share)) / share / 1000);
}

/** Adds to the events and the time of a rebuild. */
export async function recordProgress(pool: Pool, reader: string, events: number, ms: number): Promise<void> {
  await pool.query(
    'update credence_read.rebuilds set events = events + $2, active_ms = active_ms + $3 where reader = $1',
    [reader, events, Math.max(1, Math.round(ms))],
  );
}

/** Stores the result of a comparison. A rebuild that is filled is then ready, or differs. */
export async function recordComparison(pool: Pool, reader: string, comparison: Comparison): Promise<void> {
  await pool.query(
    `update credence_read.rebuilds
     set compared_at = $2, comparison = $3,
         state = case when state in ('filling', 'ready', 'different') then $4 else state end
     where reader = $1`,
    [
      reader,
      comparison.position,
      JSON.stringify(comparison.tables),
      isEqual(comparison) ? 'ready' : 'different',
    ],
  );
}
