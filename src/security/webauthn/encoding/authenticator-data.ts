import { decodeItem } from './cbor.js';
import type { CborValue } from './cbor.js';
import { WebAuthnRefused } from '../refusal.js';

const FLAGS_AT = 32;
const COUNTER_AT = 33;
const HEADER_BYTES = 37;
const AAGUID_BYTES = 16;
const MAX_CREDENTIAL_ID_BYTES = 1023;
const FLAGS = { userVerified: 0x04, backupEligible: 0x08, backedUp: 0x10, attested: 0x40, extended: 0x80 };

/** The authenticator data (WebAuthn Level 3 §6.1). */
export interface AuthenticatorData {
  readonly userVerified: boolean;
  /** True if the credential can be copied to other devices. It never changes. */
  readonly backupEligible: boolean;
  readonly backedUp: boolean;
  readonly signCount: number;
  /** The new credential of a registration; null in an assertion. */
  readonly attested: {
    readonly aaguid: Buffer;
    readonly credentialId: Buffer;
    /** The encoded COSE key. */
    readonly publicKey: Buffer;
    readonly coseKey: CborValue;
  } | null;
}

/**
 * Parses authenticator data. It ends where its last part ends: other bytes would be signed, but nobody would have read
 * them.
 *
 * @throws Error the bytes are malformed
 * @throws WebAuthnRefused the credential is marked as backed up but cannot be
 */
export function parseAuthenticatorData(bytes: Buffer): AuthenticatorData {
  const flags = bytes.readUInt8(FLAGS_AT);
  const has = (flag: number) => (flags & flag) !== 0;
  const signCount = bytes.readUInt32BE(COUNTER_AT);
  const attested = has(FLAGS.attested) ? attestedCredential(bytes) : null;
  const end = attested?.end ?? HEADER_BYTES;
  if ((has(FLAGS.extended) ? decodeItem(bytes, end).end : end) !== bytes.length)
    throw new WebAuthnRefused('authenticator_data');
  const [backupEligible, backedUp] = [has(FLAGS.backupEligible), has(FLAGS.backedUp)];
  if (backedUp && !backupEligible) throw new WebAuthnRefused('backup_flags');
  return { userVerified: has(FLAGS.userVerified), backupEligible, backedUp, signCount, attested };
}

function attestedCredential(bytes: Buffer) {
  const idAt = HEADER_BYTES + AAGUID_BYTES + 2;
  const keyAt = idAt + bytes.readUInt16BE(idAt - 2);
  const credentialId = bytes.subarray(idAt, keyAt);
  if (credentialId.length === 0 || credentialId.length > MAX_CREDENTIAL_ID_BYTES)
    throw new WebAuthnRefused('credential_id');
  const { value: coseKey, end } = decodeItem(bytes, keyAt);
  return {
    aaguid: bytes.subarray(HEADER_BYTES, HEADER_BYTES + AAGUID_BYTES),
    credentialId,
    publicKey: bytes.subarray(keyAt, end),
    coseKey,
    end,
  };
}
