import { z } from 'zod';
import { refresh, refreshInput } from '../../commands/sessions/refresh.js';
import { signIn, signInInput } from '../../commands/authentication/sign-in.js';
import { findProviderSession } from '../../commands/saml/provider-session.js';
import { signOutCaller } from '../../commands/sessions/sign-out-caller.js';
import { startLogout } from '../federation/saml-logout.js';
import { Problem } from '../http/problems/problem.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import { clearedCookieHeaders, clearSessionCookies } from '../http/authentication/session-cookies.js';
import { causeOf } from '../http/requests/cause.js';
import { redirectTarget } from '../http/requests/redirect-target.js';
import { isImpersonated } from '../http/requests/request-context.js';
import type { RouteDependencies } from './dependencies.js';
import { signedOutJson } from '../answers/message-json.js';
import { presentedSession } from '../http/authentication/presented-session.js';
import { admitCookieRequest, requireSameOrigin } from '../http/requests/same-origin.js';
import { sessionAnswer } from '../answers/session-answer.js';
import { byCookieField, signInAnswers } from '../answers/session-grant-json.js';

const tag = 'Sign-in';

const MISSING_TOKEN = {
  pointer: '/refresh_token',
  code: 'required',
  detail: 'The refresh token is missing from both the body and the cookies.',
};

/** Routes to sign in, to refresh a session, and to sign out. */
export function signInRoutes(dependencies: RouteDependencies): Route[] {
  const { commands, cookies, oauth } = dependencies;

  return [
    defineRoute({
      method: 'post',
      path: '/auth/login',
      operation: 'signIn',
      summary: 'Signs in with an email address and a password. Replaces the presented session, if any.',
      tag,
      auth: 'optional',
      body: signInInput.extend({
        cookie: byCookieField,
        device_token: z.string().min(1).max(512).optional().meta({
          description: 'The token of a trusted device. Without it, the one in the cookie is used.',
        }),
      }),
      answers: signInAnswers,
      refusals: [
        'invalid_credentials',
        'email_not_verified',
        'mfa_required',
        'sso_required',
        'cross_site_request',
        'too_busy',
      ],
      limits: ({ network }) => [['sign-in.source', network]],
      admit: admitCookieRequest,
      async handle({ body, context, caller }) {
        const { cookie: byCookie = false, device_token: token, ...credentials } = body;
        const device = token ?? context.browser.deviceToken;
        const presented = presentedSession(commands, caller, context);
        const session = await signIn(commands, credentials, causeOf(context, caller), presented, device);
        return await sessionAnswer(dependencies, session, byCookie, context.now);
      },
    }),
    defineRoute({
      method: 'post',
      path: '/auth/refresh',
      operation: 'refresh',
      summary: 'Exchanges a refresh token for new tokens of the same session.',
      tag,
      auth: 'none',
      ignoresIdempotencyKey: true,
      body: refreshInput.partial().meta({ description: 'Without a token, the one in the cookie is used.' }),
      answers: signInAnswers,
      refusals: ['invalid_refresh_token', 'cross_site_request'],
      admit({ body, browser }) {
        const byCookie = body.refresh_token === undefined;
        const token = body.refresh_token ?? browser.refreshToken;
        if (token === null) throw new Problem('invalid_input', { errors: [MISSING_TOKEN] });
        if (byCookie) requireSameOrigin(browser);
        return { byCookie, claims: commands.refreshTokens.read(token) };
      },
      limits({ admitted: { claims }, network }) {
        if (claims === null) return [['refresh.source', network]];
        return [
          ['refresh.source', network],
          ['refresh.account', claims.sessionId],
        ];
      },
      async handle({ admitted: { byCookie, claims }, context, caller }) {
        const session = await refresh(commands, claims, causeOf(context, caller));
        return await sessionAnswer(dependencies, session, byCookie, context.now);
      },
    }),
    defineRoute({
      method: 'post',
      path: '/auth/logout',
      operation: 'signOut',
      summary:
        'Ends the session of the caller or of the refresh token in the cookie, or all sessions with `everywhere`.',
      tag,
      auth: 'session',
      impersonation: 'allowed',
      body: z.strictObject({
        everywhere: z.boolean().optional(),
        return_to: z.string().max(4096).optional().meta({
          description: 'The URL that the browser returns to from `logout_url`; by default the sign-in page.',
        }),
      }),
      answers: {
        200: {
          description: 'The session has ended and its tokens are invalid.',
          body: signedOutJson,
          headers: clearedCookieHeaders,
        },
      },
      refusals: ['unknown_user', 'unknown_session', 'invalid_refresh_token', 'impersonation_refused'],
      async handle({ body: { everywhere = false, return_to: target }, context, caller }) {
        const presented =
          caller.kind === 'user' ? caller : { refreshToken: context.browser.refreshToken ?? '' };
        if (everywhere && isImpersonated(caller)) throw new Problem('impersonation_refused');
        const returnTo = redirectTarget(target, oauth.returnTargets);
        const sessionId = presentedSession(commands, caller, context)?.sessionId;
        const elsewhere = sessionId === undefined ? null : await findProviderSession(commands.log, sessionId);
        const cause = causeOf(context, caller);
        const { userId: user, position } = await signOutCaller(commands, presented, everywhere, cause);
        const headers = caller.kind === 'user' && !caller.byCookie ? {} : clearSessionCookies(cookies);
        const logoutUrl = elsewhere && (await startLogout(oauth, elsewhere, returnTo, context.now));
        const body = { message: 'You are signed out.', ...(logoutUrl !== null && { logout_url: logoutUrl }) };
        return { status: 200, body, position, user, headers };
      },
    }),
  ];
}
