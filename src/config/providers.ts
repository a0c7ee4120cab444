import { createPrivateKey } from 'node:crypto';
import { CUSTOM_PROVIDERS, readCustomProviders } from './custom-providers.js';
import { domains, isEndpoint } from './provider-values.js';
import type { ProviderDefinition } from '../security/oauth/provider-definition.js';
import { BUILT_IN_PROVIDERS } from '../security/oauth/providers/built-in.js';
import type { ClientSecret, ProviderSettings } from '../security/oauth/provider-settings.js';

/** The providers that were configured, or what is wrong about that; values are never told. */
export interface ReadProviders {
  readonly providers: readonly ProviderSettings[];
  readonly complaints: readonly string[];
}

type Variables = Readonly<Record<string, string | undefined>>;

/** Whoever may sign in with an account of any organisation, or a personal one. */
const ANY_TENANT = 'common';
const TENANT = /^[a-z0-9.-]*[a-z0-9-]$/i;
/** Of PKCS #8 (RFC 7468 §10), which is what the library signs with. */
const KEY_BEGIN = '-----BEGIN PRIVATE KEY-----';

/** The variables of the providers, by which one that is set and empty is found. */
export const PROVIDER_VARIABLES: readonly string[] = [
  CUSTOM_PROVIDERS,
  ...BUILT_IN_PROVIDERS.flatMap((definition) => Object.values(variablesOf(definition))),
];

/** Those of them that are secrets. */
export const PROVIDER_SECRETS: readonly string[] = [
  CUSTOM_PROVIDERS,
  ...BUILT_IN_PROVIDERS.flatMap((definition) => {
    const { secret, privateKey } = variablesOf(definition);
    return [definition.signsClientSecret === true ? privateKey : secret];
  }),
];

/** Reads which providers people may sign in by: the known ones that have a client id, and those of a list. */
export function readProviders(variables: Variables, production: boolean): ReadProviders {
  const complaints: string[] = [];
  const known = BUILT_IN_PROVIDERS.flatMap((definition) => readKnown(definition, variables, complaints));
  const providers = [...known, ...readCustomProviders(variables[CUSTOM_PROVIDERS], complaints)];
  const names = providers.map(({ definition }) => definition.name);
  if (new Set(names).size !== names.length)
    complaints.push(`${CUSTOM_PROVIDERS} has a provider that is known already`);
  const insecure = providers.filter(({ definition }) =>
    JSON.stringify(definition.protocol).includes('"http:'),
  );
  if (production && insecure.length > 0)
    complaints.push(
      `${insecure.map(({ definition }) => definition.name).join(', ')} must be reached by https in production`,
    );
  return { providers, complaints };
}

function variablesOf({ name }: ProviderDefinition) {
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

function readKnown(
  definition: ProviderDefinition,
  variables: Variables,
  complaints: string[],
): ProviderSettings[] {
  const names = variablesOf(definition);
  const clientId = variables[names.clientId];
  if (clientId === undefined) {
    const others = Object.values(names).filter((name) => variables[name] !== undefined);
    complaints.push(...others.map((name) => `${name} is of no use without ${names.clientId}`));
    return [];
  }
  const secret = secretOf(definition, variables, complaints);
  const issuer = variables[names.issuer];
  if (issuer !== undefined && (!isEndpoint(issuer) || definition.protocol.kind !== 'oidc'))
    complaints.push(`${names.issuer} must be the issuer of a provider of OpenID Connect, a URL of https`);
  if (!TENANT.test(variables[names.tenant] ?? ANY_TENANT))
    complaints.push(`${names.tenant} must be the id of a tenant, or a domain of it`);
  const trusted = domains.safeParse(list(variables[names.trustedDomains]));
  if (!trusted.success)
    complaints.push(`${names.trustedDomains} must be a list of domains, separated by commas`);
  return [
    {
      definition: { ...definition, protocol: protocolOf(definition, variables) },
      clientId,
      secret,
      trustedDomains: trusted.data ?? [],
      appClientIds: list(variables[names.appClientIds]),
    },
  ];
}

function protocolOf(
  { protocol, ...definition }: ProviderDefinition,
  variables: Variables,
): ProviderDefinition['protocol'] {
  if (protocol.kind !== 'oidc') return protocol;
  const { issuer, tenant } = variablesOf({ protocol, ...definition });
  const own = protocol.issuer.replace('{tenant}', variables[tenant] ?? ANY_TENANT);
  return { ...protocol, issuer: variables[issuer] ?? own };
}

function secretOf(definition: ProviderDefinition, variables: Variables, complaints: string[]): ClientSecret {
  const names = variablesOf(definition);
  const required = (name: string): string => {
    const value = variables[name];
    if (value === undefined) complaints.push(`${name} is required with ${names.clientId}`);
    return value ?? '';
  };
  if (definition.signsClientSecret !== true) return { kind: 'shared', secret: required(names.secret) };
  // A file keeps its lines; a variable has them written out.
  const privateKey = required(names.privateKey).replaceAll('\\n', '\n');
  if (privateKey !== '' && !isSigningKey(privateKey))
    complaints.push(`${names.privateKey} must be a private key of P-256 in PEM (PKCS #8)`);
  return { kind: 'signed', teamId: required(names.teamId), keyId: required(names.keyId), privateKey };
}

function isSigningKey(pem: string): boolean {
  try {
    const { namedCurve } = createPrivateKey(pem).asymmetricKeyDetails ?? {};
    return pem.startsWith(KEY_BEGIN) && namedCurve === 'prime256v1';
  } catch {
    return false;
  }
}

function list(text = ''): string[] {
  return text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}
