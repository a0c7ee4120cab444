import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { readConfig } from '../../src/config/config.js';
import { certificateOf, pemOf } from '../support/webauthn/certificates.js';

const PRODUCTION = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://ada:secret@db.example.com/credence',
  SECRET_KEY: 'm4Xv9Qw2Zr7Tn1Kc8Lp5Hd3Fs6Gj0BaY',
  SMTP_URL: 'smtps://mail.example.com',
  PUBLIC_URL: 'https://id.example.com',
};
const ANDROID_APP = `android:apk-key-hash:${'A'.repeat(43)}`;

function webauthnOf(variables: Record<string, string>) {
  return readConfig({ ...PRODUCTION, ...variables }).webauthn;
}
const maker = { name: 'Maker', ...generateKeyPairSync('ec', { namedCurve: 'P-256' }) };
const CERTIFICATE = pemOf(certificateOf(maker, maker, { isAuthority: true }));

describe('the relying party of passkeys', () => {
  test('is the host of the front end, with its origin', () => {
    expect(webauthnOf({})).toEqual({
      id: 'id.example.com',
      origins: ['https://id.example.com'],
      relatedOrigins: [],
    });
    expect(webauthnOf({ FRONTEND_BASE_URL: 'https://app.example.com/accounts' })).toEqual({
      id: 'app.example.com',
      origins: ['https://app.example.com'],
      relatedOrigins: [],
    });
  });

  test('covers the origins of a parent domain', () => {
    const front = { FRONTEND_BASE_URL: 'https://app.example.com', CORS_ORIGINS: 'https://shop.example' };
    expect(webauthnOf({ ...front, WEBAUTHN_RP_ID: 'example.com' })).toEqual({
      id: 'example.com',
      origins: ['https://app.example.com', 'https://id.example.com'],
      relatedOrigins: [],
    });
  });

  test('works on localhost without TLS in development', () => {
    expect(readConfig({}).webauthn).toEqual({
      id: 'localhost',
      origins: ['http://localhost:8001'],
      relatedOrigins: [],
    });
  });

  test('has related origins and apps if they are listed (PKY-23)', () => {
    const origins = `https://id.example.com,https://shop.example,${ANDROID_APP}`;
    const variables = { CORS_ORIGINS: 'https://shop.example', WEBAUTHN_ORIGINS: origins };
    expect(webauthnOf(variables)).toEqual({
      id: 'id.example.com',
      origins: origins.split(','),
      relatedOrigins: ['https://shop.example'],
    });
  });

  test.each([
    ['a foreign origin', { WEBAUTHN_ORIGINS: 'https://id.example.com,https://evil.example' }, 'CORS_ORIGINS'],
    ['a sibling by its ending', { WEBAUTHN_ORIGINS: 'https://evilid.example.com' }, 'CORS_ORIGINS'],
    ['an origin without TLS', { WEBAUTHN_ORIGINS: 'http://id.example.com' }, 'https'],
    ['a path', { WEBAUTHN_ORIGINS: 'https://id.example.com/login' }, 'list of origins'],
    ['a wildcard', { WEBAUTHN_ORIGINS: 'https://*.example.com' }, 'list of origins'],
    ['no origin', { WEBAUTHN_ORIGINS: ',' }, 'list of origins'],
    ['a scheme of another app', { WEBAUTHN_ORIGINS: 'capacitor://localhost' }, 'list of origins'],
    ['a foreign domain', { WEBAUTHN_RP_ID: 'other.example' }, 'FRONTEND_BASE_URL'],
    ['an address', { WEBAUTHN_RP_ID: '192.0.2.1' }, 'domain'],
    ['a URL', { WEBAUTHN_RP_ID: 'https://id.example.com' }, 'domain'],
    ['a port', { WEBAUTHN_RP_ID: 'id.example.com:443' }, 'domain'],
    ['upper case', { WEBAUTHN_RP_ID: 'ID.example.com' }, 'domain'],
    ['a top-level domain', { WEBAUTHN_RP_ID: 'com' }, 'domain'],
  ])('is refused at the start with %s, in one line (PKY-23)', (_, variables, complaint) => {
    const [name = ''] = Object.keys(variables);
    expect(() => webauthnOf(variables)).toThrow(new RegExp(`^.*${name}.*${complaint}.*$`));
  });
});

describe('the allowed models of authenticators (PKY-29)', () => {
  const allowedWith = (variables: Record<string, string>) =>
    readConfig({ ...PRODUCTION, ...variables }).allowedAuthenticators;
  const direct = { WEBAUTHN_ATTESTATION: 'direct', WEBAUTHN_ATTESTATION_ROOTS: CERTIFICATE + CERTIFICATE };

  test('are all by default, or those that certificates and a list name', () => {
    expect(allowedWith({})).toBeNull();
    expect(allowedWith(direct)?.aaguids.size).toBe(0);
    const listed = allowedWith({ ...direct, WEBAUTHN_AAGUIDS: 'CB69481E-8ff7-4039-93ec-0a2729a154a8' });
    expect(listed?.roots.map(({ subject }) => subject)).toEqual(
      Array(2).fill(expect.stringMatching('CN=Maker')),
    );
    expect([...(listed?.aaguids ?? [])]).toEqual(['cb69481e-8ff7-4039-93ec-0a2729a154a8']);
  });

  test.each([
    [{ WEBAUTHN_ATTESTATION: 'enterprise' }, 'WEBAUTHN_ATTESTATION must be none or direct'],
    [{ WEBAUTHN_ATTESTATION: 'direct' }, 'WEBAUTHN_ATTESTATION_ROOTS is required'],
    [{ ...direct, WEBAUTHN_ATTESTATION_ROOTS: 'roots.pem' }, 'certificates in PEM'],
    [{ ...direct, WEBAUTHN_ATTESTATION_ROOTS: CERTIFICATE.replace('MII', 'AAA') }, 'certificates in PEM'],
    [{ ...direct, WEBAUTHN_AAGUIDS: 'YubiKey 5' }, 'list of AAGUIDs'],
    [{ ...direct, WEBAUTHN_ATTESTATION: 'none' }, 'have no effect'],
    [{ WEBAUTHN_AAGUIDS: 'cb69481e-8ff7-4039-93ec-0a2729a154a8' }, 'have no effect'],
  ])('are refused at the start if they are wrong (%#)', (variables, complaint) => {
    expect(() => allowedWith(variables)).toThrow(complaint);
  });
});
