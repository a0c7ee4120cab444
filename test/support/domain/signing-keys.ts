import { keyring } from '../../../src/domain/signing-key/keyring.js';
import { loadState } from '../../../src/eventstore/folding/load-state.js';
import { openKeyPair } from '../../../src/security/tokens/signing-keys.js';
import type { SigningKey } from '../../../src/security/tokens/signing-keys.js';
import type { TestStores } from '../stores/stores.js';
import { openUserLog } from './user-log.js';

/** The newest signing key of a service with its private key, as an attacker with its stores and its secret reads it. */
export async function stolenSigningKey({ databaseUrl, openLog }: TestStores): Promise<SigningKey> {
  const log = await openUserLog(databaseUrl, { migrate: false, openLog });
  const key = (await loadState(log, keyring)).at(-1);
  await log.close();
  if (key === undefined) throw new Error('The log contains no key.');
  return openKeyPair(key);
}
