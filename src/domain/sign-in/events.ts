import { z } from 'zod';
import { defineEvent } from '../event.js';
import type { EventOf } from '../event.js';

export const signInEvents = [
  /** Somebody tried to prove the password of the account, and did not. */
  defineEvent('SignInFailed', { user_id: z.uuid() }),
  /** So many have failed in a row that no password is compared until then, from any place but those known. */
  defineEvent('SignInLocked', { user_id: z.uuid(), failures: z.int().positive(), until: z.iso.datetime() }),
  /** An administrator has opened the lock. */
  defineEvent('SignInUnlocked', { user_id: z.uuid(), reason: z.string().nullable() }),
  /** Somebody wanted to open an account with the address of this one, and was not told that it is taken. */
  defineEvent('SignUpRepeated', { user_id: z.uuid() }),
] as const;

export type SignInEvent = EventOf<(typeof signInEvents)[number]>;
