import { parseAuthenticatorData } from './encoding/authenticator-data.js';
import { decodeBase64url } from './encoding/base64url.js';
import { checkClientData } from './encoding/client-data.js';
import type { RelyingParty } from './encoding/client-data.js';
import type { AssertionCredential } from './encoding/credential-schemas.js';
import { refusing, WebAuthnRefused } from './refusal.js';

/** The parts of a stored credential that judge its assertions. All bytes are in base64url. */
export interface StoredCredential {
  readonly credentialId: string;
  readonly publicKey: string;
  readonly userHandle: string;
  readonly backupEligible: boolean;
}

export interface ExpectedAssertion {
  readonly relyingParty: RelyingParty;
  readonly acceptsChallenge: (challenge: string) => boolean;
  readonly requireUserVerification: boolean;
  /** True where the answer itself names the account. Otherwise a missing handle is accepted, a wrong one never. */
  readonly requireUserHandle: boolean;
  readonly stored: StoredCredential;
}

/** A verified use of a credential. */
export interface Assertion {
  readonly challenge: string;
  /** Not compared with earlier ones here: a low counter is a signal, and only after the signature is verified. */
  readonly signCount: number;
  readonly userVerified: boolean;
  readonly backedUp: boolean;
}

/**
 * Verifies the answer to a sign-in (WebAuthn Level 3 §7.2). The checks before the library are those that it leaves to its
 * caller.
 *
 * @throws WebAuthnRefused
 */
export async function verifyAssertion(
  credential: AssertionCredential,
  expected: ExpectedAssertion,
): Promise<Assertion> {
  const { relyingParty, acceptsChallenge, stored } = expected;
  const { clientDataJSON, authenticatorData, signature, userHandle } = credential.response;
  if (credential.id !== stored.credentialId) throw new WebAuthnRefused('credential_id');
  requireHandle(userHandle, expected);
  const type = 'webauthn.get';
  const challenge = checkClientData(clientDataJSON, { type, relyingParty, acceptsChallenge });
  decodeBase64url(signature);
  const data = await refusing('authenticator_data', () =>
    parseAuthenticatorData(decodeBase64url(authenticatorData)),
  );
  if (data.attested !== null) throw new WebAuthnRefused('authenticator_data');
  if (data.backupEligible !== stored.backupEligible) throw new WebAuthnRefused('backup_flags');

  const { verifyAuthenticationResponse } = await import('@simplewebauthn/server');
  const response = { clientDataJSON, authenticatorData, signature };
  const { verified } = await refusing('verification', () =>
    verifyAuthenticationResponse({
      response: { ...credential, response, clientExtensionResults: {} },
      expectedChallenge: challenge,
      expectedOrigin: [...relyingParty.origins],
      expectedRPID: relyingParty.id,
      requireUserVerification: expected.requireUserVerification,
      // With a stored counter the library would refuse a low one before it verifies the signature.
      credential: { id: stored.credentialId, publicKey: bytesOf(stored.publicKey), counter: 0 },
    }),
  );
  if (!verified) throw new WebAuthnRefused('verification');
  return { challenge, signCount: data.signCount, userVerified: data.userVerified, backedUp: data.backedUp };
}

function requireHandle(handle: string | undefined, { requireUserHandle, stored }: ExpectedAssertion): void {
  if (handle === undefined ? requireUserHandle : handle !== stored.userHandle)
    throw new WebAuthnRefused('user_handle');
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(base64url, 'base64url'));
}
