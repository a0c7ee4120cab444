import type { Pool } from 'pg';
import type { EventId } from '../../../domain/ids.js';
import type { Position } from '../../../eventstore/port.js';

export const DELIVERY_STATES = ['delivered', 'waiting', 'parked'] as const;

/** A delivery of one event to one webhook. It has no content of the event. */
export interface Delivery {
  readonly position: Position;
  readonly eventId: EventId;
  readonly type: string;
  readonly state: (typeof DELIVERY_STATES)[number];
  /** Attempts since the first delivery or the last retry. */
  readonly attempts: number;
  readonly status: number | null;
  readonly cause: string | null;
  readonly dueAt: Date | null;
  readonly updatedAt: Date;
}

interface Page {
  readonly state: Delivery['state'] | null;
  /** The position of the last delivery of the previous page; null: the first page. */
  readonly before: Position | null;
  readonly limit: number;
}

/** Index: the primary key, or deliveries_by_state. $1 webhook, $2 state or null, $3 position or null, $4 limit. */
const PAGE = `
  select position, event_id as "eventId", type, state, attempts, status, cause, due_at as "dueAt",
         updated_at as "updatedAt"
  from credence_webhooks.deliveries
  where webhook_id = $1 and ($2::text is null or state = $2) and ($3::text is null or position < $3)
  order by position desc
  limit $4`;

/** Index: deliveries_by_event. */
const EXISTS = 'select from credence_webhooks.deliveries where webhook_id = $1 and event_id = $2 limit 1';

/**
 * Returns a page of the history of deliveries, the newest event first. The workers fill it; it is no read model of the log.
 *
 * @returns the deliveries, and the position to continue before; null on the last page
 */
export async function listDeliveries(
  pool: Pool,
  webhookId: string,
  { state, before, limit }: Page,
): Promise<{ deliveries: Delivery[]; next: Position | null }> {
  const { rows } = await pool.query<Delivery>(PAGE, [webhookId, state, before, limit]);
  const last = rows.length === limit ? rows.at(-1) : undefined;
  return { deliveries: rows, next: last?.position ?? null };
}

/** Tells whether the history has a delivery of an event. */
export async function hasDelivery(pool: Pool, webhookId: string, eventId: EventId): Promise<boolean> {
  return (await pool.query(EXISTS, [webhookId, eventId])).rowCount !== 0;
}
