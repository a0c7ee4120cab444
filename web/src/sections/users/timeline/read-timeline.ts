import { unwrap } from '@credence/client';
import { api } from '../../../client/credence.js';
import type { EventRecord } from '../../../client/credence.js';

const PAGE = '200';
/** The most events of one timeline. A longer history shows its oldest events, and says so. */
const LONGEST = 2000;

/** A change of one field by one event. */
export interface Change {
  readonly field: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

export interface TimelineData {
  readonly events: readonly EventRecord[];
  readonly isComplete: boolean;
  /** The changes of the account by the position of their event. */
  readonly changes: ReadonlyMap<string, readonly Change[]>;
}

/** Reads the history of an account, and the fields that each event changed. */
export async function readTimeline(userId: string): Promise<TimelineData> {
  const path = { user_id: userId };
  const diff = unwrap(api.GET('/v1/users/{user_id}/diff', { params: { path } }));
  const events: EventRecord[] = [];
  let cursor: string | null = null;
  do {
    const query: { limit: string; cursor?: string } = { limit: PAGE, ...(cursor !== null && { cursor }) };
    const page: { items: EventRecord[]; next_cursor: string | null } = await unwrap(
      api.GET('/v1/users/{user_id}/events', { params: { path, query } }),
    );
    events.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor !== null && events.length < LONGEST);
  const changes = new Map<string, Change[]>();
  for (const { event, ...change } of (await diff).changes)
    changes.set(event.position, [...(changes.get(event.position) ?? []), change]);
  return { events, isComplete: cursor === null, changes };
}
