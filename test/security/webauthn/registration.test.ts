import { describe, expect, test } from '@jest/globals';
import { FLAGS } from '../../support/webauthn/authenticator.js';
import {
  anAuthenticator,
  CHALLENGE,
  refusalOf,
  refusedRegistration,
  register,
} from '../../support/webauthn/ceremonies.js';
import { encodeCbor } from '../../support/webauthn/encode-cbor.js';

describe('a registration', () => {
  test.each(['ES256', 'EdDSA', 'RS256'] as const)('accepts a key for %s (PKY-9)', async (keyType) => {
    const authenticator = anAuthenticator(keyType);
    const registration = await register(authenticator.create(CHALLENGE));
    expect(registration).toMatchObject({
      challenge: CHALLENGE,
      credentialId: authenticator.credentialId.toString('base64url'),
      algorithm: { ES256: -7, EdDSA: -8, RS256: -257 }[keyType],
      aaguid: '8446ccb9-ab1d-b374-750b-2367ff6f3a1f',
      transports: ['internal', 'hybrid'],
      backupEligible: true,
      backedUp: false,
      userVerified: true,
      attestation: 'none',
    });
  });

  test('drops transports that the specification does not know, and repeated ones', async () => {
    const credential = anAuthenticator().create(CHALLENGE);
    const transports = ['usb', 'usb', 'telepathy', '<script>'];
    const registration = await register({ ...credential, response: { ...credential.response, transports } });
    expect(registration.transports).toEqual(['usb']);
  });

  test.each([
    ['without user presence', { flags: FLAGS.UV }, 'verification'],
    ['without user verification, if that is required', { flags: FLAGS.UP }, 'verification'],
    ['backed up but not eligible (WAN-3)', { flags: FLAGS.UP | FLAGS.UV | FLAGS.BS }, 'backup_flags'],
    ['with bytes after the authenticator data', { trailing: Buffer.from([0]) }, 'authenticator_data'],
    ['with an id of no bytes', { credentialId: Buffer.alloc(0) }, 'credential_id'],
    ['with an id of 1,024 bytes (WAN-4)', { credentialId: Buffer.alloc(1024) }, 'credential_id'],
    ['with another id than its authenticator data', { credentialId: Buffer.alloc(32) }, 'credential_id'],
    ['with another format', { format: 'fido-u2f' }, 'attestation_format'],
    ['with a statement of the format none', { statement: () => new Map([['x', 1]]) }, 'verification'],
    ['with a packed statement without a signature', { format: 'packed' }, 'algorithm'],
  ])('is refused %s (PKY-5, PKY-8)', async (_, changes, reason) => {
    expect(await refusedRegistration(changes)).toBe(reason);
  });

  test('without user verification is accepted if that is not required (PKY-7)', async () => {
    const credential = anAuthenticator().create(CHALLENGE, { flags: FLAGS.UP });
    const registration = await register(credential, { requireUserVerification: false });
    expect(registration.userVerified).toBe(false);
  });

  test('accepts extension data in its place', async () => {
    const extensions = encodeCbor(new Map([['credProtect', 2]]));
    expect(await refusedRegistration({ extensions })).toBeNull();
    expect(await refusedRegistration({ extensions, trailing: Buffer.from([0]) })).toBe('authenticator_data');
  });

  test('accepts the signature of the new key as attestation, by its own algorithm only', async () => {
    const authenticator = anAuthenticator();
    const selfSigned = (alg: number) => ({
      format: 'packed',
      statement: (signed: Buffer) =>
        new Map<string, number | Buffer>([
          ['alg', alg],
          ['sig', authenticator.sign(signed)],
        ]),
    });
    const registration = await register(authenticator.create(CHALLENGE, selfSigned(-7)));
    expect(registration.attestation).toBe('self');
    expect(await refusalOf(register(authenticator.create(CHALLENGE, selfSigned(-257))))).toBe('algorithm');
    const forged = { ...selfSigned(-7), statement: () => new Map([['alg', -7] as const]) };
    expect(await refusalOf(register(authenticator.create(CHALLENGE, forged)))).toBe('verification');
  });

  test.each(['id', 'rawId'] as const)('is refused with another %s', async (name) => {
    const credential = anAuthenticator().create(CHALLENGE);
    expect(await refusalOf(register({ ...credential, [name]: 'AAAA' }))).not.toBeNull();
  });

  test.each(['clientDataJSON', 'attestationObject'] as const)(
    'is refused if %s is not canonical base64url (PKY-12)',
    async (name) => {
      const credential = anAuthenticator().create(CHALLENGE);
      const encoded = credential.response[name];
      for (const spelling of [`${encoded}=`, ` ${encoded}`, `${encoded}\n`, `${encoded}.`, '']) {
        const response = { ...credential.response, [name]: spelling };
        expect(await refusalOf(register({ ...credential, response }))).toBe('encoding');
      }
    },
  );
});
