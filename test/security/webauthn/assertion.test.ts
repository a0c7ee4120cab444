import { describe, expect, test } from '@jest/globals';
import { FLAGS } from '../../support/webauthn/authenticator.js';
import type { Changes } from '../../support/webauthn/authenticator.js';
import {
  anAuthenticator,
  assert,
  CHALLENGE,
  refusalOf,
  refusedAssertion,
  register,
} from '../../support/webauthn/ceremonies.js';

const authenticator = anAuthenticator();
const registration = await register(authenticator.create(CHALLENGE));

describe('an assertion', () => {
  test.each(['ES256', 'EdDSA', 'RS256'] as const)('is verified with a key for %s', async (keyType) => {
    const other = anAuthenticator(keyType);
    const registered = await register(other.create(CHALLENGE));
    expect(await assert(other.get(CHALLENGE, { signCount: 5 }), registered)).toEqual({
      challenge: CHALLENGE,
      signCount: 5,
      userVerified: true,
      backedUp: false,
    });
  });

  test.each<[string, Changes, string]>([
    ['without user presence', { flags: FLAGS.UV | FLAGS.BE }, 'verification'],
    ['without user verification', { flags: FLAGS.UP | FLAGS.BE }, 'verification'],
    ['backed up but not eligible', { flags: FLAGS.UP | FLAGS.UV | FLAGS.BS }, 'backup_flags'],
    ['no longer eligible for backups', { flags: FLAGS.UP | FLAGS.UV }, 'backup_flags'],
    [
      'with an attested credential',
      { flags: FLAGS.UP | FLAGS.UV | FLAGS.BE | FLAGS.AT },
      'authenticator_data',
    ],
    ['with trailing bytes', { trailing: Buffer.from([0xa0]) }, 'authenticator_data'],
    ['with extension data that is cut off', { extensions: Buffer.from([0xa1]) }, 'authenticator_data'],
  ])('is refused %s (PKY-7, PKY-8, WAN-3)', async (_, changes, reason) => {
    expect(await refusedAssertion(changes)).toBe(reason);
  });

  test('reports a new backup state, and an absent verification where it is not required (PKY-7, PKY-8)', async () => {
    const backedUp = authenticator.get(CHALLENGE, { flags: FLAGS.UP | FLAGS.BE | FLAGS.BS });
    const assertion = await assert(backedUp, registration, { requireUserVerification: false });
    expect(assertion).toMatchObject({ backedUp: true, userVerified: false });
  });

  test.each([
    ['a foreign handle', Buffer.alloc(32, 8).toString('base64url')],
    ['a handle of another length', Buffer.alloc(31, 7).toString('base64url')],
    ['an empty handle', ''],
  ])('is refused with %s, also in a second step (PKY-6, WAN-5)', async (_, userHandle) => {
    const credential = authenticator.get(CHALLENGE);
    const answer = { ...credential, response: { ...credential.response, userHandle } };
    expect(await refusalOf(assert(answer, registration))).toBe('user_handle');
    expect(await refusalOf(assert(answer, registration, { requireUserHandle: false }))).toBe('user_handle');
  });

  test('without a handle is accepted in a second step only (PKY-6)', async () => {
    const { response, ...credential } = authenticator.get(CHALLENGE);
    const { userHandle: _handle, ...others } = response;
    const answer = { ...credential, response: others };
    expect(await refusalOf(assert(answer, registration))).toBe('user_handle');
    expect(await refusalOf(assert(answer, registration, { requireUserHandle: false }))).toBeNull();
  });

  test('is refused with the id of another credential, or an empty one (PKY-5)', async () => {
    for (const id of ['AAAA', '', `${registration.credentialId}=`]) {
      const credential = { ...authenticator.get(CHALLENGE), id, rawId: id };
      expect(await refusalOf(assert(credential, registration))).toBe('credential_id');
    }
  });

  test('is refused with the key of another credential', async () => {
    const other = await register(anAuthenticator().create(CHALLENGE));
    const stored = {
      ...registration,
      publicKey: other.publicKey,
      userHandle: authenticator.userHandle ?? '',
    };
    expect(await refusalOf(assert(authenticator.get(CHALLENGE), registration, { stored }))).toBe(
      'verification',
    );
  });

  test.each(['clientDataJSON', 'authenticatorData', 'signature'] as const)(
    'is refused if %s is not canonical base64url (PKY-12)',
    async (name) => {
      const credential = authenticator.get(CHALLENGE);
      const encoded = credential.response[name];
      for (const spelling of [`${encoded}=`, ` ${encoded}`, `${encoded}\n`, `${encoded}.`, '']) {
        const response = { ...credential.response, [name]: spelling };
        expect(await refusalOf(assert({ ...credential, response }, registration))).toBe('encoding');
      }
    },
  );

  test('with a low counter is verified like any other: the account judges counters (PKY-13, WAN-6)', async () => {
    const counted = await register(authenticator.create(CHALLENGE, { signCount: 100 }));
    expect(await assert(authenticator.get(CHALLENGE, { signCount: 3 }), counted)).toMatchObject({
      signCount: 3,
    });
    const unsigned = { ...authenticator.get(CHALLENGE, { signCount: 3 }) };
    const response = { ...unsigned.response, signature: anAuthenticator().get(CHALLENGE).response.signature };
    expect(await refusalOf(assert({ ...unsigned, response }, counted))).toBe('verification');
  });
});
