import { defineEvent } from '../event.js';
import type { EventOf } from '../event.js';
import { userIdSchema } from '../ids.js';

export const claimEvents = [
  /** A user owns the value whose fingerprint is in this stream's name. */
  defineEvent('ValueClaimed', { user_id: userIdSchema }),
  defineEvent('ValueReleased', { user_id: userIdSchema }),
] as const;

export type ClaimEvent = EventOf<(typeof claimEvents)[number]>;
