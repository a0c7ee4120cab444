import type { StoredEvent } from '../eventstore/port.js';
import { mailReactions } from './mail-reactions.js';

/** The reaction that releases a claim which its owner does not use. */
export const SETTLE = 'settle-claim';

/** What an event leads to: a job of this name, after a delay. */
export interface Reaction {
  readonly name: string;
  readonly delayMs: number;
}

/** How long a registration may take to follow its claim, on a log that cannot append both at once. */
const REGISTRATION_MS = 60_000;

/**
 * Which jobs an event leads to: the one table of them.
 *
 * @param log what the log can do: where a claim and its registration are one append, none is left behind
 */
export function reactionsTo(event: StoredEvent, log: { atomicMultiStream: boolean }): Reaction[] {
  const mails = mailReactions
    .filter(({ on, concerns }) => on === event.type && concerns(event.data))
    .map(({ name }) => ({ name, delayMs: 0 }));
  const settle = settleDelay(event, log);
  return settle === null ? mails : [...mails, { name: SETTLE, delayMs: settle }];
}

function settleDelay(
  { type, data, recordedAt }: StoredEvent,
  log: { atomicMultiStream: boolean },
): number | null {
  switch (type) {
    case 'EmailChanged':
    case 'OAuthIdentityUnlinked':
      return 0;
    case 'EmailChangeRequested':
      // Once the link has expired, whatever it was claimed for is not coming.
      return timeUntil(data['expires_at'], recordedAt) + REGISTRATION_MS;
    case 'ValueClaimed':
      return log.atomicMultiStream ? null : REGISTRATION_MS;
    default:
      return null;
  }
}

function timeUntil(instant: unknown, from: Date): number {
  return typeof instant === 'string' ? Math.max(0, Date.parse(instant) - from.getTime()) : 0;
}
