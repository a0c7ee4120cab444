import { LogUnavailable } from '../../../eventstore/port.js';
import type { EventStore, Position, StoredEvent } from '../../../eventstore/port.js';

/** The most events that a query reads from the log because its index lacks them. */
const MOST = 10_000;
const PAGE_SIZE = 1000;
const INDEX_BEHIND = new Error('The index is still being built.');

/**
 * Finds events that an index does not have yet, in log order. The newest events of the log are in memory.
 *
 * @param indexed the position up to which the index is complete
 * @throws LogUnavailable the index is far behind
 */
export async function findUnindexed(
  store: Pick<EventStore, 'readAll'>,
  indexed: Position,
  matches: (event: StoredEvent) => boolean,
): Promise<StoredEvent[]> {
  const found: StoredEvent[] = [];
  let after = indexed;
  for (let count = 0; count < MOST; count += PAGE_SIZE) {
    const page = await store.readAll({ after, limit: PAGE_SIZE });
    found.push(...page.filter(matches));
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE_SIZE) return found;
    after = last.position;
  }
  throw new LogUnavailable({ cause: INDEX_BEHIND });
}
