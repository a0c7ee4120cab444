import { keyring } from '../../../src/domain/signing-key/keyring.js';
import { loadState } from '../../../src/eventstore/load-state.js';
import { openKeyPair } from '../../../src/security/tokens/signing-keys.js';
import type { SigningKey } from '../../../src/security/tokens/signing-keys.js';
import type { TestStores } from '../stores/stores.js';
import { openUserLog } from './user-log.js';

/** The newest key of a service, private half and all, as who has both its stores and its secret can read it. */
export async function stolenSigningKey({ databaseUrl, openLog }: TestStores): Promise<SigningKey> {
  const log = await openUserLog(databaseUrl, { migrate: false, openLog });
  const key = (await loadState(log, keyring)).at(-1);
  await log.close();
  if (key === undefined) throw new Error('There is no key in the log.');
  return openKeyPair(key);
}
