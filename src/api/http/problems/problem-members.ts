import { z } from 'zod';
import type { SecondStep } from '../../../commands/authentication/second-step/second-factor-required.js';
import type { StepUpRequired } from '../../../domain/organization/policy.js';
import type { ReauthenticationRequired } from '../../../domain/policies/active-session.js';
import { assuranceLevel } from '../../../domain/user/factors/assurance.js';
import type { AssuranceLevel } from '../../../domain/user/factors/assurance.js';
import { factorKind } from '../../../domain/user/factors/factor-events.js';

/** A factor that a sign-in may be completed with. */
const offeredFactor = z.strictObject({
  id: z.uuid(),
  kind: factorKind,
  name: z.string(),
  hint: z.string().nullable(),
});

/** The members of single problems, beside those of every problem (RFC 9457 §3.2). */
export const problemMembers = {
  required: z
    .strictObject({ acr: assuranceLevel, max_age: z.int() })
    .optional()
    .meta({ description: 'With `reauthentication_required`: the proof that the operation needs.' }),
  acr_values: assuranceLevel
    .optional()
    .meta({ description: 'With `step_up_required`: the level that the organisation requires.' }),
  max_age: z
    .int()
    .optional()
    .meta({ description: 'With `step_up_required`: the greatest age of the proof in seconds.' }),
  start_url: z
    .url()
    .optional()
    .meta({ description: 'With `sso_required`: the page that begins the sign-in.' }),
  mfa_token: z
    .string()
    .optional()
    .meta({ description: 'With `mfa_required`: names the sign-in in the second step.' }),
  expires_in: z.int().optional().meta({ description: 'Seconds until the `mfa_token` expires.' }),
  enrolment_required: z
    .boolean()
    .optional()
    .meta({ description: 'Whether the account has no factor and must add one first.' }),
  set_up_link_required: z
    .boolean()
    .optional()
    .meta({ description: 'Whether that enrolment needs the link in the email about a reset.' }),
  factors: z.array(offeredFactor).optional(),
  trust_allowed: z
    .boolean()
    .optional()
    .meta({ description: 'Whether the device may be trusted after the second step.' }),
  unknown_credential: z.boolean().optional().meta({
    description: 'With `invalid_passkey`: the account no longer has it, so the browser can forget it.',
  }),
};

export type ProblemMembers = z.input<z.ZodObject<typeof problemMembers>>;

/** Returns the members of `mfa_required`. */
export function secondStepMembers(step: Omit<SecondStep, 'pendingId' | 'userId'>): ProblemMembers {
  return {
    mfa_token: step.mfaToken,
    expires_in: step.expiresInSeconds,
    enrolment_required: step.enrolmentRequired,
    ...(step.setUpLinkRequired && { set_up_link_required: true }),
    factors: [...step.factors],
    trust_allowed: step.trustAllowed,
  };
}

/** Returns the members and the challenge of `reauthentication_required` (RFC 9470 §3). */
export function stepUpChallenge({
  acr,
  maxAgeSeconds,
}: Pick<ReauthenticationRequired, 'acr' | 'maxAgeSeconds'>) {
  return {
    members: { required: { acr, max_age: maxAgeSeconds } },
    headers: challenge(acr, maxAgeSeconds),
  };
}

/** Returns the members and the challenge of `step_up_required` (RFC 9470 §3). */
export function policyChallenge({ acr, maxAgeSeconds }: Pick<StepUpRequired, 'acr' | 'maxAgeSeconds'>) {
  return {
    members: { acr_values: acr, ...(maxAgeSeconds !== null && { max_age: maxAgeSeconds }) },
    headers: challenge(acr, maxAgeSeconds),
  };
}

function challenge(acr: AssuranceLevel, maxAgeSeconds: number | null) {
  const parameters = [
    'Bearer error="insufficient_user_authentication"',
    'error_description="A more recent or stronger authentication is required"',
    `acr_values="${acr}"`,
    ...(maxAgeSeconds === null ? [] : [`max_age="${maxAgeSeconds}"`]),
  ];
  return { 'WWW-Authenticate': parameters.join(', ') };
}
