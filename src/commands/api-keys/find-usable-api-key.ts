import type { ApiKey, Created } from '../../domain/api-key/api-key.js';
import { acceptedHashes, isUsable } from '../../domain/api-key/decisions.js';
import { ownerOf, within } from '../../domain/api-key/owner.js';
import { revocationTime } from '../../domain/api-key/revocation.js';
import type { UserId } from '../../domain/ids.js';
import { isSameHash, readApiKey } from '../../security/tokens/api-keys.js';

/** Source of API keys by id: the log, or a cache that follows the log. */
export interface ApiKeyLookup {
  find(keyId: string): Promise<ApiKey>;
}

/** Usable key, with the scopes that its person still has. */
export interface UsableApiKey extends Created {
  /** The person at the beginning of the key; null: there is none. */
  readonly person: UserId | null;
}

/** Finds the permissions of a person. */
export type PermissionLookup = (userId: UserId) => Promise<ReadonlySet<string>>;

/**
 * Finds the API key that a token is a secret of. A key of a person has the scopes that the person still has.
 *
 * @returns null if the token is malformed, its secret is wrong or replaced, or the key is revoked or expired
 */
export async function findUsableApiKey(
  apiKeys: ApiKeyLookup,
  permissionsOf: PermissionLookup,
  token: string,
  now: Date,
): Promise<UsableApiKey | null> {
  const parsed = readApiKey(token);
  if (parsed === null) return null;
  const key = await apiKeys.find(parsed.keyId);
  if (!isUsable(key, now)) return null;
  if (!acceptedHashes(key, now).some((hash) => isSameHash(parsed.secretHash, hash))) return null;
  return await unlessRevoked(key, apiKeys, permissionsOf);
}

/**
 * Finds an API key that is neither expired nor revoked. A key of a person has the scopes that the person still has.
 */
export async function findApiKeyById(
  apiKeys: ApiKeyLookup,
  permissionsOf: PermissionLookup,
  id: string,
  now: Date,
): Promise<UsableApiKey | null> {
  const key = await apiKeys.find(id);
  return isUsable(key, now) ? await unlessRevoked(key, apiKeys, permissionsOf) : null;
}

async function unlessRevoked(
  key: Created,
  apiKeys: ApiKeyLookup,
  permissionsOf: PermissionLookup,
): Promise<UsableApiKey | null> {
  const find = (id: string) => apiKeys.find(id);
  if ((await revocationTime(key, find)) !== null) return null;
  const person = await ownerOf(key, find);
  if (person === 'unknown') return null;
  return { ...(person === null ? key : within(key, await permissionsOf(person))), person };
}
