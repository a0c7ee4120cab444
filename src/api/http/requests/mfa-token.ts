import { z } from 'zod';
import type { EnrolmentCaller } from '../../../commands/factors/enroller.js';
import { linkToken } from '../../../commands/input-schemas.js';
import type { RateLimitUse } from '../limits/rate-limits.js';
import { Problem } from '../problems/problem.js';
import type { ProblemCode } from '../problems/problem-table.js';
import type { Caller } from './request-context.js';

/** The token of a sign-in that waits for its second factor. */
export const mfaTokenField = z
  .string()
  .min(1)
  .max(512)
  .meta({ description: 'The `mfa_token` of the answer `mfa_required`.' });

/** In a sign-in that owes an enrolment, these fields replace the access token. */
export const enrolmentFields = {
  mfa_token: mfaTokenField.optional(),
  setup_token: linkToken.optional().meta({
    description: 'After a reset of the factors: the token of the link in the email about it.',
  }),
};

interface EnrolmentProof {
  readonly mfa_token?: string | undefined;
  readonly setup_token?: string | undefined;
}

/** The refusals of a caller that may not add a factor now. */
export const enrolmentRefusals = [
  'unauthenticated',
  'invalid_mfa_token',
  'set_up_link_required',
  'reauthentication_required',
] as const satisfies readonly ProblemCode[];

/** @throws Problem unauthenticated: the request has neither an access token nor the token of a sign-in */
export function enrolmentCaller(
  caller: Caller,
  { mfa_token: mfaToken, setup_token: setUpToken }: EnrolmentProof,
): EnrolmentCaller {
  if (mfaToken !== undefined) return { mfaToken, setUpToken };
  if (caller.kind !== 'user') throw new Problem('unauthenticated');
  return caller;
}

/** Returns the limits of a request that adds a factor. */
export function enrolmentLimits(request: {
  readonly body: EnrolmentProof;
  readonly caller: Caller;
  readonly network: string;
}): RateLimitUse[] {
  const { body, caller, network } = request;
  const source: RateLimitUse = ['factor.source', network];
  if (caller.kind === 'user') return [source, ['factor.account', caller.userId]];
  return body.mfa_token === undefined ? [source] : [source, ['mfa.pending', body.mfa_token]];
}
