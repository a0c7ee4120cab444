import { z } from 'zod';
import { domains, isEndpoint } from './provider-values.js';
import { HINTS, STANDARD_CLAIMS } from '../../security/oauth/provider-definition.js';
import type { ProviderDefinition } from '../../security/oauth/provider-definition.js';
import type { ProviderSettings } from '../../security/oauth/provider-settings.js';

/** The variable that defines further providers. */
export const CUSTOM_PROVIDERS = 'OAUTH_PROVIDERS';

const NAME = /^[a-z][a-z0-9-]{0,31}$/;
/** Paths under `/oauth/` that are not provider names. */
const RESERVED = ['confirm', 'exchange'];

const endpoint = z.string().refine(isEndpoint, { error: 'must be an https URL' });
const claimPath = z.string().min(1);
const shared = {
  title: z.string().min(1).max(64).optional(),
  client_id: z.string().min(1),
  client_secret: z.string().min(1).optional(),
  client_auth: z.enum(['post', 'basic']).optional(),
  trusted_domains: domains.default([]),
};

/** HS256 needs a key of 256 bits or more (RFC 7518 §3.2). */
const MIN_SHARED_KEY_BYTES = 32;

const openIdProvider = z
  .strictObject({
    ...shared,
    issuer: endpoint,
    scopes: z.array(z.string()).default(['openid', 'email', 'profile']),
    app_client_ids: z.array(z.string()).default([]),
    id_token_algorithm: z.literal('HS256').optional(),
  })
  .refine(
    ({ id_token_algorithm: algorithm, client_secret: secret = '' }) =>
      algorithm === undefined || Buffer.byteLength(secret) >= MIN_SHARED_KEY_BYTES,
    { path: ['client_secret'], error: 'shorter than the 32 bytes of HS256' },
  );

const plainProvider = z.strictObject({
  ...shared,
  issuer: endpoint.optional(),
  authorization_endpoint: endpoint,
  token_endpoint: endpoint,
  profile_endpoint: endpoint,
  scopes: z.array(z.string()),
  hints: z.partialRecord(z.enum(HINTS), z.string().min(1)).optional(),
  claims: z.strictObject({
    subject: claimPath,
    subject_type: z.enum(['text', 'number']).default('text'),
    email: claimPath.default('email'),
    email_verified: claimPath.nullable().default(null),
    name: claimPath.default('name'),
  }),
});

/** Settings that only plain OAuth has. */
const PLAIN_SETTINGS = ['authorization_endpoint', 'token_endpoint', 'profile_endpoint', 'claims'];

/** A provider that the deployment defines. The protocol is chosen first, so that each error names its setting. */
const customProvider = z.record(z.string(), z.unknown()).transform((settings, context) => {
  const isPlain = PLAIN_SETTINGS.some((name) => name in settings);
  const parsed = (isPlain ? plainProvider : openIdProvider).safeParse(settings, { reportInput: true });
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues)
    context.addIssue({ ...issue, code: 'custom', message: faultOf(issue) });
  return z.NEVER;
});
type CustomProvider = z.output<typeof customProvider>;

/** Names the kind of an error, since neither the values nor unknown names may be in a message. */
function faultOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'custom') return issue.message || 'invalid';
  if (issue.code === 'unrecognized_keys') return 'unknown setting';
  return 'input' in issue && issue.input === undefined ? 'missing' : 'invalid';
}

/**
 * Reads the providers that the deployment defines.
 *
 * @param complaints receives a message for each error; a message never contains a value
 */
export function readCustomProviders(json: string | undefined, complaints: string[]): ProviderSettings[] {
  if (json === undefined) return [];
  const parsed = z.record(z.string().regex(NAME), customProvider).safeParse(parseJson(json));
  if (!parsed.success) {
    const places = new Set(
      parsed.error.issues.map(
        ({ path, message, code }) =>
          (path.map(String).join('.') || 'the whole value') + (code === 'custom' ? ` (${message})` : ''),
      ),
    );
    complaints.push(
      `${CUSTOM_PROVIDERS} must be a JSON object of providers; check ${[...places].join(', ')}`,
    );
    return [];
  }
  return Object.entries(parsed.data).map(([name, provider]) => {
    if (RESERVED.includes(name)) complaints.push(`${CUSTOM_PROVIDERS} cannot name a provider ${name}`);
    return {
      definition: definitionOf(name, provider),
      clientId: provider.client_id,
      secret:
        provider.client_secret === undefined
          ? { kind: 'none' }
          : { kind: 'shared', secret: provider.client_secret },
      trustedDomains: provider.trusted_domains,
      appClientIds: 'app_client_ids' in provider ? provider.app_client_ids : [],
    };
  });
}

function definitionOf(name: string, provider: CustomProvider): ProviderDefinition {
  const common = {
    name,
    title: provider.title ?? name,
    scopes: provider.scopes,
    ownDomains: [],
    ...(provider.client_auth !== undefined && { clientAuth: provider.client_auth }),
  };
  if (!('authorization_endpoint' in provider)) {
    const { issuer, id_token_algorithm: sharedKeyAlgorithm } = provider;
    return {
      ...common,
      protocol: {
        kind: 'oidc',
        issuer,
        ...(sharedKeyAlgorithm !== undefined && { sharedKeyAlgorithm }),
      },
      claims: STANDARD_CLAIMS,
    };
  }
  const { claims, hints } = provider;
  return {
    ...common,
    ...(hints !== undefined && { hints }),
    protocol: {
      kind: 'oauth2',
      // One origin may host several providers with separate users, so the origin alone is no issuer.
      issuer: provider.issuer ?? provider.authorization_endpoint,
      authorizationEndpoint: provider.authorization_endpoint,
      tokenEndpoint: provider.token_endpoint,
      profileEndpoint: provider.profile_endpoint,
    },
    claims: {
      // Some servers write numeric texts as numbers.
      subject: { path: claims.subject, type: claims.subject_type === 'text' ? 'text or number' : 'number' },
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
