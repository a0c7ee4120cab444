import { createHash, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { readCertificate } from '../../../src/security/saml/certificates.js';
import { readMetadata } from '../../../src/security/saml/metadata.js';
import {
  endpoint,
  idpMetadata,
  inBase64,
  keyDescriptor as key,
  METADATA as NAMESPACE,
  SSO,
} from '../../support/saml/idp-metadata.js';
import { ecKeys, rsaKeys } from '../../support/saml/parties.js';

const { certificate } = rsaKeys();
const next = rsaKeys();
const metadata = (changes: { keys?: string; services?: string } = {}) =>
  idpMetadata({ keys: key(certificate), ...changes });

describe('metadata of an identity provider', () => {
  test('becomes a proposal with its addresses and signing certificates', async () => {
    const services =
      endpoint('SingleLogoutService', 'POST', 'https://idp.example/post') +
      endpoint('SingleLogoutService', 'Redirect', 'https://idp.example/slo') +
      endpoint('SingleSignOnService', 'POST', 'https://idp.example/post') +
      endpoint('SingleSignOnService', 'Redirect', SSO);
    const keys =
      key(certificate) + key(next.certificate, '') + key(ecKeys().certificate, ' use="encryption"');
    await expect(readMetadata(metadata({ keys: keys + key(certificate), services }))).resolves.toEqual({
      entityId: 'urn:idp',
      ssoUrl: SSO,
      requestBinding: 'redirect',
      sloUrl: 'https://idp.example/slo',
      certificates: [readCertificate(certificate), readCertificate(next.certificate)],
    });
  });

  test('with the POST binding alone is accepted', async () => {
    const read = await readMetadata(metadata({ services: endpoint('SingleSignOnService', 'POST', SSO) }));
    expect([read.requestBinding, read.ssoUrl, read.sloUrl]).toEqual(['post', SSO, null]);
  });

  const entity = (id: number) => `<md:EntityDescriptor xmlns:md="${NAMESPACE}" entityID="urn:${id}"/>`;
  const many = Array.from({ length: 1000 }, (_, id) => entity(id)).join('');
  test.each([
    ['is longer than 1 MiB', `${metadata()}${' '.repeat(1024 * 1024)}`],
    [
      'lists 1,000 entities',
      `<md:EntitiesDescriptor xmlns:md="${NAMESPACE}">${many}</md:EntitiesDescriptor>`,
    ],
    ['describes two providers', metadata().replace(/<md:IDPSSO[^]*IDPSSODescriptor>/, (text) => text + text)],
    ['describes none', entity(1)],
    ['has another namespace', metadata().replaceAll(NAMESPACE, 'urn:x')],
    ['has no entity id', metadata().replace('urn:idp', '')],
    ['has an endless entity id', metadata().replace('urn:idp', `urn:${'x'.repeat(1024)}`)],
    ['has an address with http', metadata().replace('https:', 'http:')],
    ['has an address with a script', metadata().replace(SSO, 'javascript:alert(1)')],
    ['has an address with a password', metadata().replace('idp.example', 'a:b@idp.example')],
    ['has an address that is none', metadata().replace(SSO, 'sso')],
    [
      'has a logout address with http',
      metadata({
        services:
          endpoint('SingleSignOnService', 'POST', SSO) +
          endpoint('SingleLogoutService', 'Redirect', 'http://idp.example/'),
      }),
    ],
    ['has no address', metadata({ services: '' })],
    ['has no certificate', metadata({ keys: '' })],
    ['has a certificate for encryption only', metadata({ keys: key(certificate, ' use="encryption"') })],
    ['has a weak certificate', metadata({ keys: key(rsaKeys(1024).certificate) })],
    ['has a broken certificate', metadata({ keys: key(certificate).replace('MII', 'MIX') })],
    ['has a DOCTYPE', metadata().replace('\n', '<!DOCTYPE x>')],
    ['is no XML', 'urn:idp'],
  ])('that %s is refused (SAML-32)', async (_, text) => {
    expect(text).not.toBe(metadata());
    await expect(readMetadata(text)).rejects.toMatchObject({ code: 'metadata_refused' });
  });
});

describe('a certificate', () => {
  test('is read from PEM and from base64, with its fingerprint, key and end', () => {
    const to = new Date('2030-01-02T03:04:05Z');
    const { certificate: pem } = rsaKeys(2048, to);
    const { raw, publicKey } = new X509Certificate(pem);
    const read = readCertificate(pem);
    expect(readCertificate(inBase64(pem))).toEqual(read);
    expect(read.fingerprint).toBe(createHash('sha256').update(raw).digest('hex'));
    expect(read.publicKey).toBe(publicKey.export({ type: 'spki', format: 'pem' }));
    expect(new X509Certificate(read.pem).raw).toEqual(raw);
    expect(read.notAfter).toEqual(to);
  });

  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  test.each([
    ['of 1024 bits', rsaKeys(1024).certificate],
    ['of an elliptic curve', ecKeys().certificate],
    ['that is a key', publicKey.export({ type: 'spki', format: 'pem' }).toString()],
    ['with a private key', rsaKeys().privateKey],
    ['of two', certificate + next.certificate],
    ['without content', ''],
  ])('%s is refused (SAML-15)', (_, pem) => {
    expect(() => readCertificate(pem)).toThrow(expect.objectContaining({ code: 'certificate_refused' }));
  });
});
