import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { parse as uuidBytes, stringify as uuidText } from 'uuid';
import { deriveKey } from '../keys/derive-key.js';

/** A key that was just made: the only time that it is there as a whole. */
export interface NewApiKey {
  readonly key: string;
  /** How it begins: enough to tell keys apart, and of no other use. */
  readonly prefix: string;
  readonly secretHash: string;
}

/**
 * `crd_` and then, in base64url, `key id ‖ secret`: 68 characters that a scanner for leaked secrets can recognise.
 * The secret is 32 bytes, of which the SHA-256 is kept: what is as random as that needs no slow hash.
 */
export interface ApiKeys {
  /** The same for the same command, so that an answer that was lost can be given again. */
  make(keyId: string, commandId: string): NewApiKey;
}

const PREFIX = 'crd_';
const ID_BYTES = 16;
const SECRET_BYTES = 32;
const LENGTH = PREFIX.length + ((ID_BYTES + SECRET_BYTES) * 4) / 3;
const SHOWN = PREFIX.length + 8;

export function apiKeys(masterSecret: string): ApiKeys {
  const derive = deriveKey(masterSecret, 'api keys');
  return {
    make(keyId, commandId) {
      const secret = createHmac('sha256', derive).update(`${keyId}|${commandId}`).digest();
      const key = PREFIX + Buffer.concat([uuidBytes(keyId), secret]).toString('base64url');
      return { key, prefix: key.slice(0, SHOWN), secretHash: hashOf(secret) };
    },
  };
}

/** What a key says: whose it is, and the hash of its secret. Null for what has not the form of a key. */
export function readApiKey(key: string): { keyId: string; secretHash: string } | null {
  if (key.length !== LENGTH || !key.startsWith(PREFIX)) return null;
  const bytes = Buffer.from(key.slice(PREFIX.length), 'base64url');
  if (bytes.length !== ID_BYTES + SECRET_BYTES) return null;
  try {
    return { keyId: uuidText(bytes), secretHash: hashOf(bytes.subarray(ID_BYTES)) };
  } catch {
    return null;
  }
}

/** Compared in constant time. */
export function isSameHash(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function hashOf(secret: Buffer): string {
  return createHash('sha256').update(secret).digest('base64url');
}
