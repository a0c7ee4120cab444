import type { Recorded } from '../event.js';
import type { EventId } from '../ids.js';

/** A mailed link. Its token names the event that requested it. */
export interface Link {
  readonly event: EventId;
  readonly expires: Date;
}

export function linkOf(event: Recorded<{ data: { expires_at: string } }>): Link {
  return { event: event.id, expires: new Date(event.data.expires_at) };
}

/** Tells whether a token's event is the newest link, and that link has not expired. */
export function isUsableLink(newest: Link | null, linkEvent: EventId, now: Date): boolean {
  return newest !== null && newest.event === linkEvent && newest.expires > now;
}
