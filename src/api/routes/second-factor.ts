import { z } from 'zod';
import { completeSignIn } from '../../commands/authentication/second-step/complete-sign-in.js';
import { secondStepOptions } from '../../commands/authentication/second-step/key-options.js';
import { codeInput, keyInput } from '../../commands/authentication/methods/second-factor-methods.js';
import { keyOptionsJson } from '../answers/factors/key-options-json.js';
import { byCookieField, signInAnswers } from '../answers/session-grant-json.js';
import { sessionAnswer, withDeviceToken } from '../answers/session-answer.js';
import { presentedSession } from '../http/authentication/presented-session.js';
import { causeOf } from '../http/requests/cause.js';
import { mfaTokenField } from '../http/requests/mfa-token.js';
import { admitCookieRequest } from '../http/requests/same-origin.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import type { RouteDependencies } from './dependencies.js';

const inSignIn = {
  mfa_token: mfaTokenField,
  trust_device: z.boolean().optional().meta({
    description: 'Whether the device needs no second factor for a while, beside the password.',
  }),
  cookie: byCookieField,
};

/** Routes that complete a sign-in with a second factor. */
export function secondFactorRoutes(dependencies: RouteDependencies): Route[] {
  const { commands } = dependencies;
  return [
    defineRoute({
      method: 'post',
      path: '/auth/mfa/options',
      operation: 'startSecondStepByKey',
      summary: 'Returns the options to complete a sign-in with a passkey or a security key.',
      tag: 'Sign-in',
      auth: 'none',
      ignoresIdempotencyKey: true,
      body: z.strictObject({ mfa_token: mfaTokenField }),
      answers: {
        200: { description: 'The options for `navigator.credentials.get()`.', body: keyOptionsJson },
      },
      refusals: ['invalid_mfa_token', 'unknown_factor'],
      limits: ({ network }) => [['factor.source', network]],
      async handle({ body: { mfa_token: token }, context, caller }) {
        const cause = causeOf(context, caller);
        return { status: 200, body: { public_key: await secondStepOptions(commands, token, cause) } };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/auth/mfa/verify',
      operation: 'verifySecondFactor',
      summary: 'Completes a sign-in with a second factor. Replaces the presented session, if any.',
      tag: 'Sign-in',
      auth: 'optional',
      body: z.discriminatedUnion('method', [codeInput.extend(inSignIn), keyInput.extend(inSignIn)]),
      answers: signInAnswers,
      refusals: [
        'sso_required',
        'invalid_code',
        'invalid_passkey',
        'invalid_mfa_token',
        'invalid_credentials',
        'cross_site_request',
      ],
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
