import { z } from 'zod';
import { sessionIdSchema, userIdSchema } from '../../domain/ids.js';
import { replaceSession } from '../../commands/steps/replace-session.js';
import { signInByIdentity } from '../../commands/federation/sign-in-by-identity.js';
import {
  completeRegistration,
  completeRegistrationInput,
} from '../../commands/federation/complete-registration.js';
import { resumeSession } from '../../commands/steps/resume-session.js';
import { ID_TOKEN_LIFE_MS } from '../../security/oauth/provider.js';
import { noteRefusal, providerNamed } from '../federation/federation.js';
import { digest } from '../federation/flows.js';
import { Problem } from '../http/problems/problem.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import { causeOf } from '../http/requests/cause.js';
import type { RouteDependencies } from './dependencies.js';
import { OAUTH_TAG, providerPath } from './oauth.js';
import { callbackRefusals } from './oauth-callback.js';
import { fromOwnPage, presentedSession } from '../http/authentication/presented-session.js';
import { sessionAnswer } from '../answers/session-answer.js';
import { accountAnswer } from '../answers/account-answer.js';
import { byCookieField, signInAnswers } from '../answers/session-grant-json.js';
import { userJson } from '../answers/user-json.js';

/** What belongs to a code that a front end exchanges. */
const codeBelonging = z.object({
  provider: z.string(),
  userId: userIdSchema,
  sessionId: sessionIdSchema,
  challenge: z.string().nullable(),
});
/** RFC 7636 §4.1. */
const verifierText = z.string().regex(/^[A-Za-z0-9._~-]{43,128}$/);

/** What comes of an identity that was shown before, or that an app shows. Bind them before paths with a provider's name. */
export function oauthSessionRoutes(dependencies: RouteDependencies): Route[] {
  const { commands, oauth } = dependencies;
  return [
    defineRoute({
      method: 'post',
      path: '/oauth/exchange',
      operation: 'exchangeCode',
      summary: 'Takes up the session of somebody who was sent back to the front end with a code.',
      tag: OAUTH_TAG,
      auth: 'optional',
      body: z.strictObject({
        code: z.string().min(1).max(512),
        code_verifier: verifierText.optional().meta({
          description: 'Of the `code_challenge` with which this began; required where there was one.',
        }),
        cookie: byCookieField,
      }),
      answers: signInAnswers,
      refusals: ['code_used', 'unknown_provider', 'sign_in_refused', 'cross_site_request'],
      limits: ({ network }) => [['oauth.source', network]],
      async handle({ body, context, caller }) {
        const { code, code_verifier: verifier, cookie: byCookie = false } = body;
        if (byCookie) fromOwnPage(context);
        const started = codeBelonging.safeParse(await oauth.secrets.redeem('oauth code', code));
        const known = verifier === undefined ? null : digest(verifier);
        if (!started.success || started.data.challenge !== known) throw new Problem('code_used');
        providerNamed(oauth, started.data.provider);
        const session = await resumeSession(commands, started.data);
        const presented = presentedSession(commands, caller, context);
        const only = await replaceSession(commands, session, presented, causeOf(context, caller));
        return await sessionAnswer(dependencies, only, byCookie, context.now);
      },
    }),
    defineRoute({
      method: 'post',
      path: '/oauth/confirm',
      operation: 'confirmSignUp',
      summary:
        'Opens the account of somebody whom a provider knows, by the link that was mailed to the address.',
      tag: OAUTH_TAG,
      auth: 'none',
      body: completeRegistrationInput,
      answers: { 200: { description: 'The account, verified. Nobody is signed in.', body: userJson } },
      refusals: [
        'link_used',
        'unknown_provider',
        'other_browser',
        'email_taken',
        'identity_taken',
        'registration_lapsed',
      ],
      limits: ({ body, network }) => [
        ['link.source', network],
        ['link.account', body.token],
      ],
      async handle({ body, context, caller }) {
        const { secret } = context.browser;
        const place = {
          browser: secret === null ? null : digest(secret),
          requireProvider: (name: string) => providerNamed(oauth, name),
        };
        const { account, position } = await completeRegistration(
          commands,
          body,
          place,
          causeOf(context, caller),
        );
        return {
          status: 200,
          body: await accountAnswer(dependencies, account, position),
          position,
          revision: account.revision,
          user: account.id,
        };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/oauth/{provider}/id-token',
      operation: 'signInByIdToken',
      summary: 'Signs in by an ID token that an app has got from the provider itself.',
      tag: OAUTH_TAG,
      auth: 'optional',
      params: providerPath,
      body: z.strictObject({
        id_token: z.string().min(1).max(8192),
        nonce: z.string().min(16).max(256).meta({
          description:
            'What the app gave the provider as nonce, or of which it gave the SHA-256. It counts once.',
        }),
        cookie: byCookieField,
      }),
      answers: signInAnswers,
      refusals: [...callbackRefusals, 'cross_site_request'],
      limits: ({ network }) => [['oauth.source', network]],
      async handle({ params, body, context, caller }) {
        const { id_token: idToken, nonce, cookie: byCookie = false } = body;
        if (byCookie) fromOwnPage(context);
        const provider = providerNamed(oauth, params.provider);
        const cause = causeOf(context, caller);
        const session = await noteRefusal(oauth, provider.name, async () => {
          const identity = await provider.identifyByToken(idToken, nonce);
          const isFirst = await oauth.secrets.spend(
            'id token',
            `${identity.issuer} ${identity.once}`,
            ID_TOKEN_LIFE_MS,
          );
          if (!isFirst) throw new Problem('untrustworthy_answer', { reason: 'nonce_used' });
          return await signInByIdentity(commands, identity, cause);
        });
        oauth.noteAnswer(provider.name, 'signed_in');
        const presented = presentedSession(commands, caller, context);
        const only = await replaceSession(commands, session, presented, cause);
        return await sessionAnswer(dependencies, only, byCookie, context.now);
      },
    }),
  ];
}
