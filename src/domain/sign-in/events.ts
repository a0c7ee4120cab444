import { z } from 'zod';
import { defineEvent } from '../event.js';
import type { EventOf } from '../event.js';

export const signInEvents = [
  /** Somebody tried to sign in to the account, and did not. */
  defineEvent('SignInFailed', { user_id: z.uuid() }),
  /** A sign-in succeeded after some that did not: these count no more. */
  defineEvent('SignInSucceeded', { user_id: z.uuid() }),
] as const;

export type SignInEvent = EventOf<(typeof signInEvents)[number]>;
