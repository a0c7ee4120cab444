import { createHmac } from 'node:crypto';
import { deriveKey } from './derive-key.js';

/** Returns a fingerprint of the network and device of a sign-in, which does not reveal them. */
export type LocationFingerprints = (
  accountId: string,
  location: { network: string; device: string },
) => string;

const BYTES = 16;

/** Fingerprints under a key from the master secret. The same location has different fingerprints for different accounts. */
export function locationFingerprints(masterSecret: string): LocationFingerprints {
  const key = deriveKey(masterSecret, 'places');
  return (accountId, { network, device }) =>
    createHmac('sha256', key)
      .update(JSON.stringify([accountId, network, device]))
      .digest()
      .subarray(0, BYTES)
      .toString('base64url');
}
