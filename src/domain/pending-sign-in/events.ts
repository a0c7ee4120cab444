import { z } from 'zod';
import { defineEvent, personal } from '../event.js';
import type { EventOf } from '../event.js';
import { factorIdSchema, userIdSchema } from '../ids.js';
import { demandSource } from '../user/factors/assurance.js';
import { namesAtProvider } from '../user/session-at-provider.js';
import { factorKind } from '../user/factors/factor-events.js';

export const pendingSignInEvents = [
  /**
   * A first proof succeeded, and a second factor is owed. `user_revision` is the revision of the account that the first
   * proof was checked against, `failures` counts the failed attempts before it. The session that completes the sign-in
   * is named after this stream, so no event records the completion.
   */
  defineEvent('SecondFactorAsked', {
    user_id: userIdSchema,
    user_revision: z.int().nonnegative(),
    amr: z.array(z.string()),
    provider: z.string().nullable(),
    device: personal('session_device'),
    failures: z.int().nonnegative(),
    offered: z.array(z.strictObject({ factor_id: factorIdSchema, kind: factorKind })),
    enrolment: z.boolean(),
    demanded_by: demandSource,
    expires_at: z.iso.datetime(),
  }),
  /** The first proof came from the identity provider of an organisation. `ends_at` is the latest end of a session there. */
  defineEvent('ConnectionSignInNoted', {
    user_id: userIdSchema,
    ...namesAtProvider,
    ends_at: z.iso.datetime().nullable(),
  }),
] as const;

export type PendingSignInEvent = EventOf<(typeof pendingSignInEvents)[number]>;
