import { refresh, refreshInput } from '../../commands/refresh.js';
import { signOut } from '../../commands/sign-out.js';
import { defineRoute } from '../route.js';
import type { Route } from '../route.js';
import { causeOf } from './cause.js';
import type { RouteDependencies } from './dependencies.js';
import { messageJson } from './message-json.js';
import { signedInJson, toSignedInJson } from './signed-in-json.js';

const tag = 'Sessions';

export function sessionRoutes({ commands, accessTokens }: RouteDependencies): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/auth/refresh',
      operation: 'refresh',
      summary: 'Goes on with a session by its newest refresh token, and replaces the token.',
      tag,
      auth: 'none',
      body: refreshInput,
      answers: { 200: { description: 'New tokens of the session, and the account.', body: signedInJson } },
      refusals: ['invalid_refresh_token'],
      async handle({ body, context, caller }) {
        const session = await refresh(commands, body, causeOf(context, caller));
        return {
          status: 200,
          body: await toSignedInJson(accessTokens, session, context.now),
          position: session.position,
        };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/auth/logout',
      operation: 'signOut',
      summary: 'Ends the session of the caller.',
      tag,
      auth: 'user',
      answers: { 200: { description: 'The tokens of the session are void.', body: messageJson } },
      refusals: [],
      async handle({ context, caller }) {
        const { position } = await signOut(commands, caller, causeOf(context, caller));
        return { status: 200, body: { message: 'You are signed out.' }, position };
      },
    }),
  ];
}
