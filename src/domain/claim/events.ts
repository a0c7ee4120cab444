import { z } from 'zod';
import { defineEvent } from '../event.js';
import type { EventOf } from '../event.js';

export const claimEvents = [
  /** A user owns the value of which this stream's name is the fingerprint. */
  defineEvent('ValueClaimed', { user_id: z.uuid() }),
  defineEvent('ValueReleased', { user_id: z.uuid() }),
] as const;

export type ClaimEvent = EventOf<(typeof claimEvents)[number]>;
