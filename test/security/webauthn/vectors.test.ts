import { describe, expect, test } from '@jest/globals';
import { verifyAssertion } from '../../../src/security/webauthn/assertion.js';
import { verifyRegistration } from '../../../src/security/webauthn/registration.js';
import {
  assertionOf,
  base64urlOf,
  EXAMPLE,
  registrationOf,
  vectors,
} from '../../support/webauthn/specification-vectors.js';

/** The refusal of each vector whose registration is refused; the others are accepted. */
const REFUSED: Readonly<Record<string, string>> = {
  'none-es256-crossOrigin': 'cross_origin',
  'none-es256-topOrigin': 'cross_origin',
  'packed-es384': 'algorithm',
  'packed-es512': 'algorithm',
  'packed-ed448': 'algorithm',
  'tpm-es256': 'attestation_format',
  'android-key-es256': 'attestation_format',
  'apple-es256': 'attestation_format',
  'fido-u2f-es256': 'attestation_format',
};

function expectationOf(challenge: string) {
  const issued = base64urlOf(challenge);
  return {
    relyingParty: EXAMPLE,
    acceptsChallenge: (answered: string) => answered === issued,
    requireUserVerification: false,
  };
}

describe('the test vectors of the specification (PKY-28)', () => {
  test.each(vectors.filter(({ name }) => !(name in REFUSED)))(
    'register a credential and sign in with it: $name',
    async (vector) => {
      const registration = await verifyRegistration(
        registrationOf(vector),
        expectationOf(vector.registration.challenge),
      );
      expect(registration.credentialId).toBe(base64urlOf(vector.registration.credential_id));
      const assertion = await verifyAssertion(assertionOf(vector), {
        ...expectationOf(vector.authentication.challenge),
        requireUserHandle: false,
        stored: { ...registration, userHandle: 'unused' },
      });
      expect(assertion.challenge).toBe(base64urlOf(vector.authentication.challenge));
    },
  );

  test.each(vectors.filter(({ name }) => name in REFUSED))(
    'are refused where the service does not accept them: $name',
    async (vector) => {
      const expected = expectationOf(vector.registration.challenge);
      await expect(verifyRegistration(registrationOf(vector), expected)).rejects.toMatchObject({
        reason: REFUSED[vector.name],
      });
    },
  );
});
