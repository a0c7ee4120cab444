import type { Config } from '../../config/config.js';
import type { NumberedSecret } from '../../config/keys/numbered-secrets.js';
import { deriveKey } from '../../security/keys/derive-key.js';
import { combined } from '../../security/keys/key-management.js';
import type { KeyManagement } from '../../security/keys/key-management.js';
import type { ObserveKms } from '../../security/keys/kms/kms-metrics.js';
import { localKey, localKeyManagement } from '../../security/keys/kms/local-keys.js';
import { vaultClient } from '../../security/keys/kms/vault-client.js';
import { vaultTransit } from '../../security/keys/kms/vault-transit.js';
import type { NamedKey } from '../../security/keys/secrets-in-use.js';

type Settings = Pick<Config, 'keyManagement' | 'passwordPeppers'>;

/** The number of the key that every release derives from `SECRET_KEY`. */
const FIRST = 1;
const VAULT = 'Vault';

/** Opens the key management of the configuration. */
export function openKeyManagement(
  { keyManagement: { vault, wrapsLocally, localSecrets } }: Pick<Config, 'keyManagement'>,
  masterSecret: string,
  observe: ObserveKms,
): KeyManagement {
  const [first, ...others] = withFirst(localSecrets, masterSecret).map(({ number, secret }) =>
    localKeyManagement(secret, number),
  );
  if (first === undefined) throw new RangeError('SECRET_KEY leads to a key-encryption key.');
  if (vault === null) return combined(first, ...others);
  const transit = vaultTransit(vault, vaultClient(vault), observe);
  return wrapsLocally ? combined(first, ...others, transit) : combined(transit, first, ...others);
}

/** Returns the peppers of password hashes. The highest number is for new ones. */
export function peppersOf({ passwordPeppers }: Pick<Config, 'passwordPeppers'>, masterSecret: string) {
  const keys = new Map(
    withFirst(passwordPeppers, masterSecret).map(({ number, secret }) => [number, pepperKey(secret, number)]),
  );
  return { current: Math.max(...keys.keys()), keys };
}

export interface ConfiguredKeys {
  /** All keys that stored data may depend on. */
  readonly all: readonly NamedKey[];
  /** Those that new data depends on. */
  readonly current: readonly NamedKey[];
  /** Those that the data of earlier releases depends on. */
  readonly original: readonly NamedKey[];
}

/** Returns the keys of the configuration by the names under which their use is recorded. */
export function configuredKeys(config: Settings, masterSecret: string): ConfiguredKeys {
  const { vault, wrapsLocally, localSecrets } = config.keyManagement;
  const master = { name: 'SECRET_KEY', key: deriveKey(masterSecret, 'fingerprint') };
  const { current, keys } = peppersOf(config, masterSecret);
  const peppers = [...keys].map(([number, key]) => ({ name: pepperName(number), key }));
  const local = withFirst(localSecrets, masterSecret).map(({ number, secret }) => localOf(secret, number));
  // Vault alone knows its key, so the record says only that it is needed.
  const remote = vault === null ? [] : [{ name: VAULT, key: Buffer.from(VAULT) }];
  return {
    all: [master, ...peppers, ...local, ...remote],
    current: [
      master,
      ...peppers.filter(({ name }) => name === pepperName(current)),
      ...(wrapsLocally ? local.slice(0, 1) : remote),
    ],
    original: [
      master,
      { name: pepperName(FIRST), key: pepperKey(masterSecret, FIRST) },
      localOf(masterSecret, FIRST),
    ],
  };
}

/** Returns the name under which the key-encryption key of a form of wrapped keys is recorded. */
export function nameOfForm(form: string): string {
  return form.startsWith('vault:') ? VAULT : form;
}

/** Tells whether a recorded name is that of a key-encryption key. */
export function isKeyEncryptionKey(name: string): boolean {
  return name === VAULT || name.startsWith('local:');
}

/** Returns the name under which a pepper is recorded. */
export function pepperName(number: number): string {
  return `pepper:${String(number)}`;
}

function localOf(secret: string, number: number): NamedKey {
  return { name: `local:${String(number)}`, key: localKey(secret, number) };
}

function pepperKey(secret: string, number: number): Buffer {
  return deriveKey(secret, `password pepper ${String(number)}`);
}

/** Adds the secret with the number 1, which is `SECRET_KEY` unless the list has another. */
function withFirst(secrets: readonly NumberedSecret[], masterSecret: string): readonly NumberedSecret[] {
  const hasFirst = secrets.some(({ number }) => number === FIRST);
  return hasFirst ? secrets : [...secrets, { number: FIRST, secret: masterSecret }];
}
