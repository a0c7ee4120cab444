import { z } from 'zod';
import type { VaultLogin, VaultSettings } from '../../security/keys/kms/vault-settings.js';
import type { Rule } from '../parsing/rule.js';
import { commaSeparated, isLoopback } from '../parsing/values.js';
import { numberedSecrets } from './numbered-secrets.js';
import type { NumberedSecret } from './numbered-secrets.js';

const LOCAL = 'local';
const VAULT = /^vault\+(?<url>https?:\/\/[^\s/?#@]+)\/(?<mount>[\w./-]+)\/(?<key>[\w.-]+)$/;

/** A Transit key by the place of its server, or `local`. */
type KeyPlace = Pick<VaultSettings, 'origin' | 'mount' | 'keyName'> | typeof LOCAL;

const kmsUrl = z.string().transform((list, context): readonly KeyPlace[] => {
  const places = commaSeparated(list).map(keyPlaceOf);
  const isValid = places.length > 0 && new Set(places.map((place) => place === LOCAL)).size === places.length;
  if (isValid && !places.includes(null)) return places.filter((place) => place !== null);
  context.addIssue({
    code: 'custom',
    message:
      'must be local, a URL such as vault+https://vault.example.com:8200/transit/credence, or both with a comma; ' +
      'http only on this machine',
  });
  return z.NEVER;
});

export const keyManagementVariables = {
  KMS_URL: kmsUrl
    .optional()
    .describe('Place of the key that wraps data keys: local, or a Transit key of Vault; the first wraps'),
  KEY_ENCRYPTION_KEYS: numberedSecrets
    .optional()
    .describe('Numbered secrets of local key-encryption keys; the first wraps, SECRET_KEY has the number 1'),
  PASSWORD_PEPPERS: numberedSecrets
    .optional()
    .describe(
      'Numbered secrets of password hashes; the highest is for new ones, SECRET_KEY has the number 1',
    ),
  VAULT_TOKEN: z.string().min(1).optional().describe('Token of Vault'),
  VAULT_TOKEN_FILE: z
    .string()
    .optional()
    .describe('File with a token of Vault that an agent renews, instead of VAULT_TOKEN'),
  VAULT_ROLE_ID: z.string().min(1).optional().describe('AppRole of this service, instead of a token'),
  VAULT_SECRET_ID: z.string().min(1).optional().describe('Secret of the AppRole'),
  VAULT_NAMESPACE: z.string().min(1).optional().describe('Namespace of Vault Enterprise and HCP'),
};

type Environment = z.output<z.ZodObject<typeof keyManagementVariables>>;

export interface KeyManagementSettings {
  readonly keyManagement: {
    /** The Transit key that wraps data keys or has wrapped them, or null. */
    readonly vault: VaultSettings | null;
    /** True if new data keys are wrapped locally. */
    readonly wrapsLocally: boolean;
    /** Secrets of local key-encryption keys. The first one wraps. */
    readonly localSecrets: readonly NumberedSecret[];
  };
  /** Secrets of password hashes. The highest number is for new hashes. */
  readonly passwordPeppers: readonly NumberedSecret[];
}

export function keyManagementSettings(env: Environment): KeyManagementSettings {
  const places = env.KMS_URL ?? [LOCAL];
  const place = places.find((candidate) => candidate !== LOCAL);
  const login = loginsOf(env)[0] ?? null;
  const vault =
    place === undefined || login === null
      ? null
      : { ...place, namespace: env.VAULT_NAMESPACE ?? null, login };
  return {
    keyManagement: {
      vault,
      wrapsLocally: places[0] === LOCAL,
      localSecrets: env.KEY_ENCRYPTION_KEYS ?? [],
    },
    passwordPeppers: env.PASSWORD_PEPPERS ?? [],
  };
}

export function keyManagementRules(env: Environment): Rule[] {
  const usesVault = env.KMS_URL?.some((place) => place !== LOCAL) === true;
  return [
    [
      usesVault && loginsOf(env).length !== 1,
      'KMS_URL needs one of VAULT_TOKEN, VAULT_TOKEN_FILE, and VAULT_ROLE_ID with VAULT_SECRET_ID',
    ],
  ];
}

function loginsOf(env: Environment): VaultLogin[] {
  const {
    VAULT_TOKEN: token,
    VAULT_TOKEN_FILE: path,
    VAULT_ROLE_ID: roleId,
    VAULT_SECRET_ID: secretId,
  } = env;
  return [
    ...(token === undefined ? [] : [{ kind: 'token', token } as const]),
    ...(path === undefined ? [] : [{ kind: 'token file', path } as const]),
    ...(roleId === undefined || secretId === undefined
      ? []
      : [{ kind: 'approle', roleId, secretId } as const]),
  ];
}

/** Data keys cross the network to Vault, so the connection is encrypted unless it stays on this machine. */
function keyPlaceOf(text: string): KeyPlace | null {
  if (text === LOCAL) return LOCAL;
  const { url, mount, key } = VAULT.exec(text)?.groups ?? {};
  if (url === undefined || mount === undefined || key === undefined || !URL.canParse(url)) return null;
  const { protocol, hostname, origin } = new URL(url);
  return protocol === 'https:' || isLoopback(hostname) ? { origin, mount, keyName: key } : null;
}
