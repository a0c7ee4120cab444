import type { Recorded } from '../event.js';
import type { EventId } from '../ids.js';

/** A mailed link. Its token names the event that requested it. */
export interface Link {
  readonly event: EventId;
  readonly expires: Date;
}

/** The links of one kind in the stream of an account. */
export interface Links {
  /** The link of the registration, or one that release 0.1.0 recorded. */
  readonly newest: Link | null;
  /**
   * The revision of the newest event that recorded or ended a link. It names the stream of the links that were requested
   * since (`requested-link.ts`).
   */
  readonly epoch: number;
}

/** The newest link of one kind that was requested in one epoch. */
export interface RequestedLink {
  readonly epoch: number;
  readonly newest: Link | null;
}

export function linkOf(event: Recorded<{ data: { expires_at: string } }>): Link {
  return { event: event.id, expires: new Date(event.data.expires_at) };
}

/** Replaces every earlier link by one in the stream of the account. */
export function replaceLinks(event: Recorded<{ data: { expires_at: string } }>): Links {
  return { newest: linkOf(event), epoch: event.revision };
}

/** Ends every earlier link, also those in streams of their own. */
export function endLinks({ revision }: Recorded<unknown>): Links {
  return { newest: null, epoch: revision };
}

/**
 * Returns the newest link, or null if an event of the account has ended the requested ones since they were read.
 *
 * @param requested null if only the account's own stream was read
 */
export function newestLink(links: Links, requested: RequestedLink | null): Link | null {
  if (requested === null) return links.newest;
  return requested.epoch === links.epoch ? (requested.newest ?? links.newest) : null;
}

/** Tells whether a token's event is the newest link, and that link has not expired. */
export function isUsableLink(newest: Link | null, linkEvent: EventId, now: Date): boolean {
  return newest !== null && newest.event === linkEvent && newest.expires > now;
}
