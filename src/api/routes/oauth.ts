import { z } from 'zod';
import { startFlow, requireProvider } from '../federation/federation.js';
import { Problem } from '../http/problems/problem.js';
import { redirectError, redirectTarget } from '../http/requests/redirect-target.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import type { RouteDependencies } from './dependencies.js';

export const OAUTH_TAG = 'Identity providers';

export const providerPath = z.strictObject({
  provider: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,31}$/)
    .meta({ example: 'google' }),
});

/** The PKCE code challenge (RFC 7636 §4.2). */
const challengeText = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

/** The input about the page that a browser returns to. */
export const returnFields = {
  return_to: z
    .string()
    .max(4096)
    .optional()
    .meta({
      description:
        'The page to return to, under `FRONTEND_BASE_URL` or an origin in `CORS_ORIGINS`, or an app in ' +
        '`APP_RETURN_URLS`. It receives a `code` to exchange, or an `error`. Without `return_to`, the callback returns the tokens itself.',
    }),
  code_challenge: challengeText.optional().meta({
    description:
      'The SHA-256 hash of a `code_verifier` in base64url. Only a caller with the verifier can exchange the ' +
      'code, which prevents login CSRF (RFC 7636).',
  }),
};

/** Input that goes along to a provider that knows it (OpenID Connect Core §3.1.2.1). */
export const hintFields = {
  prompt: z
    .string()
    .max(64)
    .regex(/^([a-z_]+( [a-z_]+)*)?$/)
    .optional()
    .meta({
      description:
        'Goes along to the provider, which shows its pages accordingly: `login`, `select_account`, …',
    }),
  login_hint: z.string().max(320).optional().meta({
    description: 'Goes along to the provider, which preselects the account: an email address, for example.',
  }),
  ui_locales: z
    .string()
    .max(128)
    .regex(/^([A-Za-z0-9-]+( [A-Za-z0-9-]+)*)?$/)
    .optional()
    .meta({ description: 'Goes along to the provider, which chooses the language of its pages: `de en`.' }),
};

/** Routes that list the identity providers and start a sign-in. */
export function oauthRoutes({ oauth }: RouteDependencies): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/oauth',
      operation: 'listProviders',
      summary: 'Lists the identity providers that are available for sign-in.',
      tag: OAUTH_TAG,
      auth: 'none',
      answers: {
        200: {
          description: 'The providers.',
          body: z.strictObject({ items: z.array(z.strictObject({ name: z.string(), title: z.string() })) }),
        },
      },
      refusals: [],
      handle() {
        const items = [...oauth.providers.values()].map(({ name, title }) => ({ name, title }));
        return Promise.resolve({ status: 200, body: { items } });
      },
    }),
    defineRoute({
      method: 'get',
      path: '/oauth/{provider}',
      operation: 'startOAuth',
      summary: 'Redirects the browser to an identity provider to sign in.',
      tag: OAUTH_TAG,
      auth: 'none',
      showsPages: true,
      params: providerPath,
      // Links in campaigns carry parameters of others, such as `utm_source`, which are ignored.
      query: z.object({
        ...hintFields,
        ...returnFields,
      }),
      answers: {
        302: {
          description: 'Redirects to the provider, or to `return_to` with an `error`.',
          headers: {
            Location: 'The URL of the provider or of the front end.',
            'Set-Cookie': 'Binds the sign-in to the browser.',
          },
        },
      },
      refusals: ['unknown_provider', 'untrustworthy_answer', 'provider_unavailable'],
      limits: ({ network }) => [['oauth.source', network]],
      async handle({ params, query, context }) {
        const returnTo = redirectTarget(query.return_to, oauth.returnTargets);
        const { secret: browser } = context.browser;
        const { code_challenge: challenge = null, prompt, login_hint, ui_locales } = query;
        if (returnTo !== null && challenge === null) requireWebTarget(returnTo);
        const hints = { prompt, login_hint, ui_locales };
        const request = { intent: { kind: 'sign-in' as const }, returnTo, challenge, browser, hints };
        try {
          const { url, cookie } = await startFlow(oauth, requireProvider(oauth, params.provider), request);
          return { status: 302, headers: { Location: url, 'Set-Cookie': cookie } };
        } catch (error) {
          return redirectError(returnTo, error);
        }
      },
    }),
  ];
}

/**
 * Requires a target on the web for a flow without PKCE. Any other app can register the same private scheme, and would
 * receive the code (RFC 8252 §8.1).
 *
 * @throws Problem invalid_input
 */
export function requireWebTarget(returnTo: string): void {
  if (/^https?:/.test(returnTo)) return;
  const detail = 'A sign-in that returns to an app needs a code challenge.';
  throw new Problem('invalid_input', { errors: [{ pointer: '?code_challenge', code: 'required', detail }] });
}
