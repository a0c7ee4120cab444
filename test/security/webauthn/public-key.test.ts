import { describe, expect, test } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import {
  refusalOf,
  anAuthenticator,
  CHALLENGE,
  refusedRegistration,
  register,
} from '../../support/webauthn/ceremonies.js';
import { encodeCbor } from '../../support/webauthn/encode-cbor.js';
import type { Encodable } from '../../support/webauthn/encode-cbor.js';

const LIMIT_MS = 50;

type Fields = [number, Encodable][];

function ec(changes: Fields = []): Buffer {
  return encodeCbor(new Map<Encodable, Encodable>([...anAuthenticator().coseKey, ...changes]));
}

function okp(x: Buffer, changes: Fields = []): Buffer {
  return encodeCbor(new Map<Encodable, Encodable>([[1, 1], [3, -8], [-1, 6], [-2, x], ...changes]));
}

function rsa(modulusLength: number, exponent: Buffer | null = null): Buffer {
  const { n = '', e = '' } = generateKeyPairSync('rsa', { modulusLength }).publicKey.export({
    format: 'jwk',
  });
  const [modulus, ownExponent] = [Buffer.from(n, 'base64url'), Buffer.from(e, 'base64url')];
  return encodeCbor(
    new Map<Encodable, Encodable>([
      [1, 3],
      [3, -257],
      [-1, modulus],
      [-2, exponent ?? ownExponent],
    ]),
  );
}

/** y = 2 encodes no point of edwards25519; y = p is not in its shortest form. */
const NO_POINT = Buffer.concat([Buffer.from([2]), Buffer.alloc(31)]);
const NOT_REDUCED = Buffer.concat([Buffer.from([0xed]), Buffer.alloc(30, 0xff), Buffer.from([0x7f])]);

describe('a public key is refused within 50 ms (PKY-10, WAN-8)', () => {
  test.each<[string, Buffer, string]>([
    ['off its curve', ec([[-3, Buffer.alloc(32, 1)]]), 'public_key'],
    [
      'at the origin',
      ec([
        [-2, Buffer.alloc(32)],
        [-3, Buffer.alloc(32)],
      ]),
      'public_key',
    ],
    ['with a short coordinate', ec([[-2, Buffer.alloc(31, 1)]]), 'public_key'],
    ['on another curve', ec([[-1, 2]]), 'public_key'],
    ['of another type', ec([[1, 1]]), 'public_key'],
    ['with a member too many', ec([[4, 1]]), 'public_key'],
    ['for ES384', ec([[3, -35]]), 'algorithm'],
    ['for RS1', ec([[3, -65_535]]), 'algorithm'],
    ['for ML-DSA-44', ec([[3, -48]]), 'algorithm'],
    ['for a text as algorithm', ec([[3, 'ES256']]), 'algorithm'],
    ['that is no map', encodeCbor('key'), 'public_key'],
    ['that is no point of edwards25519', okp(NO_POINT), 'public_key'],
    ['that is not reduced', okp(NOT_REDUCED), 'public_key'],
    ['for Ed448', okp(Buffer.alloc(57, 1), [[-1, 7]]), 'public_key'],
    ['of 1,024 bits for RSA', rsa(1024), 'public_key'],
    ['with the exponent 1', rsa(2048, Buffer.from([1])), 'public_key'],
    ['with an even exponent', rsa(2048, Buffer.from([2])), 'public_key'],
    ['with bytes after it', Buffer.concat([ec(), Buffer.from([0])]), 'authenticator_data'],
    ['of nested arrays', Buffer.alloc(20_000, 0x81), 'attestation_object'],
    [
      'of indefinite length',
      Buffer.concat([Buffer.from([0xbf]), ec().subarray(1), Buffer.from([0xff])]),
      'attestation_object',
    ],
    [
      'with a key twice',
      Buffer.concat([Buffer.from([0xa6]), ec().subarray(1), Buffer.from([0x01, 0x02])]),
      'attestation_object',
    ],
    ['of 4,294,967,295 members', Buffer.from([0xba, 0xff, 0xff, 0xff, 0xff]), 'attestation_object'],
    ['of no bytes', Buffer.alloc(0), 'attestation_object'],
  ])('if it is one %s', async (_, coseKey, reason) => {
    await refusedRegistration({});
    const started = performance.now();
    expect(await refusedRegistration({ coseKey })).toBe(reason);
    expect(performance.now() - started).toBeLessThan(LIMIT_MS);
  });
});

test('an attestation object with trailing bytes, tags or floating-point numbers is refused (PKY-10)', async () => {
  const credential = anAuthenticator().create(CHALLENGE);
  const object = Buffer.from(credential.response.attestationObject, 'base64url');
  const changed = [
    Buffer.concat([object, Buffer.from([0])]),
    Buffer.concat([Buffer.from([0xc1]), object]),
    Buffer.from([0xfb, 0, 0, 0, 0, 0, 0, 0, 0]),
    Buffer.from([0xf7]),
    object.subarray(0, -1),
  ];
  for (const bytes of changed) {
    const response = { ...credential.response, attestationObject: bytes.toString('base64url') };
    expect(await refusalOf(register({ ...credential, response }))).not.toBeNull();
  }
});
