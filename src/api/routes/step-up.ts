import { z } from 'zod';
import { stepUpOptions } from '../../commands/authentication/second-step/key-options.js';
import { stepUp, stepUpInput } from '../../commands/authentication/step-up.js';
import { keyOptionsJson } from '../answers/factors/key-options-json.js';
import { byCookieField, signInAnswers } from '../answers/session-grant-json.js';
import { sessionAnswer } from '../answers/session-answer.js';
import { causeOf } from '../http/requests/cause.js';
import { admitCookieRequest } from '../http/requests/same-origin.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import type { RouteDependencies } from './dependencies.js';

const [byCode, byKey, byPassword] = stepUpInput.options;
const cookie = { cookie: byCookieField };

/** Routes with which a signed-in user proves the identity again. */
export function stepUpRoutes(dependencies: RouteDependencies): Route[] {
  const { commands } = dependencies;
  return [
    defineRoute({
      method: 'post',
      path: '/auth/step-up/options',
      operation: 'startStepUpByKey',
      summary: 'Returns the options to prove the identity again with a passkey or a security key.',
      tag: 'Sign-in',
      auth: 'user',
      ignoresIdempotencyKey: true,
      body: z.strictObject({}),
      answers: {
        200: { description: 'The options for `navigator.credentials.get()`.', body: keyOptionsJson },
      },
      refusals: ['unknown_user', 'unknown_factor'],
      limits: ({ caller }) => [['factor.account', caller.userId]],
      async handle({ context, caller }) {
        return { status: 200, body: { public_key: await stepUpOptions(commands, caller, context.now) } };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/auth/step-up',
      operation: 'stepUp',
      summary:
        'Proves the identity of the caller again, for operations that require a recent proof. Returns tokens of the same session.',
      tag: 'Sign-in',
      auth: 'user',
      ignoresIdempotencyKey: true,
      body: z.discriminatedUnion('method', [
        byCode.extend(cookie),
        byKey.extend(cookie),
        byPassword.extend(cookie),
      ]),
      answers: signInAnswers,
      refusals: [
        'wrong_code',
        'wrong_password',
        'reauthentication_required',
        'sso_required',
        'unknown_user',
        'too_busy',
      ],
      limits: ({ caller, network }) => [
        ['factor.source', network],
        ['factor.account', caller.userId],
      ],
      admit: admitCookieRequest,
      hashesPassword: ({ method }) => method === 'password',
      async handle({ body: { cookie: byCookie = false, ...input }, context, caller }) {
        const session = await stepUp(commands, caller, input, causeOf(context, caller));
        return await sessionAnswer(dependencies, session, byCookie, context.now);
      },
    }),
  ];
}
