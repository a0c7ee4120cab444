import { z } from 'zod';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import type { RouteDependencies } from './dependencies.js';

const tag = 'Service';
const CACHED = { 'Cache-Control': 'public, max-age=3600' };

/** Documents at well-known paths that browsers and password managers read. */
export function wellKnownRoutes({ accessTokens, relatedOrigins }: RouteDependencies): Route[] {
  const page = `${accessTokens.issuer}/account/ways-in`;
  const passkeyEndpoints = defineRoute({
    method: 'get',
    path: '/.well-known/passkey-endpoints',
    operation: 'findPasskeyPages',
    summary: 'Returns the pages on which people add and manage passkeys, for password managers.',
    tag,
    auth: 'none',
    anyOrigin: true,
    answers: {
      200: {
        description: 'The pages.',
        body: z.strictObject({ enroll: z.string(), manage: z.string() }),
      },
    },
    refusals: [],
    handle: () => Promise.resolve({ status: 200, body: { enroll: page, manage: page }, headers: CACHED }),
  });
  // Without related origins, the absence of the document tells browsers that there are none.
  return relatedOrigins.length === 0
    ? [passkeyEndpoints]
    : [passkeyEndpoints, relatedOriginsRoute(relatedOrigins)];
}

function relatedOriginsRoute(origins: readonly string[]): Route {
  return defineRoute({
    method: 'get',
    path: '/.well-known/webauthn',
    operation: 'listRelatedOrigins',
    summary: 'Lists the origins of other domains that use the passkeys of this one (WebAuthn Level 3 §5.11).',
    tag,
    auth: 'none',
    anyOrigin: true,
    answers: {
      200: { description: 'The origins.', body: z.strictObject({ origins: z.array(z.string()) }) },
    },
    refusals: [],
    handle: () => Promise.resolve({ status: 200, body: { origins: [...origins] }, headers: CACHED }),
  });
}
