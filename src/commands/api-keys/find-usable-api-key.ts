import type { ApiKey, Created } from '../../domain/api-key/api-key.js';
import { acceptedHashes, isUsable } from '../../domain/api-key/decisions.js';
import { revocationTime } from '../../domain/api-key/revocation.js';
import { isSameHash, readApiKey } from '../../security/tokens/api-keys.js';

/** Source of API keys by id: the log, or a cache that follows the log. */
export interface ApiKeyLookup {
  find(keyId: string): Promise<ApiKey>;
}

/**
 * Finds the API key that a token is a secret of.
 *
 * @returns null if the token is malformed, its secret is wrong or replaced, or the key is revoked or expired
 */
export async function findUsableApiKey(
  apiKeys: ApiKeyLookup,
  token: string,
  now: Date,
): Promise<Created | null> {
  const parsed = readApiKey(token);
  if (parsed === null) return null;
  const key = await apiKeys.find(parsed.keyId);
  if (!isUsable(key, now)) return null;
  if (!acceptedHashes(key, now).some((hash) => isSameHash(parsed.secretHash, hash))) return null;
  return (await revocationTime(key, (id) => apiKeys.find(id))) === null ? key : null;
}
