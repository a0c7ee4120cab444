import type { Pool } from 'pg';
import type { LoggedEvent } from '../../../eventstore/codec.js';
import type { EventLog } from '../../../eventstore/event-log.js';
import type { EventStore, Position, StoredEvent } from '../../../eventstore/port.js';
import { isEphemeral } from '../../../domain/event-catalog.js';
import { REFUSAL_STREAMS } from '../../../domain/refusal/refusals.js';
import type { RefusalEvent } from '../../../domain/refusal/events.js';
import { readCheckpoint } from '../../engine/checkpoints.js';
import { readEventsAt } from '../audit/query.js';
import { findUnindexed } from '../audit/unindexed.js';
import { AUDIT } from './projection.js';
import { auditStatement } from './statement.js';
import type { AuditFilter, AuditPage } from './statement.js';
import { TERM_FIELDS, termsOf } from './terms.js';

const REFUSED: RefusalEvent['type'] = 'RequestsRefused';

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
  return await codec.decode(await findAudited(pool, store, filter, page));
}

/**
 * Returns the events of a filter as they are stored, newest first, up to the head of the log.
 *
 * @throws LogUnavailable the index is being built
 */
export async function findAudited(
  pool: Pool,
  store: EventStore,
  filter: AuditFilter,
  page: AuditPage,
): Promise<StoredEvent[]> {
  const indexed = await readCheckpoint(pool, AUDIT);
  const isPast = [page.before, filter.to].some((end) => end !== null && end <= indexed);
  const unindexed = isPast
    ? []
    : await findUnindexed(
        store,
        indexed,
        (event) => !isEphemeral(event.stream) && matches(event, filter, page.before),
      );
  const newest = unindexed.reverse().slice(0, page.limit);
  const limit = page.limit - newest.length;
  const older = limit === 0 ? [] : await findIndexed(pool, store, upTo(filter, indexed), { ...page, limit });
  const refused = await findRefused(store, filter, page.before);
  const found = [...newest, ...older, ...refused].sort((a, b) => (a.position < b.position ? 1 : -1));
  return found.slice(0, page.limit);
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

function matches(event: StoredEvent, filter: AuditFilter, before: Position | null): boolean {
  const { position } = event;
  if (filter.from !== null && position <= filter.from) return false;
  if (filter.to !== null && position > filter.to) return false;
  if (before !== null && position >= before) return false;
  const terms = termsOf(event);
  return TERM_FIELDS.every((field) => filter[field] === null || filter[field] === terms[field]);
}
