import { createPrivateKey } from 'node:crypto';
import { CUSTOM_PROVIDERS, readCustomProviders } from './custom-providers.js';
import { domains, isEndpoint } from './provider-values.js';
import type { ProviderDefinition } from '../../security/oauth/provider-definition.js';
import { BUILT_IN_PROVIDERS } from '../../security/oauth/providers/built-in.js';
import { commaSeparated } from '../parsing/values.js';
import type { ClientSecret, ProviderSettings } from '../../security/oauth/provider-settings.js';

/** The configured providers, and a message for each error; a message never contains a value. */
export interface ReadProviders {
  readonly providers: readonly ProviderSettings[];
  readonly complaints: readonly string[];
}

type Variables = Readonly<Record<string, string | undefined>>;

/** The tenant that accepts accounts of every organisation and personal accounts. */
const ANY_TENANT = 'common';
const TENANT = /^[a-z0-9.-]*[a-z0-9-]$/i;
/** First line of a PKCS #8 private key (RFC 7468 §10), the only form that the library signs with. */
const KEY_BEGIN = '-----BEGIN PRIVATE KEY-----';

/** Every variable of the providers. */
export const PROVIDER_VARIABLES: readonly string[] = [
  CUSTOM_PROVIDERS,
  ...BUILT_IN_PROVIDERS.flatMap((definition) => Object.values(variablesOf(definition))),
];

/** The variables of the providers that hold secrets. */
export const PROVIDER_SECRETS: readonly string[] = [
  CUSTOM_PROVIDERS,
  ...BUILT_IN_PROVIDERS.flatMap((definition) => {
    const { secret, privateKey } = variablesOf(definition);
    return [definition.signsClientSecret === true ? privateKey : secret];
  }),
];

/** Reads the built-in providers that have a client id, and the providers that the deployment defines. */
export function readProviders(variables: Variables, production: boolean): ReadProviders {
  const complaints: string[] = [];
  const builtIn = BUILT_IN_PROVIDERS.flatMap((definition) => readBuiltIn(definition, variables, complaints));
  const providers = [...builtIn, ...readCustomProviders(variables[CUSTOM_PROVIDERS], complaints)];
  const names = providers.map(({ definition }) => definition.name);
  if (new Set(names).size !== names.length)
    complaints.push(`${CUSTOM_PROVIDERS} defines a provider that is already configured`);
  const insecure = providers.filter(({ definition }) =>
    JSON.stringify(definition.protocol).includes('"http:'),
  );
  if (production && insecure.length > 0)
    complaints.push(
      `${insecure.map(({ definition }) => definition.name).join(', ')} must use https in production`,
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

function readBuiltIn(
  definition: ProviderDefinition,
  variables: Variables,
  complaints: string[],
): ProviderSettings[] {
  const names = variablesOf(definition);
  const clientId = variables[names.clientId];
  if (clientId === undefined) {
    const others = Object.values(names).filter((name) => variables[name] !== undefined);
    complaints.push(...others.map((name) => `${name} is set without ${names.clientId}; set both or neither`));
    return [];
  }
  const secret = secretOf(definition, variables, complaints);
  const issuer = variables[names.issuer];
  if (issuer !== undefined && (!isEndpoint(issuer) || definition.protocol.kind !== 'oidc'))
    complaints.push(`${names.issuer} must be an https URL, the issuer of an OpenID Connect provider`);
  if (!TENANT.test(variables[names.tenant] ?? ANY_TENANT))
    complaints.push(`${names.tenant} must be the id or a domain of a tenant`);
  const trusted = domains.safeParse(commaSeparated(variables[names.trustedDomains] ?? ''));
  if (!trusted.success) complaints.push(`${names.trustedDomains} must be a comma-separated list of domains`);
  return [
    {
      definition: { ...definition, protocol: protocolOf(definition, variables) },
      clientId,
      secret,
      trustedDomains: trusted.data ?? [],
      appClientIds: commaSeparated(variables[names.appClientIds] ?? ''),
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
  // A file keeps its line breaks; a variable spells them as \n.
  const privateKey = required(names.privateKey).replaceAll('\\n', '\n');
  if (privateKey !== '' && !isSigningKey(privateKey))
    complaints.push(`${names.privateKey} must be a P-256 private key in PEM (PKCS #8)`);
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
