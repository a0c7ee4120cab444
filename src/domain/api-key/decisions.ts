import { DomainError } from '../domain-error.js';
import type { ApiKey, Created } from './api-key.js';
import type { ApiKeyLifeEvent, ApiKeyUseEvent } from './events.js';
import type { Scope } from './scopes.js';

/** There is no such key, or it does not count any more. */
export class UnknownApiKey extends DomainError {
  readonly code = 'unknown_api_key';
}

/** A key may do more than who wants to hand it out, or to take it away. */
export class ScopeNotHeld extends DomainError {
  readonly code = 'insufficient_scope';
}

/** What is kept of a key that was just made. */
export interface KeptKey {
  readonly prefix: string;
  readonly secretHash: string;
}

/** Nobody hands out more than he holds. */
export function createKey(
  key: ApiKey,
  { prefix, secretHash }: KeptKey,
  { name, scopes, expires }: { name: string; scopes: readonly Scope[]; expires: Date },
  held: ReadonlySet<Scope>,
): ApiKeyLifeEvent[] {
  if (key.status !== 'unknown') return [];
  covers(held, scopes);
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
 * Replaces the secret; the one before still counts for a while, though not beyond its own end. The key then lives as long
 * again as it was made for.
 */
export function rotateKey(
  key: ApiKey,
  { prefix, secretHash }: KeptKey,
  overlapMs: number,
  held: ReadonlySet<Scope>,
  now: Date,
): ApiKeyLifeEvent[] {
  const { scopes, expires, lifeMs } = usable(key, now);
  covers(held, scopes);
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

/** A key is revoked once, for good. */
export function revokeKey(key: ApiKey, held: ReadonlySet<Scope>): ApiKeyLifeEvent[] {
  if (key.status !== 'created') throw new UnknownApiKey();
  covers(held, key.scopes);
  return key.revokedAt === null ? [{ type: 'ApiKeyRevoked', data: {} }] : [];
}

export function useKey(keyId: string): ApiKeyUseEvent[] {
  return [{ type: 'ApiKeyUsed', data: { key_id: keyId } }];
}

/** Whether a key counts. */
export function isUsable(key: ApiKey, now: Date): key is Created {
  return key.status === 'created' && key.revokedAt === null && now < key.expires;
}

/** The hashes of the secrets by which a key is known now. */
export function acceptedHashes({ secretHash, previous }: Created, now: Date): string[] {
  return previous !== null && now < previous.until ? [secretHash, previous.secretHash] : [secretHash];
}

function usable(key: ApiKey, now: Date): Created {
  if (!isUsable(key, now)) throw new UnknownApiKey();
  return key;
}

function covers(held: ReadonlySet<Scope>, asked: readonly Scope[]): void {
  if (!asked.every((scope) => held.has(scope))) throw new ScopeNotHeld();
}
