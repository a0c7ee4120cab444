import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { PAGE_SIZE } from '../../../eventstore/log-pages.js';
import type { EventStore, Position } from '../../../eventstore/port.js';
import { applyPage } from '../apply-page.js';
import { anchorOf, readCheckpoint } from '../checkpoints.js';
import type { Projection } from '../projection.js';
import { recordProgress } from './rebuilds.js';
import { standbyName, standbyOf } from './standby.js';

/** The connections and stores of rebuilds. */
export interface RebuildParts {
  /** Connections whose statements may take minutes. */
  readonly pool: Pool;
  /** Connections whose statements name the standby tables. */
  readonly standbyPool: Pool;
  readonly store: Pick<EventStore, 'readAll'>;
  readonly logger: Logger;
}

/** The state of a standby version after a page: it is where it should be, it has moved, or it has not moved. */
type Filled = 'complete' | 'moved' | 'waiting';

/**
 * Applies the next page of the log to a standby version.
 *
 * @param limit the position that the standby version must not overtake
 */
export async function fillPage(
  { pool, standbyPool, store, logger }: RebuildParts,
  projection: Projection,
  limit: Position,
): Promise<Filled> {
  const name = standbyName(projection.name);
  const from = await readCheckpoint(pool, name);
  if (from >= limit) return from === limit ? 'complete' : 'waiting';
  const start = performance.now();
  const loaded = await store.readAll({ after: from, limit: PAGE_SIZE });
  const page = loaded.filter(({ position }) => position <= limit);
  // Only an event after the limit shows that none is missing before it.
  const to = loaded.length > page.length ? limit : page.at(-1)?.position;
  if (to === undefined) return 'waiting';
  const { saved } = await applyPage(
    standbyPool,
    [standbyOf(projection)],
    page,
    { saved: new Map([[name, from]]), to, anchor: anchorOf(page) },
    { savesAll: true, logger },
  );
  if (saved.length === 0) return 'waiting';
  await recordProgress(pool, projection.name, page.length, performance.now() - start);
  return to === limit ? 'complete' : 'moved';
}

/**
 * Fills a standby version up to a position.
 *
 * @param pages the most pages
 * @returns false if it is not there after so many pages
 */
export async function fillUpTo(
  parts: RebuildParts,
  projection: Projection,
  limit: Position,
  pages: number,
): Promise<boolean> {
  for (let page = 0; page < pages; page += 1) {
    const filled = await fillPage(parts, projection, limit);
    if (filled !== 'moved') return filled === 'complete';
  }
  return false;
}
