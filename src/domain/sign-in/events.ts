import { z } from 'zod';
import { defineEvent } from '../event.js';
import type { EventOf } from '../event.js';
import { factorIdSchema, userIdSchema } from '../ids.js';
import { factorKind } from '../user/factor-events.js';

export const signInEvents = [
  /** A password attempt on the account failed. */
  defineEvent('SignInFailed', { user_id: userIdSchema }),
  /** Too many attempts failed in a row. Until `until` no password from an unknown location is compared. */
  defineEvent('SignInLocked', {
    user_id: userIdSchema,
    failures: z.int().positive(),
    until: z.iso.datetime(),
  }),
  /** An administrator lifted the lockout. */
  defineEvent('SignInUnlocked', { user_id: userIdSchema, reason: z.string().nullable() }),
  /** A sign-up used the address of this account. The client did not learn that the address is registered. */
  defineEvent('SignUpRepeated', { user_id: userIdSchema }),
  /** The counter of a device-bound credential did not rise, so a copy of it may exist. The use was refused. */
  defineEvent('PasskeyCloneSuspected', {
    user_id: userIdSchema,
    kind: factorKind,
    factor_id: factorIdSchema,
    stored: z.int().nonnegative(),
    presented: z.int().nonnegative(),
  }),
] as const;

export type SignInEvent = EventOf<(typeof signInEvents)[number]>;
