import { DomainError } from '../domain-error.js';
import type { ApiKey, Created } from './api-key.js';
import type { ApiKeyLifeEvent, ApiKeyUseEvent } from './events.js';
import type { OrganizationId, UserId } from '../ids.js';
import type { Permission } from '../permissions.js';

/** The key does not exist, is expired or revoked, or is of another organisation. */
export class UnknownApiKey extends DomainError {
  readonly code = 'unknown_api_key';
}

/** The key has a scope that the caller lacks. */
export class ScopeNotHeld extends DomainError {
  readonly code = 'insufficient_scope';
}

/** The stored parts of a new key. The key itself is not stored. */
export interface StoredSecret {
  readonly prefix: string;
  readonly secretHash: string;
}

/** The rights of the caller that manages keys. */
export interface KeyManager {
  readonly scopes: ReadonlySet<Permission>;
  /** The expiry of the caller's own key; null for the service token, which does not expire. */
  readonly expires: Date | null;
  /** The caller, or the owner of its API key; null: there is no person. */
  readonly person: UserId | null;
  /** The organisation whose keys the caller manages; null: the keys of services. */
  readonly organizationId: OrganizationId | null;
}

/**
 * Creates a key with scopes that the caller holds. It does not outlive the caller's own key.
 *
 * @throws ScopeNotHeld
 */
export function createKey(
  key: ApiKey,
  { prefix, secretHash }: StoredSecret,
  { name, scopes, expires }: { name: string; scopes: readonly Permission[]; expires: Date },
  manager: KeyManager,
): ApiKeyLifeEvent[] {
  if (key.status !== 'unknown') return [];
  requireScopes(manager, scopes);
  return [
    {
      type: 'ApiKeyCreated',
      data: {
        name,
        scopes: [...scopes],
        prefix,
        secret_hash: secretHash,
        expires_at: withinLifeOf(manager, expires).toISOString(),
        organization_id: manager.organizationId,
        created_by: manager.person,
      },
    },
  ];
}

/**
 * Replaces the secret and starts the key's lifetime again, within the life of the caller's own key. The previous secret is
 * accepted for the overlap, but not beyond its own expiry.
 *
 * @throws UnknownApiKey, ScopeNotHeld
 */
export function rotateKey(
  key: ApiKey,
  { prefix, secretHash }: StoredSecret,
  overlapMs: number,
  manager: KeyManager,
  now: Date,
): ApiKeyLifeEvent[] {
  const { scopes, expires, lifeMs } = requireManaged(key, manager);
  if (!isUsable(key, now)) throw new UnknownApiKey();
  requireScopes(manager, scopes);
  const previousUntil = Math.min(now.getTime() + overlapMs, expires.getTime());
  return [
    {
      type: 'ApiKeyRotated',
      data: {
        prefix,
        secret_hash: secretHash,
        expires_at: withinLifeOf(manager, new Date(now.getTime() + lifeMs)).toISOString(),
        previous_until: new Date(previousUntil).toISOString(),
      },
    },
  ];
}

/**
 * Revokes a key for good.
 *
 * @param descendants true: the keys that it created too, and the keys that these created; they have no other scopes
 * @throws UnknownApiKey, ScopeNotHeld
 */
export function revokeKey(key: ApiKey, descendants: boolean, manager: KeyManager): ApiKeyLifeEvent[] {
  const { scopes, revokedAt, descendantsRevokedAt } = requireManaged(key, manager);
  requireScopes(manager, scopes);
  const isDone = revokedAt !== null && (!descendants || descendantsRevokedAt !== null);
  return isDone ? [] : [{ type: 'ApiKeyRevoked', data: { descendants } }];
}

export function useKey(keyId: string): ApiKeyUseEvent[] {
  return [{ type: 'ApiKeyUsed', data: { key_id: keyId } }];
}

/** Tells whether a key is neither expired nor revoked. */
export function isUsable(key: ApiKey, now: Date): key is Created {
  return key.status === 'created' && key.revokedAt === null && now < key.expires;
}

/** Tells whether a key is revoked, which nothing can undo. */
export function isRevoked(key: ApiKey): boolean {
  return key.status === 'created' && key.revokedAt !== null;
}

/** Returns the hashes of the secrets that a key accepts now. */
export function acceptedHashes({ secretHash, previous }: Created, now: Date): string[] {
  return previous !== null && now < previous.until ? [secretHash, previous.secretHash] : [secretHash];
}

/**
 * Returns a key of the organisation whose keys the caller manages, or of a service.
 *
 * @throws UnknownApiKey
 */
export function requireManaged(key: ApiKey, { organizationId }: Pick<KeyManager, 'organizationId'>): Created {
  if (key.status !== 'created' || key.organizationId !== organizationId) throw new UnknownApiKey();
  return key;
}

function requireScopes({ scopes }: KeyManager, required: readonly Permission[]): void {
  if (!required.every((scope) => scopes.has(scope))) throw new ScopeNotHeld();
}

/** Returns the earlier of an expiry and that of the caller: a leaked key must not renew itself or make a successor. */
function withinLifeOf({ expires: limit }: KeyManager, expires: Date): Date {
  return limit !== null && limit < expires ? limit : expires;
}
