import { expect, test } from '@jest/globals';
import {
  anAuthenticator,
  assert,
  CHALLENGE,
  refusalOf,
  register,
} from '../../support/webauthn/ceremonies.js';

// The signatures of EdDSA have one encoding; those of ECDSA have several in the lenient parser of the library.
const authenticator = anAuthenticator('EdDSA');
const registration = await register(authenticator.create(CHALLENGE));

/** Returns each spelling of the bytes in which one bit has flipped. */
function flips(encoded: string): string[] {
  const bytes = Buffer.from(encoded, 'base64url');
  return Array.from({ length: bytes.length * 8 }, (_, bit) => {
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    return changed.toString('base64url');
  });
}

test.each(['clientDataJSON', 'authenticatorData', 'signature'] as const)(
  'an assertion with a flipped bit in %s is refused, and nothing else fails (PKY-11)',
  async (name) => {
    const credential = authenticator.get(CHALLENGE);
    for (const changed of flips(credential.response[name])) {
      const response = { ...credential.response, [name]: changed };
      expect(await refusalOf(assert({ ...credential, response }, registration))).not.toBeNull();
    }
  },
);

test('an ECDSA signature with a flipped bit raises no other error than a refusal (PKY-11)', async () => {
  const other = anAuthenticator();
  const registered = await register(other.create(CHALLENGE));
  const credential = other.get(CHALLENGE);
  const flipped = flips(credential.response.signature).map((signature) =>
    refusalOf(assert({ ...credential, response: { ...credential.response, signature } }, registered)),
  );
  const refusals = await Promise.all(flipped);
  expect(refusals.filter((reason) => reason === 'verification').length).toBeGreaterThan(64 * 8);
});

test('a self-attested registration with a flipped bit is refused, and nothing else fails (PKY-11)', async () => {
  const credential = authenticator.create(CHALLENGE, {
    format: 'packed',
    statement: (signed) =>
      new Map<string, number | Buffer>([
        ['alg', -8],
        ['sig', authenticator.sign(signed)],
      ]),
  });
  expect(await refusalOf(register(credential))).toBeNull();
  for (const name of ['clientDataJSON', 'attestationObject'] as const) {
    for (const changed of flips(credential.response[name])) {
      const response = { ...credential.response, [name]: changed };
      expect(await refusalOf(register({ ...credential, response }))).not.toBeNull();
    }
  }
});
