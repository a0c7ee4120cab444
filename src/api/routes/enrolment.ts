import { z } from 'zod';
import type { AddedFactor } from '../../commands/factors/enrolment/confirm-enrolment.js';
import { linkToken } from '../../commands/input-schemas.js';
import type { EnrolmentCaller } from '../../commands/factors/enroller.js';
import { factorJson, recoveryCodesJson, toFactorJson } from '../answers/factor-json.js';
import { sessionAnswer } from '../answers/session-answer.js';
import { signInAnswerJson } from '../answers/session-grant-json.js';
import type { RateLimitUse } from '../http/limits/rate-limits.js';
import { Problem } from '../http/problems/problem.js';
import type { ProblemCode } from '../http/problems/problem-table.js';
import { mfaTokenField } from '../http/requests/mfa-token.js';
import type { Caller } from '../http/requests/request-context.js';
import type { RouteDependencies } from './dependencies.js';

// The parts that the routes of all enrolments by a code share.

const addedJson = z
  .strictObject({
    factor: factorJson,
    recovery_codes: recoveryCodesJson.optional(),
    session: signInAnswerJson
      .optional()
      .meta({ description: 'The session of a sign-in that owed the enrolment.' }),
  })
  .meta({ id: 'AddedFactor' });

export const addedAnswers = {
  201: {
    description: 'The factor. The first one comes with recovery codes.',
    body: addedJson,
    headers: { 'Set-Cookie': 'The tokens of a new session, if the client asked for cookies.' },
  },
};

/** In a sign-in that owes an enrolment, its token replaces the access token. */
export const callerFields = {
  mfa_token: mfaTokenField.optional(),
  setup_token: linkToken.optional().meta({
    description: 'After a reset of the factors: the token of the link in the email about it.',
  }),
};

export const enrolmentRefusals: ProblemCode[] = [
  'unauthenticated',
  'invalid_mfa_token',
  'set_up_link_required',
  'reauthentication_required',
  'factor_limit',
  'unknown_user',
];

export function enrolmentLimits(request: {
  body: { mfa_token?: string | undefined };
  caller: Caller;
  network: string;
}): RateLimitUse[] {
  const { body, caller, network } = request;
  const source: RateLimitUse = ['factor.source', network];
  if (caller.kind === 'user') return [source, ['factor.account', caller.userId]];
  return body.mfa_token === undefined ? [source] : [source, ['mfa.pending', body.mfa_token]];
}

/** @throws Problem unauthenticated: the request has neither an access token nor the token of a sign-in */
export function enrolmentCaller(
  caller: Caller,
  mfaToken: string | undefined,
  setUpToken: string | undefined,
): EnrolmentCaller {
  if (mfaToken !== undefined) return { mfaToken, setUpToken };
  if (caller.kind !== 'user') throw new Problem('unauthenticated');
  return caller;
}

/** Answers with an added factor, and with the session of a sign-in that owed it. */
export async function addedAnswer(
  dependencies: RouteDependencies,
  { factor, recoveryCodes, session, position }: AddedFactor,
  byCookie: boolean,
  now: Date,
) {
  const granted = session === null ? null : await sessionAnswer(dependencies, session, byCookie, now);
  return {
    status: 201 as const,
    body: {
      factor: toFactorJson(factor, null, dependencies.commands),
      ...(recoveryCodes !== null && { recovery_codes: [...recoveryCodes] }),
      ...(granted !== null && { session: granted.body }),
    },
    position,
    ...(granted !== null && { user: granted.user, headers: granted.headers ?? {} }),
  };
}
