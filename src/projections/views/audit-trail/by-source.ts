import type { Pool } from 'pg';
import type { LoggedEvent } from '../../../eventstore/codec.js';
import type { EventLog } from '../../../eventstore/event-log.js';
import type { Position } from '../../../eventstore/port.js';
import { findAudited } from './query.js';
import type { AuditFilter, AuditPage } from './statement.js';

/** Events that one request decrypts. The next request continues there. */
const MOST_SEARCHED = 2000;
const PAGE_SIZE = 200;

/**
 * Returns the events of a filter that came from certain addresses, newest first. The index has no addresses, because they are
 * personal data. So this decrypts every event of the filter, up to a limit, and a page may have few events or none.
 *
 * @returns the events, and the position to continue before; null on the last page
 * @throws UnreadableEvent
 * @throws LogUnavailable the index is being built
 */
export async function readAuditBySource(
  pool: Pool,
  { store, codec }: EventLog,
  filter: AuditFilter,
  page: AuditPage,
  isFrom: (address: string) => boolean,
): Promise<{ events: LoggedEvent[]; next: Position | null }> {
  const events: LoggedEvent[] = [];
  let before = page.before;
  for (let searched = 0; searched < MOST_SEARCHED; searched += PAGE_SIZE) {
    const stored = await findAudited(pool, store, filter, { before, limit: PAGE_SIZE });
    for (const event of await codec.decode(stored)) {
      const source = event.source();
      if (source !== null && isFrom(source.ip)) events.push(event);
      if (events.length === page.limit) return { events, next: event.position };
    }
    if (stored.length < PAGE_SIZE) return { events, next: null };
    before = stored.at(-1)?.position ?? before;
  }
  return { events, next: before };
}
