import type { Pool } from 'pg';
import type { LoggedEvent } from '../../../eventstore/codec.js';
import type { EventLog } from '../../../eventstore/event-log.js';
import type { EventStore, Position, StoredEvent } from '../../../eventstore/port.js';
import { readCheckpoint } from '../../engine/checkpoints.js';
import { HISTORY, personIn } from './projection.js';
import { findUnindexed } from './unindexed.js';

/** Index: history_v1 (user_id, position). */
const PAGE = `
  select position
  from credence_read.history
  where user_id = $1 and position > $2 and position <= $3
  order by position
  limit $4`;

/**
 * Returns the events about one person in log order, after a position and up to the head of the log.
 *
 * @throws UnreadableEvent
 * @throws LogUnavailable the index is being built
 */
export async function readHistory(
  pool: Pool,
  { store, codec }: EventLog,
  userId: string,
  { after, limit }: { after: Position; limit: number },
): Promise<LoggedEvent[]> {
  const indexed = await readCheckpoint(pool, HISTORY);
  const { rows } = await pool.query<{ position: Position }>(PAGE, [userId, after, indexed, limit]);
  const older = await readEventsAt(store, rows);
  // A position of a client may not exist, so it is compared only.
  const isWanted = (event: StoredEvent) => event.position > after && personIn(event) === userId;
  const newer = rows.length < limit ? await findUnindexed(store, indexed, isWanted) : [];
  return await codec.decode([...older, ...newer.slice(0, limit - rows.length)]);
}

/** Index: history_v1 (user_id, position), read backwards. */
const NEWEST = `
  select position
  from credence_read.history
  where user_id = $1 and ($2::text is null or position < $2) and position <= $3
  order by position desc
  limit $4`;

/** The fewest events that one query looks for. */
const MIN_SEARCHED = 100;

interface Search {
  /** The position that the events precede, or null for the newest. */
  readonly before: Position | null;
  /** The position of the newest event that may be found, or null. */
  readonly until: Position | null;
  readonly limit: number;
  readonly isWanted: (event: StoredEvent) => boolean;
}

/**
 * Finds events about one person, newest first, up to the head of the log. The index has only their positions, so it reads the
 * events from the log.
 *
 * @throws LogUnavailable the index is being built
 */
export async function findInHistory(
  pool: Pool,
  store: Pick<EventStore, 'eventAt' | 'readAll'>,
  userId: string,
  search: Search,
): Promise<StoredEvent[]> {
  const { before, until, limit, isWanted } = search;
  const indexed = await readCheckpoint(pool, HISTORY);
  const matches = (event: StoredEvent) =>
    (before === null || event.position < before) &&
    (until === null || event.position <= until) &&
    personIn(event) === userId &&
    isWanted(event);
  const isPast = [before, until].some((end) => end !== null && end <= indexed);
  const newer = isPast ? [] : await findUnindexed(store, indexed, matches);
  const newest = newer.reverse().slice(0, limit);
  const end = until !== null && until < indexed ? until : indexed;
  const rest = { ...search, until: end, limit: limit - newest.length };
  return [...newest, ...(await findIndexed(pool, store, userId, rest))];
}

async function findIndexed(
  pool: Pool,
  store: Pick<EventStore, 'eventAt'>,
  userId: string,
  { before, until, limit, isWanted }: Search,
): Promise<StoredEvent[]> {
  const found: StoredEvent[] = [];
  const searched = Math.max(limit, MIN_SEARCHED);
  for (let end = before, isLast = false; !isLast && found.length < limit;) {
    const { rows } = await pool.query<{ position: Position }>(NEWEST, [userId, end, until, searched]);
    found.push(...(await readEventsAt(store, rows)).filter(isWanted));
    end = rows.at(-1)?.position ?? end;
    isLast = rows.length < searched;
  }
  return found.slice(0, limit);
}

/** Reads the events at positions, in the same order. It reads no other event of their streams. */
export async function readEventsAt(
  store: Pick<EventStore, 'eventAt'>,
  places: readonly { readonly position: Position }[],
): Promise<StoredEvent[]> {
  const events = await Promise.all(places.map(({ position }) => store.eventAt(position)));
  return events.filter((event) => event !== null);
}
