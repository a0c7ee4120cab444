import { z } from 'zod';
import { defineEvent, personal, personalOrNull } from '../event.js';
import type { EventOf } from '../event.js';
import { factorIdSchema, pendingSignInIdSchema, sessionIdSchema, userIdSchema, uuidSchema } from '../ids.js';
import { assuranceLevel, demandSource } from '../user/factors/assurance.js';
import { factorKind } from '../user/factors/factor-events.js';
import { namesAtProvider } from '../user/session-at-provider.js';

/** The name of a device whose client sends no usable user agent. */
export const UNKNOWN_DEVICE = 'an unknown device';

/** The factors that took part in an authentication. */
const factors = z.array(z.strictObject({ factor_id: factorIdSchema, kind: factorKind }));

/**
 * The administrator who acts as the user of a session, in a session of the own account, and the end of that. The session has
 * no refresh token.
 */
const impersonation = z.strictObject({
  by: userIdSchema,
  by_session: sessionIdSchema,
  ends_at: z.iso.datetime(),
});

/** Moves the reason of an impersonation into a field of its own, because only fields of the event can be encrypted. */
function withOwnReason(fifth: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { impersonation: before } = fifth;
  if (typeof before !== 'object' || before === null) return { ...fifth, impersonation_reason: null };
  const { reason, ...rest } = { reason: null, ...before };
  return { ...fifth, impersonation: rest, impersonation_reason: reason };
}

export const sessionEvents = [
  /**
   * A sign-in with its device, its identity provider if it used one, and the notice that its owner gets. `user_revision`
   * is the revision of the user's stream that the sign-in was decided on. A later event there that ends sessions ends
   * this one too, whichever of the two was recorded first. `pending` names the sign-in that waited for the second factor,
   * `demanded` the reason for which the factor was required, and `trust_id` the trusted device that replaced it.
   * `impersonation` is not null if an administrator started the session to act as the user.
   */
  defineEvent(
    'SessionStarted',
    {
      user_id: userIdSchema,
      user_revision: z.int().nonnegative(),
      amr: z.array(z.string()),
      device: personal('session_device'),
      notice: z.enum(['new_device', 'after_failures', 'after_absence']).nullable(),
      provider: z.string().nullable(),
      acr: assuranceLevel,
      factors,
      trust_id: uuidSchema.nullable(),
      demanded: demandSource.nullable(),
      pending: pendingSignInIdSchema.nullable(),
      impersonation: impersonation.nullable(),
      impersonation_reason: personalOrNull('change_reason'),
    },
    [
      (first) => ({ ...first, device: UNKNOWN_DEVICE, notice: null }),
      (second) => ({ ...second, provider: null }),
      (third) => ({ ...third, acr: 'aal1', factors: [], trust_id: null, demanded: null, pending: null }),
      (fourth) => ({ ...fourth, impersonation: null }),
      withOwnReason,
    ],
  ),
  /**
   * The identity provider of an organisation names the session and its person so in its own records. It can end the session
   * by these names, and a sign-out here can end its session there.
   */
  defineEvent('ConnectionSessionNoted', { user_id: userIdSchema, ...namesAtProvider }, [
    (first) => ({ ...first, name_id: null, id_format: null }),
  ]),
  /** The user proved the identity again. `acr` and `amr` are those of the session from here on. */
  defineEvent('SessionReauthenticated', {
    user_id: userIdSchema,
    acr: assuranceLevel,
    amr: z.array(z.string()),
    factors,
    proof: z.string(),
  }),
  /** Ends this session. Events of the user's stream that end many sessions are not repeated here. */
  defineEvent('SessionEnded', {
    user_id: userIdSchema,
    reason: z.enum(['signed_out', 'replaced', 'revoked', 'refresh_token_reused', 'policy']),
  }),
] as const;

export type SessionEvent = EventOf<(typeof sessionEvents)[number]>;
