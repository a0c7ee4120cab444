import { createHmac } from 'node:crypto';
import { emailIdentity } from '../domain/user/email-address.js';
import { deriveKey } from './derive.js';

/** The pepper that new claims are made under. Its number is part of every claim's name. */
const PEPPER = 1;

/** Names the stream that owns an address, without telling the address. */
export type ClaimNames = (address: string) => string;

/**
 * Claim names under a pepper derived from the master secret: who has the log but not the secret
 * cannot test which addresses are in it.
 */
export function claimNames(masterSecret: string): ClaimNames {
  const pepper = deriveKey(masterSecret, `claim pepper ${String(PEPPER)}`);
  return (address) => {
    const fingerprint = createHmac('sha256', pepper)
      .update(`email|${emailIdentity(address)}`)
      .digest('base64url');
    return `claim-${String(PEPPER)}.${fingerprint}`;
  };
}
