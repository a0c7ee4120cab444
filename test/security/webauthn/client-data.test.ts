import { describe, expect, test } from '@jest/globals';
import {
  anAuthenticator,
  CHALLENGE,
  refusalOf,
  refusedAssertion,
  refusedRegistration,
  register,
} from '../../support/webauthn/ceremonies.js';
import type { Changes } from '../../support/webauthn/authenticator.js';

const FRAMES: [string, Changes][] = [
  ['a frame of another origin', { clientData: { crossOrigin: true } }],
  [
    'a frame in a page that is named',
    { clientData: { crossOrigin: true, topOrigin: 'https://example.com' } },
  ],
  ['a page that names another above it', { clientData: { topOrigin: 'https://example.com' } }],
  ['a page that names itself above it', { clientData: { topOrigin: 'https://accounts.example.org' } }],
  ['a page that names none above it', { clientData: { topOrigin: null } }],
];

const ORIGINS: [string, Changes][] = [
  ['another origin', { origin: 'https://example.com' }],
  ['a sibling', { origin: 'https://other.example.org' }],
  ['a parent', { origin: 'https://example.org' }],
  ['another port', { origin: 'https://accounts.example.org:8443' }],
  ['another scheme', { origin: 'http://accounts.example.org' }],
  ['a trailing slash', { origin: 'https://accounts.example.org/' }],
  ['an origin in upper case', { origin: 'https://ACCOUNTS.example.org' }],
  ['an opaque origin', { origin: 'null' }],
];

const OTHERS: [string, Changes, string][] = [
  ['the other ceremony', { clientData: { type: 'payment.get' } }, 'client_data'],
  ['no origin', { clientData: { origin: null } }, 'client_data'],
  ['an array of origins', { clientData: { origin: ['https://accounts.example.org'] } }, 'client_data'],
  ['a text as crossOrigin', { clientData: { crossOrigin: 'false' } }, 'client_data'],
  ['another challenge', { clientData: { challenge: 'b3RoZXI' } }, 'challenge'],
  ['a challenge that is no text', { clientData: { challenge: 1 } }, 'client_data'],
];

describe.each([
  ['registration', refusedRegistration],
  ['sign-in', refusedAssertion],
] as const)('a %s (WAN-2, PKY-4)', (_, refused) => {
  test.each(FRAMES)('is refused from %s', async (_, changes) => {
    expect(await refused(changes)).toBe('cross_origin');
  });

  test.each(ORIGINS)('is refused from %s', async (_, changes) => {
    expect(await refused(changes)).toBe('origin');
  });

  test.each(OTHERS)('is refused with %s', async (_, changes, reason) => {
    expect(await refused(changes)).toBe(reason);
  });

  test('is refused for another relying party', async () => {
    expect(await refused({ rpId: 'accounts.example.org' })).toBe('verification');
  });

  test('accepts members of the client data that a later version adds', async () => {
    expect(await refused({ clientData: { other_keys_can_be_added_here: 'yes' } })).toBeNull();
  });
});

test('client data that is not JSON, or no object, is refused', async () => {
  const credential = anAuthenticator().create(CHALLENGE);
  for (const text of ['', 'null', '[]', '"text"', '{', '{"type":"webauthn.create"}']) {
    const clientDataJSON = Buffer.from(text).toString('base64url');
    const response = { ...credential.response, clientDataJSON };
    expect(await refusalOf(register({ ...credential, response }))).toMatch(/^(client_data|encoding)$/);
  }
});
