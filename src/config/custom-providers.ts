import { z } from 'zod';
import { domains, isEndpoint } from './provider-values.js';
import { STANDARD_CLAIMS } from '../security/oauth/provider-definition.js';
import type { ProviderDefinition } from '../security/oauth/provider-definition.js';
import type { ProviderSettings } from '../security/oauth/provider-settings.js';

/** The variable that lists them. */
export const CUSTOM_PROVIDERS = 'OAUTH_PROVIDERS';

const NAME = /^[a-z][a-z0-9-]{0,31}$/;
/** Paths under `/oauth/` that are no provider. */
const RESERVED = ['confirm', 'exchange'];

const endpoint = z.string().refine(isEndpoint, { error: 'must be a URL of https' });
const shared = {
  title: z.string().min(1).max(64).optional(),
  client_id: z.string().min(1),
  client_secret: z.string().min(1).optional(),
  client_auth: z.enum(['post', 'basic']).optional(),
  trusted_domains: domains.default([]),
};

/** What a deployment says of a provider that is not known here. */
const custom = z.union([
  z.strictObject({
    ...shared,
    issuer: endpoint,
    scopes: z.array(z.string()).default(['openid', 'email', 'profile']),
    app_client_ids: z.array(z.string()).default([]),
  }),
  z.strictObject({
    ...shared,
    issuer: endpoint.optional(),
    authorization_endpoint: endpoint,
    token_endpoint: endpoint,
    profile_endpoint: endpoint,
    scopes: z.array(z.string()),
    claims: z.strictObject({
      subject: z.string(),
      subject_type: z.enum(['text', 'number']).default('text'),
      email: z.string().default('email'),
      email_verified: z.string().nullable().default(null),
      name: z.string().default('name'),
    }),
  }),
]);
type Custom = z.output<typeof custom>;

/**
 * Reads the providers of a list that are not known here.
 *
 * @param complaints gets what is wrong about it; values are never told
 */
export function readCustomProviders(json: string | undefined, complaints: string[]): ProviderSettings[] {
  if (json === undefined) return [];
  const parsed = z.record(z.string().regex(NAME), custom).safeParse(parseJson(json));
  if (!parsed.success) {
    const places = new Set(parsed.error.issues.map(({ path }) => path.map(String).join('.') || 'all of it'));
    complaints.push(
      `${CUSTOM_PROVIDERS} must be a JSON object of providers; look at ${[...places].join(', ')}`,
    );
    return [];
  }
  return Object.entries(parsed.data).map(([name, said]) => {
    if (RESERVED.includes(name)) complaints.push(`${CUSTOM_PROVIDERS} cannot name a provider ${name}`);
    return {
      definition: factsOf(name, said),
      clientId: said.client_id,
      secret:
        said.client_secret === undefined ? { kind: 'none' } : { kind: 'shared', secret: said.client_secret },
      trustedDomains: said.trusted_domains,
      appClientIds: 'app_client_ids' in said ? said.app_client_ids : [],
    };
  });
}

function factsOf(name: string, said: Custom): ProviderDefinition {
  const common = {
    name,
    title: said.title ?? name,
    scopes: said.scopes,
    ownDomains: [],
    ...(said.client_auth !== undefined && { clientAuth: said.client_auth }),
  };
  if (!('authorization_endpoint' in said))
    return { ...common, protocol: { kind: 'oidc', issuer: said.issuer }, claims: STANDARD_CLAIMS };
  const { claims } = said;
  return {
    ...common,
    protocol: {
      kind: 'oauth2',
      // One origin may have providers by the dozen, whose people are not the same.
      issuer: said.issuer ?? said.authorization_endpoint,
      authorizationEndpoint: said.authorization_endpoint,
      tokenEndpoint: said.token_endpoint,
      profileEndpoint: said.profile_endpoint,
    },
    claims: {
      subject: { member: claims.subject, type: claims.subject_type },
      email: claims.email,
      emailVerified: claims.email_verified,
      names: [claims.name],
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
