import { createHmac } from 'node:crypto';
import { claims } from '../../domain/claim/claim.js';
import { claimStreamSchema, nameClaimStreamSchema } from '../../domain/ids.js';
import { nameClaims } from '../../domain/organization/name-claim.js';
import type { ClaimStream, NameClaimStream } from '../../domain/ids.js';
import { emailIdentity } from '../../domain/user/email-address.js';
import type { EmailAddress } from '../../domain/user/email-address.js';
import { deriveKey } from './derive-key.js';

/** Number of the current pepper, which is part of every claim name. */
const PEPPER = 1;

/** Returns the name of the claim stream of an address, which does not reveal the address. */
export type EmailClaimStream = (address: EmailAddress) => ClaimStream;

/** Returns the name of the claim stream of a federated identity, which does not reveal the identity. */
export type IdentityClaimStream = (identity: {
  readonly issuer: string;
  readonly subject: string;
}) => ClaimStream;

/** Returns the name of the claim stream of an organisation's slug, which does not reveal the slug. */
export type SlugClaimStream = (slug: string) => NameClaimStream;

/** Returns the name of the claim stream of an organisation's domain, which does not reveal the domain. */
export type DomainClaimStream = (domain: string) => NameClaimStream;

/** Returns the name of the claim stream of a WebAuthn credential, which does not reveal the credential. */
export type CredentialClaimStream = (credentialId: string) => ClaimStream;

/**
 * Names claim streams of addresses by an HMAC under a pepper from the master secret. Without the secret a reader of the
 * log cannot test which addresses it contains.
 */
export function emailClaimStreams(masterSecret: string): EmailClaimStream {
  const name = claimNames(masterSecret);
  return (address) => name(`email|${emailIdentity(address)}`);
}

/** Names claim streams of identities. Issuer and subject are compared exactly (OpenID Connect Core §5.7). */
export function identityClaimStreams(masterSecret: string): IdentityClaimStream {
  const name = claimNames(masterSecret);
  return ({ issuer, subject }) => name(`identity|${JSON.stringify([issuer, subject])}`);
}

/** Names claim streams of WebAuthn credentials. An id belongs to one account only (WebAuthn Level 3 §7.1 step 26). */
export function credentialClaimStreams(masterSecret: string): CredentialClaimStream {
  const name = claimNames(masterSecret);
  return (credentialId) => name(`credential|${credentialId}`);
}

/** Names claim streams of the slugs of organisations. */
export function slugClaimStreams(masterSecret: string): SlugClaimStream {
  const fingerprint = fingerprints(masterSecret);
  return (slug) => nameClaimStreamSchema.parse(nameClaims.stream(fingerprint(`slug|${slug}`)));
}

/** Names claim streams of the domains of organisations. */
export function domainClaimStreams(masterSecret: string): DomainClaimStream {
  const fingerprint = fingerprints(masterSecret);
  return (domain) => nameClaimStreamSchema.parse(nameClaims.stream(fingerprint(`domain|${domain}`)));
}

function claimNames(masterSecret: string): (value: string) => ClaimStream {
  const fingerprint = fingerprints(masterSecret);
  return (value) => claimStreamSchema.parse(claims.stream(fingerprint(value)));
}

/** Returns a function that names values by the number of the pepper and an HMAC under it. */
function fingerprints(masterSecret: string): (value: string) => string {
  const pepper = deriveKey(masterSecret, `claim pepper ${String(PEPPER)}`);
  return (value) => {
    const fingerprint = createHmac('sha256', pepper).update(value).digest('base64url');
    return `${String(PEPPER)}.${fingerprint}`;
  };
}
