import type { RelyingParty } from './encoding/client-data.js';
import type { CreationOptions, RequestOptions } from './option-schemas.js';
import { ALGORITHMS } from './encoding/public-key.js';

/** The time that a browser gives a person. */
const TIMEOUT_MS = 300_000;

export interface CredentialDescriptor {
  readonly credentialId: string;
  readonly transports: readonly string[];
}

export interface NewCredential {
  readonly kind: 'passkey' | 'security_key';
  readonly challenge: string;
  readonly relyingParty: RelyingParty;
  readonly user: { readonly handle: string; readonly name: string };
  /** `direct` asks for the certificate of the maker, which browsers leave out otherwise. */
  readonly attestation: CreationOptions['attestation'];
  /** The credentials that the account has, of both kinds: an authenticator that holds one declines. */
  readonly existing: readonly CredentialDescriptor[];
}

/**
 * Returns the options for `navigator.credentials.create()` (WebAuthn Level 3 §5.4). A passkey is found without a username
 * and verifies the person. A security key does neither: it is the second of two proofs, and its storage is small.
 */
export function creationOptions(wanted: NewCredential): CreationOptions {
  const isPasskey = wanted.kind === 'passkey';
  return {
    challenge: wanted.challenge,
    rp: { id: wanted.relyingParty.id, name: wanted.relyingParty.id },
    user: { id: wanted.user.handle, name: wanted.user.name, displayName: wanted.user.name },
    pubKeyCredParams: ALGORITHMS.map((alg) => ({ alg, type: 'public-key' })),
    timeout: TIMEOUT_MS,
    attestation: wanted.attestation,
    excludeCredentials: wanted.existing.map(descriptor),
    authenticatorSelection: {
      ...(!isPasskey && { authenticatorAttachment: 'cross-platform' }),
      residentKey: isPasskey ? 'required' : 'discouraged',
      requireResidentKey: isPasskey,
      userVerification: isPasskey ? 'required' : 'discouraged',
    },
    hints: isPasskey ? [] : ['security-key'],
    extensions: { credProps: true },
  };
}

export interface WantedAssertion {
  readonly challenge: string;
  readonly relyingParty: RelyingParty;
  readonly userVerification: 'required' | 'discouraged';
  /** The credentials that can answer, or none if the person chooses among the passkeys of the device. */
  readonly allowed: readonly CredentialDescriptor[];
}

/** Returns the options for `navigator.credentials.get()` (WebAuthn Level 3 §5.5). */
export function requestOptions(wanted: WantedAssertion): RequestOptions {
  return {
    challenge: wanted.challenge,
    rpId: wanted.relyingParty.id,
    timeout: TIMEOUT_MS,
    userVerification: wanted.userVerification,
    allowCredentials: wanted.allowed.map(descriptor),
  };
}

function descriptor({ credentialId, transports }: CredentialDescriptor) {
  return { id: credentialId, type: 'public-key' as const, transports: [...transports] };
}
