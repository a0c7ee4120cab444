import { z } from 'zod';
import { pendingSignInIdSchema, sessionIdSchema, userIdSchema } from '../../domain/ids.js';
import { resumePendingSignIn } from '../../commands/authentication/second-step/pending-sign-in.js';
import { signInByIdentity } from '../../commands/federation/sign-in-by-identity.js';
import {
  completeRegistration,
  completeRegistrationInput,
} from '../../commands/federation/complete-registration.js';
import { resumeSession } from '../../commands/sessions/resume-session.js';
import { ID_TOKEN_LIFE_MS } from '../../security/oauth/provider.js';
import { recordRefusal, requireOffered, requireProvider } from '../federation/federation.js';
import { nonceKey, sha256 } from '../federation/flows.js';
import { Problem } from '../http/problems/problem.js';
import { proofFields, provenBinding } from '../mailed/request-proof.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import { causeOf } from '../http/requests/cause.js';
import type { RouteDependencies } from './dependencies.js';
import { OAUTH_TAG, providerPath } from './oauth.js';
import { callbackRefusals } from './oauth-callback.js';
import { presentedSession } from '../http/authentication/presented-session.js';
import { admitCookieRequest } from '../http/requests/same-origin.js';
import { sessionAnswer } from '../answers/session-answer.js';
import { accountAnswer } from '../answers/account-answer.js';
import { byCookieField, signInAnswers } from '../answers/session-grant-json.js';
import { userJson } from '../answers/user-json.js';

const flowData = z.object({ provider: z.string(), challenge: z.string().nullable() });
/** The data of a one-time code that a front end exchanges: its session, or the sign-in that owes a second factor. */
const codeData = z.union([
  flowData.extend({ userId: userIdSchema, sessionId: sessionIdSchema }),
  flowData.extend({ pendingId: pendingSignInIdSchema }),
]);
/** The PKCE code verifier (RFC 7636 §4.1). */
const verifierText = z.string().regex(/^[A-Za-z0-9._~-]{43,128}$/);

/**
 * Routes that sign in with a code, an emailed link or an ID token. They must precede the routes with `{provider}` in their
 * path, which would match them.
 */
export function oauthSessionRoutes(dependencies: RouteDependencies): Route[] {
  const { commands, oauth, requestBindings } = dependencies;
  return [
    defineRoute({
      method: 'post',
      path: '/oauth/exchange',
      operation: 'exchangeCode',
      summary: 'Exchanges a one-time code for the tokens of a session.',
      tag: OAUTH_TAG,
      auth: 'optional',
      body: z.strictObject({
        code: z.string().min(1).max(512),
        code_verifier: verifierText.optional().meta({
          description: 'The PKCE verifier. Required if the flow began with a `code_challenge`.',
        }),
        cookie: byCookieField,
      }),
      answers: signInAnswers,
      refusals: [
        'code_used',
        'unknown_provider',
        'sign_in_refused',
        'sso_required',
        'cross_site_request',
        'mfa_required',
        'invalid_mfa_token',
      ],
      limits: ({ network }) => [['oauth.source', network]],
      admit: admitCookieRequest,
      async handle({ body, context, caller }) {
        const { code, code_verifier: verifier, cookie: byCookie = false } = body;
        const started = codeData.safeParse(await oauth.secrets.redeem('oauth code', code));
        const challenge = verifier === undefined ? null : sha256(verifier);
        if (!started.success || started.data.challenge !== challenge) throw new Problem('code_used');
        const { data } = started;
        requireOffered(oauth, data.provider);
        const cause = causeOf(context, caller);
        if ('pendingId' in data) return await resumePendingSignIn(commands, data.pendingId, cause);
        const presented = presentedSession(commands, caller, context);
        const session = await resumeSession(commands, data, presented, cause);
        return await sessionAnswer(dependencies, session, byCookie, context.now);
      },
    }),
    defineRoute({
      method: 'post',
      path: '/oauth/confirm',
      operation: 'confirmSignUp',
      page: 'confirm-sign-up',
      summary: 'Completes a registration with the emailed link, where it began.',
      tag: OAUTH_TAG,
      auth: 'none',
      body: completeRegistrationInput.extend(proofFields),
      answers: { 200: { description: 'The verified account. No session is started.', body: userJson } },
      refusals: [
        'link_used',
        'unknown_provider',
        'sso_required',
        'other_browser',
        'email_taken',
        'identity_taken',
        'registration_lapsed',
      ],
      limits: ({ body, network }) => [
        ['link.source', network],
        ['link.account', body.token],
      ],
      async handle({ body: { token, ...proof }, context, caller }) {
        const { secret } = context.browser;
        const linkContext = {
          browser: secret === null ? null : sha256(secret),
          request: provenBinding(requestBindings, proof, context.browser),
          requireProvider: (name: string) => requireProvider(oauth, name),
        };
        const changed = await completeRegistration(
          commands,
          { token },
          linkContext,
          causeOf(context, caller),
        );
        return await accountAnswer(dependencies, caller, changed);
      },
    }),
    defineRoute({
      method: 'post',
      path: '/oauth/{provider}/id-token',
      operation: 'signInByIdToken',
      summary: 'Signs in with an ID token that an app obtained from the provider.',
      tag: OAUTH_TAG,
      auth: 'optional',
      params: providerPath,
      body: z.strictObject({
        id_token: z.string().min(1).max(8192),
        nonce: z.string().min(16).max(256).meta({
          description:
            'The nonce that the app sent to the provider, in plain text or as a SHA-256 hash. It is valid once.',
        }),
        cookie: byCookieField,
      }),
      answers: signInAnswers,
      refusals: [...callbackRefusals, 'cross_site_request'],
      limits: ({ network }) => [['oauth.source', network]],
      admit: admitCookieRequest,
      async handle({ params, body, context, caller }) {
        const { id_token: idToken, nonce, cookie: byCookie = false } = body;
        const provider = requireProvider(oauth, params.provider);
        const presented = presentedSession(commands, caller, context);
        const cause = causeOf(context, caller);
        const session = await recordRefusal(oauth, provider.name, async () => {
          const identity = await provider.identifyByToken(idToken, nonce);
          const isFirst = await oauth.secrets.spend(
            'id token',
            nonceKey(provider.name, identity.once),
            ID_TOKEN_LIFE_MS,
          );
          if (!isFirst) throw new Problem('untrustworthy_answer', { reason: 'nonce_used' });
          return await signInByIdentity(commands, identity, cause, presented);
        });
        oauth.recordOutcome(provider.name, 'signed_in');
        return await sessionAnswer(dependencies, session, byCookie, context.now);
      },
    }),
  ];
}
