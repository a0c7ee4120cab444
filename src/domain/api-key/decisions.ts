import { DomainError } from '../domain-error.js';
import type { ApiKey, Created } from './api-key.js';
import type { ApiKeyLifeEvent, ApiKeyUseEvent } from './events.js';
import type { Scope } from './scopes.js';

/** The key does not exist, or is expired or revoked. */
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

/**
 * Creates a key with scopes that the caller holds.
 *
 * @param held the caller's scopes
 * @throws ScopeNotHeld
 */
export function createKey(
  key: ApiKey,
  { prefix, secretHash }: StoredSecret,
  { name, scopes, expires }: { name: string; scopes: readonly Scope[]; expires: Date },
  held: ReadonlySet<Scope>,
): ApiKeyLifeEvent[] {
  if (key.status !== 'unknown') return [];
  requireScopes(held, scopes);
  return [
    {
      type: 'ApiKeyCreated',
      data: {
        name,
        scopes: [...scopes],
        prefix,
        secret_hash: secretHash,
        expires_at: expires.toISOString(),
      },
    },
  ];
}

/**
 * Replaces the secret and starts the key's lifetime again. The previous secret is accepted for the overlap, but not beyond
 * its own expiry.
 *
 * @throws UnknownApiKey, ScopeNotHeld
 */
export function rotateKey(
  key: ApiKey,
  { prefix, secretHash }: StoredSecret,
  overlapMs: number,
  held: ReadonlySet<Scope>,
  now: Date,
): ApiKeyLifeEvent[] {
  const { scopes, expires, lifeMs } = requireUsable(key, now);
  requireScopes(held, scopes);
  const previousUntil = Math.min(now.getTime() + overlapMs, expires.getTime());
  return [
    {
      type: 'ApiKeyRotated',
      data: {
        prefix,
        secret_hash: secretHash,
        expires_at: new Date(now.getTime() + lifeMs).toISOString(),
        previous_until: new Date(previousUntil).toISOString(),
      },
    },
  ];
}

/**
 * Revokes a key for good.
 *
 * @throws UnknownApiKey, ScopeNotHeld
 */
export function revokeKey(key: ApiKey, held: ReadonlySet<Scope>): ApiKeyLifeEvent[] {
  if (key.status !== 'created') throw new UnknownApiKey();
  requireScopes(held, key.scopes);
  return key.revokedAt === null ? [{ type: 'ApiKeyRevoked', data: {} }] : [];
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

function requireUsable(key: ApiKey, now: Date): Created {
  if (!isUsable(key, now)) throw new UnknownApiKey();
  return key;
}

function requireScopes(held: ReadonlySet<Scope>, required: readonly Scope[]): void {
  if (!required.every((scope) => held.has(scope))) throw new ScopeNotHeld();
}
