import { createHmac } from 'node:crypto';
import { deriveKey } from './derive-key.js';

/** Names a place from which one account was used, without telling what it is made of. */
export type LocationFingerprints = (accountId: string, place: { network: string; device: string }) => string;

const BYTES = 16;

/** Names under a key derived from the master secret: of another account, the same place has another name. */
export function locationFingerprints(masterSecret: string): LocationFingerprints {
  const key = deriveKey(masterSecret, 'places');
  return (accountId, { network, device }) =>
    createHmac('sha256', key)
      .update(JSON.stringify([accountId, network, device]))
      .digest()
      .subarray(0, BYTES)
      .toString('base64url');
}
