import type { Pool } from 'pg';
import { skippingUnreadable } from '../../../domain/aggregate.js';
import { webhookAt } from '../../../domain/webhook/webhook.js';
import type { Endpoint } from '../../../domain/webhook/webhook.js';
import type { EventLog } from '../../../eventstore/event-log.js';
import { loadState } from '../../../eventstore/folding/load-state.js';
import type { Position } from '../../../eventstore/port.js';

/** Index: webhooks_v1 (position). */
const PAGE =
  'select webhook_id, position from credence_read.webhooks where position > $1 order by position limit $2';

/**
 * Returns a page of webhooks in the order of their creation.
 *
 * @returns the webhooks, and the position to continue after; null on the last page
 */
export async function listWebhooks(
  pool: Pool,
  log: EventLog,
  { after, limit }: { after: Position; limit: number },
): Promise<{ webhooks: Endpoint[]; next: Position | null }> {
  const { rows } = await pool.query<{ webhook_id: string; position: Position }>(PAGE, [after, limit]);
  const webhooks = await Promise.all(rows.map(({ webhook_id: id }) => findWebhook(log, id)));
  const last = rows.length === limit ? rows.at(-1) : undefined;
  return { webhooks: webhooks.flatMap((webhook) => webhook ?? []), next: last?.position ?? null };
}

const COUNT = 'select count(*)::int as count from credence_read.webhooks';

/** Counts the webhooks that are not deleted. */
export async function countWebhooks(pool: Pool): Promise<number> {
  return (await pool.query<{ count: number }>(COUNT)).rows[0]?.count ?? 0;
}

/** Folds one webhook from the log, or returns null if it does not exist or is deleted. */
export async function findWebhook(log: EventLog, id: string): Promise<Endpoint | null> {
  const webhook = await loadState(log, skippingUnreadable(webhookAt(id)));
  return webhook.status === 'unknown' || webhook.status === 'deleted' ? null : webhook;
}
