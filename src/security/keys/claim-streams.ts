import { createHmac } from 'node:crypto';
import { claims } from '../../domain/claim/claim.js';
import { claimStreamSchema } from '../../domain/ids.js';
import type { ClaimStream } from '../../domain/ids.js';
import { emailIdentity } from '../../domain/user/email-address.js';
import type { EmailAddress } from '../../domain/user/email-address.js';
import { deriveKey } from './derive-key.js';

/** The pepper that new claims are made under. Its number is part of every claim's name. */
const PEPPER = 1;

/** Names the stream that owns an address, without telling the address. */
export type EmailClaimStream = (address: EmailAddress) => ClaimStream;

/** Names the stream that owns whom an identity provider knows somebody as, without telling that. */
export type IdentityClaimStream = (identity: {
  readonly issuer: string;
  readonly subject: string;
}) => ClaimStream;

/**
 * Claim names under a pepper derived from the master secret: who has the log but not the secret
 * cannot test which addresses are in it.
 */
export function emailClaimStreams(masterSecret: string): EmailClaimStream {
  const name = namer(masterSecret);
  return (address) => name(`email|${emailIdentity(address)}`);
}

/** The same for identities. Of an issuer and a subject each is compared exactly (OpenID Connect Core §5.7). */
export function identityClaimStreams(masterSecret: string): IdentityClaimStream {
  const name = namer(masterSecret);
  return ({ issuer, subject }) => name(`identity|${JSON.stringify([issuer, subject])}`);
}

function namer(masterSecret: string): (value: string) => ClaimStream {
  const pepper = deriveKey(masterSecret, `claim pepper ${String(PEPPER)}`);
  return (value) => {
    const fingerprint = createHmac('sha256', pepper).update(value).digest('base64url');
    return claimStreamSchema.parse(claims.stream(`${String(PEPPER)}.${fingerprint}`));
  };
}
