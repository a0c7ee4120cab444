import { z } from 'zod';
import { completeSignIn } from '../../commands/authentication/complete-sign-in.js';
import { secondFactorInput } from '../../commands/authentication/methods/second-factor-methods.js';
import { byCookieField, signInAnswers } from '../answers/session-grant-json.js';
import { sessionAnswer, withDeviceToken } from '../answers/session-answer.js';
import { presentedSession } from '../http/authentication/presented-session.js';
import { causeOf } from '../http/requests/cause.js';
import { mfaTokenField } from '../http/requests/mfa-token.js';
import { admitCookieRequest } from '../http/requests/same-origin.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import type { RouteDependencies } from './dependencies.js';

/** Routes that complete a sign-in with a second factor. */
export function secondFactorRoutes(dependencies: RouteDependencies): Route[] {
  const { commands } = dependencies;
  return [
    defineRoute({
      method: 'post',
      path: '/auth/mfa/verify',
      operation: 'verifySecondFactor',
      summary: 'Completes a sign-in with a second factor. Replaces the presented session, if any.',
      tag: 'Sign-in',
      auth: 'optional',
      body: secondFactorInput.extend({
        mfa_token: mfaTokenField,
        trust_device: z.boolean().optional().meta({
          description: 'Whether the device needs no second factor for a while, beside the password.',
        }),
        cookie: byCookieField,
      }),
      answers: signInAnswers,
      refusals: ['invalid_code', 'invalid_mfa_token', 'invalid_credentials', 'cross_site_request'],
      limits: ({ body, network }) => [
        ['factor.source', network],
        ['mfa.pending', body.mfa_token],
      ],
      admit: admitCookieRequest,
      async handle({ body, context, caller }) {
        const {
          mfa_token: token,
          cookie: byCookie = false,
          trust_device: trustsDevice = false,
          ...code
        } = body;
        const presented = presentedSession(commands, caller, context);
        const input = { ...code, trustsDevice };
        const cause = causeOf(context, caller);
        const { session, deviceToken } = await completeSignIn(commands, token, input, presented, cause);
        const answer = await sessionAnswer(dependencies, session, byCookie, context.now);
        return deviceToken === null ? answer : withDeviceToken(answer, deviceToken, dependencies);
      },
    }),
  ];
}
