import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type {
  AssertionCredential,
  RegistrationCredential,
} from '../../../src/security/webauthn/encoding/credential-schemas.js';
import { encodeCbor } from './encode-cbor.js';
import type { Encodable } from './encode-cbor.js';

export const FLAGS = { UP: 0x01, UV: 0x04, BE: 0x08, BS: 0x10, AT: 0x40, ED: 0x80 };

/** The parts of an answer that a test replaces. */
export interface Changes {
  readonly origin?: string;
  /** Added to the client data, or replaced there. */
  readonly clientData?: object;
  /** Replaces the flags, except those for attested data and extensions. */
  readonly flags?: number;
  readonly signCount?: number;
  readonly rpId?: string;
  /** Bytes after the authenticator data. */
  readonly trailing?: Buffer;
  /** Extension data, with its flag. */
  readonly extensions?: Buffer;
}

export interface RegistrationChanges extends Changes {
  /** Replaces the encoded public key. */
  readonly coseKey?: Buffer;
  readonly format?: string;
  readonly statement?: (signed: Buffer) => ReadonlyMap<Encodable, Encodable>;
  readonly credentialId?: Buffer;
}

type KeyType = 'ES256' | 'EdDSA' | 'RS256' | 'ES384';

/** An authenticator in software, for one credential, that also gives the answers that a real one never gives. */
export class Authenticator {
  readonly credentialId = randomBytes(32);
  readonly aaguid = Buffer.from('8446ccb9ab1db374750b2367ff6f3a1f', 'hex');
  readonly privateKey: KeyObject;
  readonly coseKey: ReadonlyMap<Encodable, Encodable>;
  userHandle: string | undefined;

  constructor(
    readonly relyingParty: { readonly id: string; readonly origin: string },
    private readonly keyType: KeyType = 'ES256',
  ) {
    const { privateKey, publicKey } = generateKey(keyType);
    this.privateKey = privateKey;
    this.coseKey = coseKeyOf(publicKey, keyType);
  }

  create(challenge: string, changes: RegistrationChanges = {}): RegistrationCredential {
    const id = changes.credentialId ?? this.credentialId;
    const length = Buffer.alloc(2);
    length.writeUInt16BE(id.length);
    const attested = [this.aaguid, length, id, changes.coseKey ?? encodeCbor(this.coseKey)];
    const authData = this.#authenticatorData(FLAGS.AT, attested, changes);
    const clientData = this.#clientData('webauthn.create', challenge, changes);
    const attestationObject = new Map<Encodable, Encodable>([
      ['fmt', changes.format ?? 'none'],
      ['attStmt', changes.statement?.(signedBytes(authData, clientData)) ?? new Map()],
      ['authData', authData],
    ]);
    return {
      ...named(this.credentialId),
      response: {
        clientDataJSON: clientData.toString('base64url'),
        attestationObject: encodeCbor(attestationObject).toString('base64url'),
        transports: ['internal', 'hybrid'],
      },
    };
  }

  get(challenge: string, changes: Changes = {}): AssertionCredential {
    const authData = this.#authenticatorData(0, [], changes);
    const clientData = this.#clientData('webauthn.get', challenge, changes);
    return {
      ...named(this.credentialId),
      response: {
        clientDataJSON: clientData.toString('base64url'),
        authenticatorData: authData.toString('base64url'),
        signature: this.sign(signedBytes(authData, clientData)).toString('base64url'),
        userHandle: this.userHandle,
      },
    };
  }

  sign(bytes: Buffer): Buffer {
    const hash = this.keyType === 'EdDSA' ? null : this.keyType === 'ES384' ? 'sha384' : 'sha256';
    return sign(hash, bytes, this.privateKey);
  }

  #authenticatorData(ownFlags: number, attested: readonly Buffer[], changes: Changes): Buffer {
    const flags = changes.flags ?? FLAGS.UP | FLAGS.UV | FLAGS.BE;
    const extended = changes.extensions === undefined ? 0 : FLAGS.ED;
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(changes.signCount ?? 0);
    return Buffer.concat([
      createHash('sha256')
        .update(changes.rpId ?? this.relyingParty.id)
        .digest(),
      Buffer.from([flags | ownFlags | extended]),
      counter,
      ...attested,
      changes.extensions ?? Buffer.alloc(0),
      changes.trailing ?? Buffer.alloc(0),
    ]);
  }

  #clientData(type: string, challenge: string, { origin, clientData }: Changes): Buffer {
    const plain = { type, challenge, origin: origin ?? this.relyingParty.origin, crossOrigin: false };
    return Buffer.from(JSON.stringify({ ...plain, ...clientData }));
  }
}

function named(credentialId: Buffer) {
  const id = credentialId.toString('base64url');
  return { id, rawId: id, type: 'public-key' as const };
}

function signedBytes(authData: Buffer, clientData: Buffer): Buffer {
  return Buffer.concat([authData, createHash('sha256').update(clientData).digest()]);
}

function generateKey(type: KeyType) {
  if (type === 'EdDSA') return generateKeyPairSync('ed25519');
  if (type === 'RS256') return generateKeyPairSync('rsa', { modulusLength: 2048 });
  return generateKeyPairSync('ec', { namedCurve: type === 'ES384' ? 'P-384' : 'P-256' });
}

function coseKeyOf(key: KeyObject, type: KeyType): ReadonlyMap<Encodable, Encodable> {
  const jwk = key.export({ format: 'jwk' });
  const bytes = (text = '') => Buffer.from(text, 'base64url');
  const fields: Record<KeyType, [number, Encodable][]> = {
    ES256: [
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, bytes(jwk.x)],
      [-3, bytes(jwk.y)],
    ],
    ES384: [
      [1, 2],
      [3, -35],
      [-1, 2],
      [-2, bytes(jwk.x)],
      [-3, bytes(jwk.y)],
    ],
    EdDSA: [
      [1, 1],
      [3, -8],
      [-1, 6],
      [-2, bytes(jwk.x)],
    ],
    RS256: [
      [1, 3],
      [3, -257],
      [-1, bytes(jwk.n)],
      [-2, bytes(jwk.e)],
    ],
  };
  return new Map(fields[type]);
}
