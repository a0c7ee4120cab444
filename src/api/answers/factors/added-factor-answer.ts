import { z } from 'zod';
import type { AddedFactor } from '../../../commands/factors/enrolment/confirm-enrolment.js';
import type { RouteDependencies } from '../../routes/dependencies.js';
import { factorJson, recoveryCodesJson, toFactorJson } from './factor-json.js';
import { sessionAnswer } from '../session-answer.js';
import { signInAnswerJson } from '../session-grant-json.js';

const addedJson = z
  .strictObject({
    factor: factorJson,
    recovery_codes: recoveryCodesJson.optional(),
    session: signInAnswerJson
      .optional()
      .meta({ description: 'The session of a sign-in that owed the enrolment.' }),
  })
  .meta({ id: 'AddedFactor' });

/** The answers to the confirmation of a factor by its first code. */
export const addedFactorAnswers = {
  201: {
    description: 'The factor. The first one comes with recovery codes.',
    body: addedJson,
    headers: { 'Set-Cookie': 'The tokens of a new session, if the client asked for cookies.' },
  },
};

/** Answers with an added factor, and with the session of a sign-in that owed it. */
export async function addedFactorAnswer(
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
