import { describe, expect, test } from '@jest/globals';
import { WebAuthnEmulator } from 'nid-webauthn-emulator';
import { creationOptions, requestOptions } from '../../../src/security/webauthn/options.js';
import type { NewCredential } from '../../../src/security/webauthn/options.js';
import { userHandles } from '../../../src/security/webauthn/user-handle.js';
import { aUserId } from '../../support/domain/ids.js';
import {
  assert,
  CHALLENGE,
  ORIGIN,
  register,
  RELYING_PARTY,
  USER_HANDLE,
} from '../../support/webauthn/ceremonies.js';

const wanted: NewCredential = {
  kind: 'passkey',
  challenge: CHALLENGE,
  relyingParty: RELYING_PARTY,
  user: { handle: USER_HANDLE, name: 'ada' },
  attestation: 'none',
  existing: [{ credentialId: 'AAAA', transports: ['usb'] }],
};

describe('the options of a ceremony', () => {
  test('offer exactly the accepted algorithms (PKY-9, WAN-8)', () => {
    expect(creationOptions(wanted).pubKeyCredParams.map(({ alg }) => alg)).toEqual([-8, -7, -257]);
  });

  test('require a passkey to be discoverable and to verify the person, and a security key to do neither', () => {
    expect(creationOptions(wanted)).toMatchObject({
      authenticatorSelection: {
        residentKey: 'required',
        requireResidentKey: true,
        userVerification: 'required',
      },
      excludeCredentials: [{ id: 'AAAA', type: 'public-key', transports: ['usb'] }],
      attestation: 'none',
    });
    expect(creationOptions({ ...wanted, kind: 'security_key' })).toMatchObject({
      authenticatorSelection: {
        authenticatorAttachment: 'cross-platform',
        residentKey: 'discouraged',
        userVerification: 'discouraged',
      },
    });
  });

  test('of a security key leave those of a later passkey unchanged (PKY-16)', () => {
    const before = creationOptions(wanted);
    creationOptions({ ...wanted, kind: 'security_key' });
    expect(creationOptions(wanted)).toEqual(before);
  });

  test('name the account by a handle that is stable and reveals nothing (PKY-15)', () => {
    const handle = userHandles('m4Xv9Qw2Zr7Tn1Kc8Lp5Hd3Fs6Gj0BaY');
    const ada = aUserId('c2f8a1de-7b34-4c55-8e0f-6a9d3b2e1f07');
    expect(handle(ada)).toBe(handle(ada));
    expect(Buffer.from(handle(ada), 'base64url')).toHaveLength(32);
    expect(handle(ada)).not.toBe(handle(aUserId('7d5e1b9a-63c4-4f28-a1b0-c9e2f4d68a13')));
  });

  test('are understood by an independent emulator of browser and authenticator', async () => {
    const emulator = new WebAuthnEmulator();
    const registration = await register(
      emulator.createJSON(ORIGIN, { ...creationOptions(wanted), excludeCredentials: [] }),
    );
    const answer = emulator.getJSON(
      ORIGIN,
      requestOptions({
        challenge: CHALLENGE,
        relyingParty: RELYING_PARTY,
        userVerification: 'required',
        allowed: [],
      }),
    );
    expect(await assert(answer, registration)).toMatchObject({ userVerified: true, signCount: 1 });
  });
});
