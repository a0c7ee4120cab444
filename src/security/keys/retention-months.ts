import type { Pool } from 'pg';
import { RETENTION_PERIODS } from '../../domain/personal-data.js';
import type { RetentionPeriod, RetentionTimes } from '../../domain/personal-data.js';
import { monthKeyId, monthOf } from './retention-keys.js';
import type { SubjectKeys } from './subject-keys.js';

/** A month of a period, with the state of its key. */
export interface RetentionMonthState {
  readonly period: RetentionPeriod;
  /** `2026-11` */
  readonly month: string;
  /** `none`: the month has events of an earlier release, under the keys of their subjects alone. */
  readonly key: 'present' | 'destroyed' | 'none';
  /** The time at which the key is destroyed, or was. */
  readonly endsAt: Date;
}

/** Returns the first moment of the month of a time, or of a later month, in UTC. */
export function startOfMonth(time: Date, later = 0): Date {
  return new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth() + later));
}

/** Creates the keys of the month of a time. Keys that exist stay. */
export async function openMonth(keys: Pick<SubjectKeys, 'obtain'>, time: Date): Promise<void> {
  const months = RETENTION_PERIODS.map((period) => monthKeyId(monthOf(period, time)));
  await Promise.all(months.map((id) => keys.obtain(id)));
}

/** Creates the keys of the next month, so that every process finds them when it begins. */
export async function openNextMonth(keys: Pick<SubjectKeys, 'obtain'>, now: Date): Promise<void> {
  await openMonth(keys, startOfMonth(now, 1));
}

const FIND = `
  select subject, destroyed_at from credence_keys.subject_keys where subject = any($1::uuid[])`;
const DESTROY = `
  update credence_keys.subject_keys set wrapped = null, destroyed_at = $2
  where subject = any($1::uuid[]) and wrapped is not null`;

interface Span {
  /** The time of the first event of the log. */
  readonly since: Date;
  readonly now: Date;
}

/** Returns every month of every period, from the first event of the log on, the newest first. */
export async function readMonths(
  pool: Pool,
  times: RetentionTimes,
  { since, now }: Span,
): Promise<RetentionMonthState[]> {
  const starts: Date[] = [];
  for (let start = startOfMonth(now); start >= startOfMonth(since); start = startOfMonth(start, -1))
    starts.push(start);
  const months = RETENTION_PERIODS.flatMap((period) =>
    starts.map((start) => ({ period, start, id: monthKeyId(monthOf(period, start)) })),
  );
  const { rows } = await pool.query<{ subject: string; destroyed_at: Date | null }>(FIND, [
    months.map(({ id }) => id),
  ]);
  const found = new Map(rows.map((row) => [row.subject, row.destroyed_at]));
  return months.map(({ period, start, id }) => {
    const destroyedAt = found.get(id);
    return {
      period,
      month: start.toISOString().slice(0, 'yyyy-mm'.length),
      key: destroyedAt === undefined ? 'none' : destroyedAt === null ? 'present' : 'destroyed',
      endsAt: destroyedAt ?? new Date(startOfMonth(start, 1).getTime() + times[period]),
    };
  });
}

/** Tells whether the key of a month should be destroyed by now, and exists. */
export function isOverdue({ key, endsAt }: RetentionMonthState, now: Date): boolean {
  return key === 'present' && endsAt <= now;
}

/**
 * Destroys the keys of the months that have ended. Their data is unreadable from then on, also in copies and backups of
 * the log. Processes that hold a key forget it within ten minutes.
 *
 * @returns the number of keys that it destroyed
 */
export async function destroyOverdueMonths(
  pool: Pool,
  months: readonly RetentionMonthState[],
  now: Date,
): Promise<number> {
  const overdue = months.filter((month) => isOverdue(month, now));
  if (overdue.length === 0) return 0;
  const ids = overdue.map(({ period, month }) => monthKeyId(`${period}.${month}`));
  const { rowCount } = await pool.query(DESTROY, [ids, now]);
  return rowCount ?? 0;
}
