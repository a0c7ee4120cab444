import { z } from 'zod';
import { refresh, refreshInput } from '../../commands/sessions/refresh.js';
import { signIn, signInInput } from '../../commands/authentication/sign-in.js';
import { signOutCaller } from '../../commands/sessions/sign-out-caller.js';
import { Problem } from '../http/problems/problem.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import { takenCookies, takingCookies } from '../http/authentication/session-cookies.js';
import { causeOf } from '../http/requests/cause.js';
import type { RouteDependencies } from './dependencies.js';
import { messageJson } from '../answers/message-json.js';
import { fromOwnPage, presentedSession } from '../http/authentication/presented-session.js';
import { sessionAnswer } from '../answers/session-answer.js';
import { byCookieField, signInAnswers } from '../answers/session-grant-json.js';

const tag = 'Sign-in';

const MISSING = {
  pointer: '/refresh_token',
  code: 'required',
  detail: 'The token is neither here nor in a cookie.',
};

export function signInRoutes(dependencies: RouteDependencies): Route[] {
  const { commands } = dependencies;

  return [
    defineRoute({
      method: 'post',
      path: '/auth/login',
      operation: 'signIn',
      summary: 'Starts a session with an address and its password, and ends the one that is presented.',
      tag,
      auth: 'optional',
      body: signInInput.extend({ cookie: byCookieField }),
      answers: signInAnswers,
      refusals: ['invalid_credentials', 'cross_site_request', 'too_busy'],
      limits: ({ network }) => [['sign-in.source', network]],
      async handle({ body: { cookie: byCookie = false, ...credentials }, context, caller }) {
        if (byCookie) fromOwnPage(context);
        const presented = presentedSession(commands, caller, context);
        const session = await signIn(commands, credentials, causeOf(context, caller), presented);
        return await sessionAnswer(dependencies, session, byCookie, context.now);
      },
    }),
    defineRoute({
      method: 'post',
      path: '/auth/refresh',
      operation: 'refresh',
      summary: 'Goes on with a session by its newest refresh token, and replaces the token.',
      tag,
      auth: 'none',
      ignoresIdempotencyKey: true,
      body: refreshInput.partial().meta({ description: 'Without a token, that of the cookie is used.' }),
      answers: signInAnswers,
      refusals: ['invalid_refresh_token', 'cross_site_request'],
      limits({ body, network, browser }) {
        const token = body.refresh_token ?? browser.refreshToken;
        const session = token === null ? null : commands.refreshTokens.read(token);
        if (session === null) return [['refresh.source', network]];
        return [
          ['refresh.source', network],
          ['refresh.account', session.sessionId],
        ];
      },
      async handle({ body, context, caller }) {
        const byCookie = body.refresh_token === undefined;
        const token = body.refresh_token ?? context.browser.refreshToken;
        if (token === null) throw new Problem('invalid_input', { errors: [MISSING] });
        if (byCookie) fromOwnPage(context);
        const session = await refresh(commands, { refresh_token: token }, causeOf(context, caller));
        return await sessionAnswer(dependencies, session, byCookie, context.now);
      },
    }),
    defineRoute({
      method: 'post',
      path: '/auth/logout',
      operation: 'signOut',
      summary:
        'Ends the session of the caller, or that of the refresh token in a cookie; with `everywhere` all of them.',
      tag,
      auth: 'session',
      body: z.strictObject({ everywhere: z.boolean().optional() }),
      answers: {
        200: {
          description: 'The tokens of the session are void.',
          body: messageJson,
          headers: takenCookies,
        },
      },
      refusals: ['unknown_user', 'unknown_session', 'invalid_refresh_token'],
      async handle({ body: { everywhere = false }, context, caller }) {
        const presented =
          caller.kind === 'user' ? caller : { refreshToken: context.browser.refreshToken ?? '' };
        const cause = causeOf(context, caller);
        const { userId: user, position } = await signOutCaller(commands, presented, everywhere, cause);
        const headers = caller.kind === 'user' && !caller.byCookie ? {} : takingCookies();
        return { status: 200, body: { message: 'You are signed out.' }, position, user, headers };
      },
    }),
  ];
}
