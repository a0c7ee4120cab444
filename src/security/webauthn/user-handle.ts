import { createHmac } from 'node:crypto';
import type { UserId } from '../../domain/ids.js';
import { deriveKey } from '../keys/derive-key.js';

/** Returns the handle that authenticators store with the credentials of an account, in base64url. */
export type UserHandles = (userId: UserId) => string;

/**
 * Derives user handles, 32 bytes. Authenticators show a handle to anyone who holds them, so it reveals neither the address
 * nor the id of the account (WebAuthn Level 3 §14.6.1).
 */
export function userHandles(masterSecret: string): UserHandles {
  const key = deriveKey(masterSecret, 'webauthn user handles');
  return (userId) => createHmac('sha256', key).update(userId).digest('base64url');
}
