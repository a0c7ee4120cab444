import type { ApiKey, Created } from '../../domain/api-key/api-key.js';
import { acceptedHashes, isUsable } from '../../domain/api-key/decisions.js';
import { ownerOf, within } from '../../domain/api-key/owner.js';
import { revocationTime } from '../../domain/api-key/revocation.js';
import type { OrganizationId, UserId } from '../../domain/ids.js';
import { isActive, permissionsIn } from '../../domain/organization/access.js';
import type { MemberFacts } from '../../domain/organization/access.js';
import type { MemberIds } from '../../domain/organization/membership.js';
import type { Organization } from '../../domain/organization/organization.js';
import type { Authority } from '../../domain/roles/escalation.js';
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

/** Source of the state that limits the scopes of keys: the log, or caches that follow the log. */
export interface PermissionLookup {
  /** Finds the permissions of a person by roles of the service. */
  readonly permissionsOf: (userId: UserId) => Promise<ReadonlySet<string>>;
  readonly findOrganization: (id: OrganizationId) => Promise<Organization>;
  readonly findMember: (ids: MemberIds) => Promise<MemberFacts>;
}

/**
 * Finds the API key that a token is a secret of. A key of a person has the scopes that the person still has.
 *
 * @returns null if the token is malformed, its secret is wrong or replaced, or the key is revoked or expired. A key of an
 *   organisation is null too while it has no scope left
 */
export async function findUsableApiKey(
  apiKeys: ApiKeyLookup,
  permissions: PermissionLookup,
  token: string,
  now: Date,
): Promise<UsableApiKey | null> {
  const parsed = readApiKey(token);
  if (parsed === null) return null;
  const key = await apiKeys.find(parsed.keyId);
  if (!isUsable(key, now)) return null;
  if (!acceptedHashes(key, now).some((hash) => isSameHash(parsed.secretHash, hash))) return null;
  return await unlessRevoked(key, apiKeys, permissions);
}

/**
 * Finds an API key that is neither expired nor revoked. A key of a person has the scopes that the person still has.
 */
export async function findApiKeyById(
  apiKeys: ApiKeyLookup,
  permissions: PermissionLookup,
  id: string,
  now: Date,
): Promise<UsableApiKey | null> {
  const key = await apiKeys.find(id);
  return isUsable(key, now) ? await unlessRevoked(key, apiKeys, permissions) : null;
}

async function unlessRevoked(
  key: Created,
  apiKeys: ApiKeyLookup,
  permissions: PermissionLookup,
): Promise<UsableApiKey | null> {
  const find = (id: string) => apiKeys.find(id);
  if ((await revocationTime(key, find)) !== null) return null;
  const person = await ownerOf(key, find);
  if (person === 'unknown') return null;
  const limit = await limitOf(key, person, permissions);
  const usable = limit === 'everything' ? key : within(key, limit);
  if (usable.organizationId !== null && usable.scopes.length === 0) return null;
  return { ...usable, person };
}

/**
 * Returns the permissions that a key can have at most: those that its person has now, in the organisation of the key or in the
 * service. A key without a person keeps its scopes. An organisation that is suspended or deleted admits no key.
 */
async function limitOf(
  { organizationId }: Created,
  person: UserId | null,
  { permissionsOf, findOrganization, findMember }: PermissionLookup,
): Promise<Authority> {
  if (organizationId === null) return person === null ? 'everything' : await permissionsOf(person);
  if (!isActive(await findOrganization(organizationId))) return new Set();
  if (person === null) return 'everything';
  return permissionsIn(await findMember({ organizationId, userId: person }));
}
