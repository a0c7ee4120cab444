import { z } from 'zod';
import { refresh, refreshInput } from '../../commands/refresh.js';
import { signIn, signInInput } from '../../commands/sign-in.js';
import { signOutEverywhere } from '../../commands/sign-out-everywhere.js';
import { signOut } from '../../commands/sign-out.js';
import { defineRoute } from '../route.js';
import type { Route } from '../route.js';
import { causeOf } from './cause.js';
import type { RouteDependencies } from './dependencies.js';
import { messageJson } from './message-json.js';
import { signedInJson, toSignedInJson } from './signed-in-json.js';

const tag = 'Sign-in';

export function signInRoutes({ commands, accessTokens }: RouteDependencies): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/auth/login',
      operation: 'signIn',
      summary: 'Starts a session with an address and its password, and ends the one that is presented.',
      tag,
      auth: 'optional',
      body: signInInput,
      answers: { 200: { description: 'The tokens of the session, and the account.', body: signedInJson } },
      refusals: ['invalid_credentials', 'too_busy'],
      async handle({ body, context, caller }) {
        const presented = caller.kind === 'user' ? caller : null;
        const session = await signIn(commands, body, causeOf(context, caller), presented);
        return {
          status: 200,
          body: await toSignedInJson(accessTokens, session, context.now),
          position: session.position,
        };
      },
    }),
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
      summary: 'Ends the session of the caller, or with `everywhere` all of them.',
      tag,
      auth: 'user',
      body: z.strictObject({ everywhere: z.boolean().optional() }),
      answers: { 200: { description: 'The tokens of the session are void.', body: messageJson } },
      refusals: ['unknown_user'],
      async handle({ body, context, caller }) {
        const cause = causeOf(context, caller);
        const { position } =
          body.everywhere === true
            ? await signOutEverywhere(commands, caller.userId, {}, cause)
            : await signOut(commands, caller, cause);
        return { status: 200, body: { message: 'You are signed out.' }, position };
      },
    }),
  ];
}
