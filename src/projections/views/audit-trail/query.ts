import type { Pool } from 'pg';
import type { LoggedEvent } from '../../../eventstore/codec.js';
import type { EventLog } from '../../../eventstore/event-log.js';
import { LogUnavailable } from '../../../eventstore/port.js';
import type { EventStore, Position, StoredEvent } from '../../../eventstore/port.js';
import { isEphemeral } from '../../../domain/event-catalog.js';
import { REFUSAL_STREAMS } from '../../../domain/refusal/refusals.js';
import type { RefusalEvent } from '../../../domain/refusal/events.js';
import { readCheckpoint } from '../../engine/checkpoints.js';
import { readEventsAt } from '../audit/query.js';
import { AUDIT } from './projection.js';
import { auditStatement } from './statement.js';
import type { AuditFilter, AuditPage } from './statement.js';
import { TERM_FIELDS, termsOf } from './terms.js';

/** The most events that a search reads from the log because they are not indexed yet. */
const MOST_UNINDEXED = 10_000;
const PAGE_SIZE = 1000;
const REFUSED: RefusalEvent['type'] = 'RequestsRefused';
const INDEX_BEHIND = new Error('The index of the audit is still being built.');

/**
 * Returns the events of a filter, newest first, up to the head of the log.
 *
 * @throws UnreadableEvent
 * @throws LogUnavailable the index is being built
 */
export async function readAudit(
  pool: Pool,
  { store, codec }: EventLog,
  filter: AuditFilter,
  page: AuditPage,
): Promise<LoggedEvent[]> {
  const indexed = await readCheckpoint(pool, AUDIT);
  const isPast = [page.before, filter.to].some((end) => end !== null && end <= indexed);
  const newest = isPast ? [] : await findUnindexed(store, indexed, filter, page);
  const limit = page.limit - newest.length;
  const older = limit === 0 ? [] : await findIndexed(pool, store, upTo(filter, indexed), { ...page, limit });
  const refused = await findRefused(store, filter, page.before);
  const found = [...newest, ...older, ...refused].sort((a, b) => (a.position < b.position ? 1 : -1));
  return await codec.decode(found.slice(0, page.limit));
}

/** Finds the refused requests of a filter. Their streams retain few events, so the index need not have them. */
async function findRefused(
  store: EventStore,
  filter: AuditFilter,
  before: Position | null,
): Promise<StoredEvent[]> {
  if (filter.subject !== null || (filter.type ?? REFUSED) !== REFUSED) return [];
  const streams = await store.readStreams(REFUSAL_STREAMS);
  return streams.flat().filter((event) => matches(event, filter, before));
}

function upTo(filter: AuditFilter, indexed: Position): AuditFilter {
  return { ...filter, to: filter.to !== null && filter.to < indexed ? filter.to : indexed };
}

async function findIndexed(
  pool: Pool,
  store: EventStore,
  filter: AuditFilter,
  page: AuditPage,
): Promise<StoredEvent[]> {
  const { rows } = await pool.query<{ position: Position }>(auditStatement(filter, page));
  return await readEventsAt(store, rows);
}

/** Finds the newest events of a filter among those after the checkpoint of the index. */
async function findUnindexed(
  store: EventStore,
  indexed: Position,
  filter: AuditFilter,
  { before, limit }: AuditPage,
): Promise<StoredEvent[]> {
  const found: StoredEvent[] = [];
  let after = indexed;
  for (let count = 0; ;) {
    const page = await store.readAll({ after, limit: PAGE_SIZE });
    found.push(...page.filter((event) => !isEphemeral(event.stream) && matches(event, filter, before)));
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE_SIZE) return found.reverse().slice(0, limit);
    after = last.position;
    count += page.length;
    if (count >= MOST_UNINDEXED) throw new LogUnavailable({ cause: INDEX_BEHIND });
  }
}

function matches(event: StoredEvent, filter: AuditFilter, before: Position | null): boolean {
  const { position } = event;
  if (filter.from !== null && position <= filter.from) return false;
  if (filter.to !== null && position > filter.to) return false;
  if (before !== null && position >= before) return false;
  const terms = termsOf(event);
  return TERM_FIELDS.every((field) => filter[field] === null || filter[field] === terms[field]);
}
