import type { Pool } from 'pg';
import type { Config } from '../../config/config.js';
import { InvalidConfiguration } from '../../config/invalid-configuration.js';
import { KeyManagementDenied, KeyManagementUnavailable } from '../../security/keys/key-management.js';
import type { KeyManagement } from '../../security/keys/key-management.js';
import { findMissing, isUnrecorded, recordInUse } from '../../security/keys/secrets-in-use.js';
import type { MissingKey, NamedKey } from '../../security/keys/secrets-in-use.js';
import { hasSubjects, keysAreReadable } from '../../security/keys/subject-keys.js';
import { CERTIFICATE_FAILURE, failureText } from '../start/failure-text.js';
import { StartRefused } from '../start/start-refused.js';
import { configuredKeys } from './configured-keys.js';

const OTHER_SECRET = 'SECRET_KEY is not the one that this database was made with';

/**
 * Checks that the configuration has every key that stored data depends on, and records those that new data will use.
 *
 * Under another master secret no personal data decrypts, and claims get other names: one address could get two accounts.
 * Without a pepper, correct passwords would be rejected.
 *
 * @throws InvalidConfiguration a key is missing, or is another
 * @throws KeyManagementUnavailable
 */
export async function requireKeys(
  pool: Pool,
  management: KeyManagement,
  config: Config,
  masterSecret: string,
): Promise<void> {
  const keys = configuredKeys(config, masterSecret);
  if (await isUnrecorded(pool)) {
    const original = await originalKeys(pool, management, keys.original);
    await recordInUse(pool, original);
  }
  await requireRecorded(pool, keys.all);
  await recordInUse(pool, keys.current);
  if (!(await keysAreReadable(pool, management))) throw new InvalidConfiguration(OTHER_SECRET);
}

/**
 * Checks that the configuration has the recorded keys.
 *
 * @throws InvalidConfiguration
 */
export async function requireRecorded(pool: Pool, configured: readonly NamedKey[]): Promise<void> {
  const missing = await findMissing(pool, configured);
  const complaints = new Set(missing.map(complaintOf));
  // Keys that are derived from the master secret are other ones as well, which says nothing new.
  if (complaints.has(OTHER_SECRET)) throw new InvalidConfiguration(OTHER_SECRET);
  if (complaints.size > 0) throw new InvalidConfiguration([...complaints].join('; '));
}

/** Returns the keys that a database of an earlier release depends on. A new one depends on none. */
async function originalKeys(
  pool: Pool,
  management: KeyManagement,
  original: readonly NamedKey[],
): Promise<readonly NamedKey[]> {
  if (!(await hasSubjects(pool))) return [];
  if (!(await keysAreReadable(pool, management))) throw new InvalidConfiguration(OTHER_SECRET);
  return original;
}

const LISTS = { pepper: 'PASSWORD_PEPPERS', local: 'KEY_ENCRYPTION_KEYS' } as const;

/** Returns one line for the operator. */
function complaintOf({ name, isOther }: MissingKey): string {
  const [kind = '', number = ''] = name.split(':');
  if (kind === 'Vault')
    return 'KMS_URL lacks the Vault that wraps data keys; `credence keys rewrap` replaces it';
  if (kind !== 'pepper' && kind !== 'local') return OTHER_SECRET;
  const fault = isOther ? 'has another secret with' : 'lacks the secret with';
  const use = kind === 'pepper' ? 'passwords are hashed with it' : 'it wraps data keys';
  return `${LISTS[kind]} ${fault} the number ${number}, and ${use}`;
}

/** Reports whether another attempt may succeed without a change of the configuration. */
export function isKeyManagementOutage(error: unknown): boolean {
  return error instanceof KeyManagementUnavailable && !CERTIFICATE_FAILURE.test(failureText(error));
}

/** Translates a failure of the key management service into one line for the operator. Returns unknown errors unchanged. */
export function keyManagementRefusal(error: unknown): unknown {
  if (error instanceof KeyManagementDenied)
    return new StartRefused(`KMS_URL cannot be used: ${error.message}`, { cause: error });
  if (!(error instanceof KeyManagementUnavailable)) return error;
  const remedy = CERTIFICATE_FAILURE.test(failureText(error))
    ? 'names a server whose certificate cannot be verified; set NODE_EXTRA_CA_CERTS, or correct the host name'
    : 'names a server that does not answer; start and unseal Vault, or correct the host and the port';
  return new StartRefused(`KMS_URL ${remedy}`, { cause: error });
}
