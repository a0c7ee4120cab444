import { parseAuthenticatorData } from './encoding/authenticator-data.js';
import { decodeBase64url } from './encoding/base64url.js';
import { decodeCbor, isCborMap } from './encoding/cbor.js';
import type { CborMap, CborValue } from './encoding/cbor.js';
import { checkClientData } from './encoding/client-data.js';
import type { RelyingParty } from './encoding/client-data.js';
import type { RegistrationCredential } from './encoding/credential-schemas.js';
import { ALGORITHMS, importPublicKey } from './encoding/public-key.js';
import type { Algorithm } from './encoding/public-key.js';
import { refusing, WebAuthnRefused } from './refusal.js';

export interface ExpectedRegistration {
  readonly relyingParty: RelyingParty;
  readonly acceptsChallenge: (challenge: string) => boolean;
  readonly requireUserVerification: boolean;
}

/** The evidence for the model of an authenticator: none, a signature by the new key, or one by its maker. */
export type Attestation = 'none' | 'self' | 'unverified' | 'verified';

/** A new credential, checked. */
export interface Registration {
  readonly challenge: string;
  /** In base64url, as all bytes of this type. */
  readonly credentialId: string;
  /** The COSE key. */
  readonly publicKey: string;
  readonly algorithm: Algorithm;
  readonly signCount: number;
  readonly transports: readonly string[];
  /** The model of the authenticator; zeros if it does not say. */
  readonly aaguid: string;
  readonly backupEligible: boolean;
  readonly backedUp: boolean;
  readonly userVerified: boolean;
  readonly attestation: Attestation;
  /** The certificates of the attestation in DER. */
  readonly certificates: readonly Buffer[];
}

/** The transports of WebAuthn Level 3 §5.8.4. Others are dropped. */
const TRANSPORTS: ReadonlySet<string> = new Set(['ble', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb']);

/**
 * Verifies the answer to a registration (WebAuthn Level 3 §7.1). The checks before the library are those that it leaves to
 * its caller.
 *
 * @throws WebAuthnRefused
 */
export async function verifyRegistration(
  credential: RegistrationCredential,
  { relyingParty, acceptsChallenge, requireUserVerification }: ExpectedRegistration,
): Promise<Registration> {
  const { response } = credential;
  const type = 'webauthn.create';
  const challenge = checkClientData(response.clientDataJSON, { type, relyingParty, acceptsChallenge });
  const { attestation, certificates, authenticator } = await refusing('attestation_object', () =>
    readAttestation(decodeBase64url(response.attestationObject)),
  );
  const credentialId = authenticator.attested.credentialId.toString('base64url');
  if (credential.id !== credentialId) throw new WebAuthnRefused('credential_id');

  const { verifyRegistrationResponse } = await import('@simplewebauthn/server');
  const { verified } = await refusing('verification', () =>
    verifyRegistrationResponse({
      response: { ...credential, response: attestationResponse(response), clientExtensionResults: {} },
      expectedChallenge: challenge,
      expectedOrigin: [...relyingParty.origins],
      expectedRPID: relyingParty.id,
      requireUserVerification,
      supportedAlgorithmIDs: [...ALGORITHMS],
    }),
  );
  if (!verified) throw new WebAuthnRefused('verification');
  return {
    challenge,
    credentialId,
    publicKey: authenticator.attested.publicKey.toString('base64url'),
    algorithm: authenticator.algorithm,
    signCount: authenticator.signCount,
    transports: [...new Set(response.transports)].filter((transport) => TRANSPORTS.has(transport)),
    aaguid: modelOf(authenticator.attested.aaguid),
    backupEligible: authenticator.backupEligible,
    backedUp: authenticator.backedUp,
    userVerified: authenticator.userVerified,
    attestation,
    certificates,
  };
}

/** Writes an AAGUID in the form of a UUID. It need not be one (WebAuthn Level 3 §6.5.1). */
function modelOf(aaguid: Buffer): string {
  return aaguid.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function attestationResponse({ clientDataJSON, attestationObject }: RegistrationCredential['response']) {
  return { clientDataJSON, attestationObject };
}

/** Reads an attestation object, and checks the public key in it. */
function readAttestation(bytes: Buffer) {
  const object = decodeCbor(bytes);
  if (!isCborMap(object)) throw new WebAuthnRefused('attestation_object');
  const authData = object.get('authData');
  if (!Buffer.isBuffer(authData) || object.size !== 3) throw new WebAuthnRefused('attestation_object');
  const { attested, ...flags } = parseAuthenticatorData(authData);
  if (attested === null) throw new WebAuthnRefused('authenticator_data');
  const { algorithm } = importPublicKey(attested.coseKey);
  return {
    ...attestationOf(object, algorithm),
    authenticator: { ...flags, attested, algorithm },
  };
}

/**
 * Names the evidence of an attestation. Other formats than `none` and `packed` are refused: browsers replace them by
 * `none` unless they are asked for.
 */
function attestationOf(
  object: CborMap,
  algorithm: Algorithm,
): Pick<Registration, 'attestation' | 'certificates'> {
  const format = object.get('fmt');
  if (format === 'none') return { attestation: 'none', certificates: [] };
  const statement = object.get('attStmt');
  if (format !== 'packed' || !isCborMap(statement)) throw new WebAuthnRefused('attestation_format');
  if (statement.has('x5c'))
    return { attestation: 'unverified', certificates: certificatesIn(statement.get('x5c')) };
  // The library would verify the signature by whatever algorithm the statement names (WebAuthn Level 3 §8.2).
  if (statement.get('alg') !== algorithm) throw new WebAuthnRefused('algorithm');
  return { attestation: 'self', certificates: [] };
}

function certificatesIn(chain: CborValue | undefined): Buffer[] {
  const certificates = Array.isArray(chain) ? chain.filter((der) => Buffer.isBuffer(der)) : [];
  if (!Array.isArray(chain) || certificates.length !== chain.length || certificates.length === 0)
    throw new WebAuthnRefused('attestation_object');
  return certificates;
}
