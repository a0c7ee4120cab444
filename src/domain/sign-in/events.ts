import { z } from 'zod';
import { defineEvent, personal, personalOrNull, unchanged } from '../event.js';
import type { EventOf } from '../event.js';
import { factorIdSchema, userIdSchema } from '../ids.js';
import { factorKind, proofOfPossession } from '../user/factors/factor-events.js';

/** The method that was attempted; `factor_id` is null if it did not name a factor. */
const attempted = { kind: proofOfPossession, factor_id: factorIdSchema.nullable() };

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
  /** In version 1, the reason was stored in clear text. */
  defineEvent('SignInUnlocked', { user_id: userIdSchema, reason: personalOrNull('change_reason') }, [
    unchanged,
  ]),
  /** A sign-up used the address of this account. The client did not learn that the address is registered. */
  defineEvent('SignUpRepeated', { user_id: userIdSchema }),
  /** A code to sign in, which was mailed, was wrong. */
  defineEvent('MailedCodeFailed', { user_id: userIdSchema }),
  /** A code of a second factor was wrong. The first proof was correct, or the user was signed in. */
  defineEvent('SecondFactorFailed', { user_id: userIdSchema, ...attempted }),
  /** Too many codes were wrong. No code is compared until `until`, or with `for_good` until the count is cleared. */
  defineEvent('SecondFactorLocked', {
    user_id: userIdSchema,
    ...attempted,
    failures: z.int().positive(),
    until: z.iso.datetime().nullable(),
    for_good: z.boolean(),
  }),
  /** The first proof of a sign-in was correct, and no second one followed. Recorded once a day. */
  defineEvent('SecondFactorAbandoned', { user_id: userIdSchema, device: personal('attempt_device') }),
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
