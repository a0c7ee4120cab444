import type { Pool } from 'pg';
import type { LoggedEvent } from '../../../eventstore/codec.js';
import type { EventLog } from '../../../eventstore/event-log.js';
import type { Position } from '../../../eventstore/port.js';
import { readEventsAt } from '../audit/query.js';

/** The events that an auditor asks for. Null matches all. */
export interface AuditFilter {
  readonly subject: string | null;
  readonly actor: string | null;
  readonly type: string | null;
  readonly correlationId: string | null;
  /** The events after this position, and up to the other one. */
  readonly from: Position | null;
  readonly to: Position | null;
}

/** Each column has an index with the position: audit_v1_by_subject, _by_actor, _by_type, _by_correlation. */
const CONDITIONS: Readonly<Record<keyof AuditFilter, string>> = {
  subject: 'subject =',
  actor: 'actor =',
  type: 'type =',
  correlationId: 'correlation_id =',
  from: 'position >',
  to: 'position <=',
};

interface Page {
  /** The position that the page ends before, or null for the newest events. */
  readonly before: Position | null;
  readonly limit: number;
}

/** Returns the statement of a page, newest events first. It has only the conditions of the filter, so its index is used. */
export function auditStatement(
  filter: AuditFilter,
  { before, limit }: Page,
): { text: string; values: unknown[] } {
  const values: unknown[] = [];
  const conditions: string[] = [];
  const add = (condition: string, value: unknown) =>
    conditions.push(`${condition} $${String(values.push(value))}`);
  for (const name of Object.keys(CONDITIONS) as (keyof AuditFilter)[])
    if (filter[name] !== null) add(CONDITIONS[name], filter[name]);
  if (before !== null) add('position <', before);
  const where = conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`;
  const text = `
    select position
    from credence_read.audit
    ${where}
    order by position desc
    limit $${String(values.push(limit))}`;
  return { text, values };
}

/**
 * Returns the events of a filter, newest first.
 *
 * @throws UnreadableEvent
 */
export async function readAudit(
  pool: Pool,
  { store, codec }: EventLog,
  filter: AuditFilter,
  page: Page,
): Promise<LoggedEvent[]> {
  const { rows } = await pool.query<{ position: Position }>(auditStatement(filter, page));
  return await codec.decode(await readEventsAt(store, rows));
}
