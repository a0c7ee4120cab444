import { createPrivateKey } from 'node:crypto';
import { z } from 'zod';
import { STANDARD_CLAIMS } from './security/oauth/facts.js';
import type { ProviderFacts } from './security/oauth/facts.js';
import { KNOWN_PROVIDERS } from './security/oauth/providers/known.js';
import type { ClientSecret, ProviderSettings } from './security/oauth/settings.js';

/** The providers that were configured, or what is wrong about that; values are never told. */
export interface ReadProviders {
  readonly providers: readonly ProviderSettings[];
  readonly complaints: readonly string[];
}

type Variables = Readonly<Record<string, string | undefined>>;

const CUSTOM = 'OAUTH_PROVIDERS';
const NAME = /^[a-z][a-z0-9-]{0,31}$/;
/** Paths under `/oauth/` that are no provider. */
const RESERVED = ['confirm', 'exchange'];
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];
/** Whoever may sign in with an account of any organisation, or a personal one. */
const ANY_TENANT = 'common';

const isEndpoint = (url: string) => {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.includes(hostname));
};
const endpoint = z.string().refine(isEndpoint, { error: 'must be a URL of https' });
const domains = z.array(z.string().regex(/^(\*|[a-z0-9.-]+\.[a-z0-9-]+)$/));
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

/** The variables of the providers, by which one that is set and empty is found. */
export const PROVIDER_VARIABLES: readonly string[] = [
  CUSTOM,
  ...KNOWN_PROVIDERS.flatMap((facts) => Object.values(variablesOf(facts))),
];

/** Those of them that are secrets. */
export const PROVIDER_SECRETS: readonly string[] = [
  CUSTOM,
  ...KNOWN_PROVIDERS.flatMap((facts) => {
    const { secret, privateKey } = variablesOf(facts);
    return [facts.signsClientSecret === true ? privateKey : secret];
  }),
];

/** Reads which providers people may sign in by: the known ones that have a client id, and those of a list. */
export function readProviders(variables: Variables, production: boolean): ReadProviders {
  const complaints: string[] = [];
  const known = KNOWN_PROVIDERS.flatMap((facts) => readKnown(facts, variables, complaints));
  const providers = [...known, ...readCustom(variables[CUSTOM], complaints)];
  const names = providers.map(({ facts }) => facts.name);
  if (new Set(names).size !== names.length) complaints.push(`${CUSTOM} has a provider that is known already`);
  const insecure = providers.some(({ facts }) => JSON.stringify(facts.protocol).includes('"http:'));
  if (production && insecure) complaints.push('providers are reached by https in production');
  return { providers, complaints };
}

function variablesOf({ name }: ProviderFacts) {
  const prefix = name.toUpperCase();
  return {
    clientId: `${prefix}_CLIENT_ID`,
    secret: `${prefix}_CLIENT_SECRET`,
    teamId: `${prefix}_TEAM_ID`,
    keyId: `${prefix}_KEY_ID`,
    privateKey: `${prefix}_PRIVATE_KEY`,
    tenant: `${prefix}_TENANT`,
    issuer: `${prefix}_ISSUER`,
    trustedDomains: `${prefix}_TRUSTED_DOMAINS`,
    appClientIds: `${prefix}_APP_CLIENT_IDS`,
  };
}

function readKnown(facts: ProviderFacts, variables: Variables, complaints: string[]): ProviderSettings[] {
  const names = variablesOf(facts);
  const clientId = variables[names.clientId];
  if (clientId === undefined) {
    const others = Object.values(names).filter((name) => variables[name] !== undefined);
    complaints.push(...others.map((name) => `${name} is of no use without ${names.clientId}`));
    return [];
  }
  const secret = secretOf(facts, variables, complaints);
  const issuer = variables[names.issuer];
  if (issuer !== undefined && (!isEndpoint(issuer) || facts.protocol.kind !== 'oidc'))
    complaints.push(`${names.issuer} must be the issuer of a provider of OpenID Connect, a URL of https`);
  const trusted = domains.safeParse(list(variables[names.trustedDomains]));
  if (!trusted.success)
    complaints.push(`${names.trustedDomains} must be a list of domains, separated by commas`);
  return [
    {
      facts: { ...facts, protocol: protocolOf(facts, variables) },
      clientId,
      secret,
      trustedDomains: trusted.data ?? [],
      appClientIds: list(variables[names.appClientIds]),
    },
  ];
}

function protocolOf({ protocol, ...facts }: ProviderFacts, variables: Variables): ProviderFacts['protocol'] {
  if (protocol.kind !== 'oidc') return protocol;
  const { issuer, tenant } = variablesOf({ protocol, ...facts });
  const own = protocol.issuer.replace('{tenant}', variables[tenant] ?? ANY_TENANT);
  return { ...protocol, issuer: variables[issuer] ?? own };
}

function secretOf(facts: ProviderFacts, variables: Variables, complaints: string[]): ClientSecret {
  const names = variablesOf(facts);
  const required = (name: string): string => {
    const value = variables[name];
    if (value === undefined) complaints.push(`${name} is required with ${names.clientId}`);
    return value ?? '';
  };
  if (facts.signsClientSecret !== true) return { kind: 'shared', secret: required(names.secret) };
  // A file keeps its lines; a variable has them written out.
  const privateKey = required(names.privateKey).replaceAll('\\n', '\n');
  if (privateKey !== '' && !isSigningKey(privateKey))
    complaints.push(`${names.privateKey} must be a private key of P-256 in PEM (PKCS #8)`);
  return { kind: 'signed', teamId: required(names.teamId), keyId: required(names.keyId), privateKey };
}

function isSigningKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyDetails?.namedCurve === 'prime256v1';
  } catch {
    return false;
  }
}

function readCustom(json: string | undefined, complaints: string[]): ProviderSettings[] {
  if (json === undefined) return [];
  const parsed = z.record(z.string().regex(NAME), custom).safeParse(parseJson(json));
  if (!parsed.success) {
    const places = new Set(parsed.error.issues.map(({ path }) => path.map(String).join('.') || 'all of it'));
    complaints.push(`${CUSTOM} must be a JSON object of providers; look at ${[...places].join(', ')}`);
    return [];
  }
  return Object.entries(parsed.data).map(([name, said]) => {
    if (RESERVED.includes(name)) complaints.push(`${CUSTOM} cannot name a provider ${name}`);
    return {
      facts: factsOf(name, said),
      clientId: said.client_id,
      secret:
        said.client_secret === undefined ? { kind: 'none' } : { kind: 'shared', secret: said.client_secret },
      trustedDomains: said.trusted_domains,
      appClientIds: 'app_client_ids' in said ? said.app_client_ids : [],
    };
  });
}

function factsOf(name: string, said: Custom): ProviderFacts {
  const common = {
    name,
    title: said.title ?? name,
    scopes: said.scopes,
    ownDomains: [],
    ...(said.client_auth !== undefined && { clientAuth: said.client_auth }),
  };
  if ('issuer' in said)
    return { ...common, protocol: { kind: 'oidc', issuer: said.issuer }, claims: STANDARD_CLAIMS };
  const { claims } = said;
  return {
    ...common,
    protocol: {
      kind: 'oauth2',
      issuer: new URL(said.authorization_endpoint).origin,
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

function list(text = ''): string[] {
  return text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}
