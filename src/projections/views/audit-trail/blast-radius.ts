import type { Pool } from 'pg';
import type { EventStore, Position, StoredEvent } from '../../../eventstore/port.js';
import { giftsIn } from './gifts.js';
import type { Gift } from './gifts.js';
import { findAudited } from './query.js';

/** Events that one request reads. */
const MOST_EVENTS = 10_000;
const MOST_ACTORS = 500;
const PAGE_SIZE = 1000;

/** An actor that got power from another one, directly or by others, with the number of its later events by type. */
interface ReachedActor {
  readonly actor: string;
  /** The position from which its events count: that of the first gift to it. */
  readonly since: Position;
  readonly events: Readonly<Record<string, number>>;
}

export interface BlastRadius {
  readonly actors: readonly ReachedActor[];
  readonly gifts: readonly Gift[];
  /** False if there are more events or actors than one request reads. */
  readonly isComplete: boolean;
}

/**
 * Returns everything that an actor could have done since a position: its own events, and those of the actors to which it gave
 * roles, keys or invitations, after the gift, and so on. Actors are followed in the order of the first gift to them, so each is read once.
 *
 * @throws LogUnavailable the index is being built
 */
export async function readBlastRadius(
  pool: Pool,
  store: EventStore,
  actor: string,
  since: Position,
): Promise<BlastRadius> {
  const actors = new Map<string, ReachedActor>();
  const gifts: Gift[] = [];
  const waiting = new Map([[actor, since]]);
  let left = MOST_EVENTS;
  for (let next = earliest(waiting); next !== null; next = earliest(waiting)) {
    if (left === 0 || actors.size === MOST_ACTORS)
      return { actors: [...actors.values()], gifts, isComplete: false };
    waiting.delete(next.actor);
    const events = await eventsBy(pool, store, next, left);
    left -= events.length;
    actors.set(next.actor, { ...next, events: countTypes(events) });
    for (const gift of await giftsIn(store, events)) {
      const { to, since: given } = gift;
      gifts.push(gift);
      const known = waiting.get(to);
      if (!actors.has(to) && (known === undefined || given < known)) waiting.set(to, given);
    }
  }
  return { actors: [...actors.values()], gifts, isComplete: left > 0 };
}

type Waiting = Pick<ReachedActor, 'actor' | 'since'>;

function earliest(waiting: ReadonlyMap<string, Position>): Waiting | null {
  let first: Waiting | null = null;
  for (const [actor, since] of waiting) if (first === null || since < first.since) first = { actor, since };
  return first;
}

/** Returns the events of an actor after a position, newest first. */
async function eventsBy(
  pool: Pool,
  store: EventStore,
  { actor, since }: Waiting,
  most: number,
): Promise<StoredEvent[]> {
  const filter = { actor, from: since, subject: null, type: null, correlationId: null, to: null };
  const found: StoredEvent[] = [];
  for (let before: Position | null = null; found.length < most; before = found.at(-1)?.position ?? null) {
    const limit = Math.min(PAGE_SIZE, most - found.length);
    const page = await findAudited(pool, store, filter, { before, limit });
    found.push(...page);
    if (page.length < limit) break;
  }
  return found;
}

function countTypes(events: readonly StoredEvent[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { type } of events) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}
