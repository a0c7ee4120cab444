import { signIn, signInInput } from '../../commands/sign-in.js';
import { defineRoute } from '../route.js';
import type { Route } from '../route.js';
import { causeOf } from './cause.js';
import type { RouteDependencies } from './dependencies.js';
import { signedInJson, toSignedInJson } from './signed-in-json.js';

export function signInRoutes({ commands, accessTokens }: RouteDependencies): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/auth/login',
      operation: 'signIn',
      summary: 'Starts a session with an address and its password.',
      tag: 'Sessions',
      auth: 'none',
      body: signInInput,
      answers: { 200: { description: 'The tokens of the session, and the account.', body: signedInJson } },
      refusals: ['invalid_credentials', 'too_busy'],
      async handle({ body, context, caller }) {
        const session = await signIn(commands, body, causeOf(context, caller));
        return {
          status: 200,
          body: await toSignedInJson(accessTokens, session, context.now),
          position: session.position,
        };
      },
    }),
  ];
}
