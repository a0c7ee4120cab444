import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { parse as uuidBytes, stringify as uuidText } from 'uuid';
import { deriveKey } from '../keys/derive-key.js';

/** A new API key. Only its creation returns the whole key. */
export interface NewApiKey {
  readonly key: string;
  /** First characters, which identify the key to people. */
  readonly prefix: string;
  readonly secretHash: string;
}

/**
 * API keys have the form `crd_` plus base64url of `key id ‖ secret`, 68 characters that secret scanners recognise. The
 * service stores the SHA-256 of the 32-byte secret; a random secret needs no slow hash.
 */
export interface ApiKeys {
  /** Returns the same key for the same command, so that a retry after a lost response returns it again. */
  make(keyId: string, commandId: string): NewApiKey;
}

const PREFIX = 'crd_';
const ID_BYTES = 16;
const SECRET_BYTES = 32;
const LENGTH = PREFIX.length + ((ID_BYTES + SECRET_BYTES) * 4) / 3;
const PREFIX_LENGTH = PREFIX.length + 8;

export function apiKeys(masterSecret: string): ApiKeys {
  const derive = deriveKey(masterSecret, 'api keys');
  return {
    make(keyId, commandId) {
      const secret = createHmac('sha256', derive).update(`${keyId}|${commandId}`).digest();
      const key = PREFIX + Buffer.concat([uuidBytes(keyId), secret]).toString('base64url');
      return { key, prefix: key.slice(0, PREFIX_LENGTH), secretHash: hashOf(secret) };
    },
  };
}

/** Returns the id and secret hash of an API key, or null for text of another form. */
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

/** Compares two hashes in constant time. */
export function isSameHash(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function hashOf(secret: Buffer): string {
  return createHash('sha256').update(secret).digest('base64url');
}
