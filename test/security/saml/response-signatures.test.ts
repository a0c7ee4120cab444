import { createHmac, generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { checkResponse } from '../../../src/security/saml/check-response.js';
import type { SamlRefusalReason } from '../../../src/security/saml/refusal.js';
import {
  C14N,
  encoded,
  ENVELOPED,
  expected,
  KEY,
  PUBLIC_KEY,
  responseXml,
  RSA_SHA256,
  SHA256,
  signed,
} from '../../support/saml/identity-provider.js';
import type { Signed, SigningOptions } from '../../support/saml/identity-provider.js';
import { wrapped } from '../../support/saml/wrapping.js';

const EACH_SIGNED: readonly Signed[] = ['Response', 'Assertion', 'both'];
const OTHER = generateKeyPairSync('rsa', { modulusLength: 2048 });

const check = (xml: string) => checkResponse(encoded(xml), expected());
const refused = (reason: SamlRefusalReason) => expect.objectContaining({ name: 'SamlRefused', reason });
/** Changes a signed response, and makes sure that the change applies. */
function changed(xml: string, from: string | RegExp, to: string): string {
  expect(xml).toMatch(from);
  return xml.replace(from, () => to);
}

describe('a response with a valid signature', () => {
  test.each(EACH_SIGNED)('is accepted with %s signed (SAML-14)', async (which) => {
    const { nameId, attributes, sessionIndex, id } = await check(signed(responseXml(), which));
    expect([nameId.value, sessionIndex, id]).toEqual(['ada@acme.example', '_s1', '_a1']);
    expect([...attributes]).toEqual([['email', ['ada@acme.example']]]);
  });

  test.each([
    'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512',
    'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1',
  ])('is accepted with the algorithm %s (SAML-15)', async (algorithm) => {
    const digest = 'http://www.w3.org/2001/04/xmlenc#sha512';
    await expect(check(signed(responseXml(), 'Assertion', { algorithm, digest }))).resolves.toBeDefined();
  });

  test('is accepted with either of two certificates during a rollover', async () => {
    const xml = encoded(signed(responseXml()));
    const other = OTHER.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    await expect(checkResponse(xml, expected({ keys: [other, PUBLIC_KEY] }))).resolves.toBeDefined();
    await expect(checkResponse(xml, expected({ keys: [other] }))).rejects.toEqual(refused('signature'));
    await expect(checkResponse(xml, expected({ keys: [] }))).rejects.toEqual(refused('signature'));
  });
});

describe('a wrapped signature', () => {
  const attacks = [1, 2, 3, 4, 5, 6, 7, 8].flatMap((attack) =>
    EACH_SIGNED.map((which) => [attack, which] as const),
  );
  test.each(attacks)('of kind %i is refused with %s signed (SAML-1 … SAML-8)', async (attack, which) => {
    const document = signed(responseXml(), which);
    const attacked = wrapped(attack, document);
    expect(attacked).toContain('mallory');
    await expect(check(attacked)).rejects.toMatchObject({ name: 'SamlRefused' });
  });

  const assertion = /<saml:Assertion[^]*<\/saml:Assertion>/;
  test.each([
    ['Extensions', (inner: string) => `<samlp:Extensions>${inner}</samlp:Extensions>`],
    [
      'Advice',
      (inner: string) =>
        `<saml:Assertion ID="_x" Version="2.0"><saml:Advice>${inner}</saml:Advice></saml:Assertion>`,
    ],
    [
      'Object',
      (inner: string) => `<ds:Object xmlns:ds="http://www.w3.org/2000/09/xmldsig#">${inner}</ds:Object>`,
    ],
    ['a second Response', (inner: string) => `<samlp:Response ID="_r2">${inner}</samlp:Response>`],
  ])('is refused with the signed assertion in %s (SAML-9)', async (_, around) => {
    const document = signed(responseXml());
    const inner = assertion.exec(document)?.[0] ?? '';
    await expect(check(changed(document, assertion, around(inner)))).rejects.toMatchObject({
      name: 'SamlRefused',
    });
  });
});

describe('a changed response', () => {
  test.each(EACH_SIGNED)('is refused with %s signed', async (which) => {
    const document = changed(signed(responseXml(), which), /ada@acme/g, 'eve@acme');
    await expect(check(document)).rejects.toEqual(refused('signature'));
  });

  test.each<[string, string | RegExp, string, SamlRefusalReason]>([
    ['no signature', /<ds:Signature [^]*<\/ds:Signature>/, '', 'signature_missing'],
    [
      'a signature of an element elsewhere',
      /<saml:Subject>/,
      '<saml:Subject><ds:X xmlns:ds="urn:x"/>',
      'signature',
    ],
    ['an empty reference', /URI="#_a1"/, 'URI=""', 'signature_form'],
    ['a reference to the response', /URI="#_a1"/, 'URI="#_r1"', 'signature_form'],
    [
      'two references',
      /<ds:Reference [^]*<\/ds:Reference>/,
      '<ds:Reference/><ds:Reference/>',
      'signature_form',
    ],
    ['an empty digest', /<ds:DigestValue>[^<]*/, '<ds:DigestValue>', 'signature_form'],
    [
      'the digest of nothing',
      /<ds:DigestValue>[^<]*/,
      '<ds:DigestValue>47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
      'signature',
    ],
    ['a second SignedInfo', /<ds:SignatureValue>/, '<ds:SignedInfo/><ds:SignatureValue>', 'signature_form'],
    ['an object in the signature', /<\/ds:Signature>/, '<ds:Object/></ds:Signature>', 'signature_form'],
    ['a relative namespace', /<saml:Subject>/, '<saml:Subject xmlns:x="../x">', 'namespace'],
    [
      'a foreign Response',
      'xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"',
      'xmlns:samlp="urn:x"',
      'root',
    ],
    [
      'a foreign Signature',
      /<\/saml:Assertion>/,
      '<x:Signature xmlns:x="urn:x"/></saml:Assertion>',
      'namespace',
    ],
    ['a foreign Assertion', /<saml:Assertion/, '<x:Assertion xmlns:x="urn:x"/><saml:Assertion', 'namespace'],
    ['a foreign NameID', /<saml:NameID>/, '<x:NameID xmlns:x="urn:x"/><saml:NameID>', 'namespace'],
    ['a repeated ID', /<samlp:Status>/, '<samlp:Status ID="_a1">', 'identifier'],
    ['the ID as Id', /<samlp:Status>/, '<samlp:Status Id="_a1">', 'identifier'],
    ['the ID as xml:id', /<samlp:Status>/, '<samlp:Status xml:id="_a1">', 'identifier'],
    ['an ID with a prefix', /<samlp:Status>/, '<samlp:Status saml:ID="_z">', 'identifier'],
    ['an ID with a quote', /<samlp:Status>/, `<samlp:Status ID="a'b">`, 'identifier'],
    ['an encrypted assertion', /<samlp:Status>/, '<saml:EncryptedAssertion/><samlp:Status>', 'encrypted'],
  ])('with %s is refused (SAML-11, SAML-12, SAML-14)', async (_, from, to, reason) => {
    await expect(check(changed(signed(responseXml()), from, to))).rejects.toEqual(refused(reason));
  });

  test('with a signature of another message is refused (SAML-14)', async () => {
    const logout = responseXml().replaceAll('samlp:Response', 'samlp:LogoutResponse');
    const xpath = /<ds:Signature [^]*<\/ds:Signature>/;
    const signature = xpath.exec(signed(responseXml(), 'Response'))?.[0] ?? '';
    const moved = changed(responseXml(), '</saml:Issuer>', `</saml:Issuer>${signature}`);
    await expect(check(moved)).resolves.toBeDefined();
    const other = changed(moved, 'IssueInstant="', 'Consent="x" IssueInstant="');
    await expect(check(other)).rejects.toEqual(refused('signature'));
    await expect(check(logout)).rejects.toEqual(refused('root'));
  });
});

describe('a signature by the right key', () => {
  const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
  test.each<[string, SigningOptions, SamlRefusalReason]>([
    ['RSA-SHA1', { algorithm: `${DSIG}rsa-sha1` }, 'algorithm'],
    ['a SHA-1 digest', { digest: `${DSIG}sha1` }, 'algorithm'],
    ['C14N with comments', { canonicalization: `${C14N}WithComments` }, 'signature_form'],
    [
      'inclusive C14N',
      { transforms: [ENVELOPED, 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315'] },
      'signature_form',
    ],
    ['a transform with comments', { transforms: [ENVELOPED, `${C14N}WithComments`] }, 'signature_form'],
    ['a third transform', { transforms: [ENVELOPED, C14N, C14N] }, 'signature_form'],
    ['one transform', { transforms: [C14N] }, 'signature_form'],
  ])('of %s is refused (SAML-12, SAML-15)', async (_, options, reason) => {
    await expect(check(signed(responseXml(), 'Assertion', options))).rejects.toEqual(refused(reason));
  });

  test.each([
    'http://www.w3.org/2000/09/xmldsig#dsa-sha1',
    'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256',
    'http://www.w3.org/2001/04/xmldsig-more#hmac-sha256',
    'urn:unknown',
    '__proto__',
  ])('under the name of the algorithm %s is refused (SAML-15)', async (algorithm) => {
    await expect(check(changed(signed(responseXml()), RSA_SHA256, algorithm))).rejects.toEqual(
      refused('algorithm'),
    );
  });

  test.each(['http://www.w3.org/TR/1999/REC-xslt-19991116', 'http://www.w3.org/TR/1999/REC-xpath-19991116'])(
    'with the transform %s is refused (SAML-12)',
    async (transform) => {
      const document = changed(
        signed(responseXml()),
        `Transform Algorithm="${C14N}"`,
        `Transform Algorithm="${transform}"`,
      );
      await expect(check(document)).rejects.toEqual(refused('signature_form'));
    },
  );

  test('is not confused with a MAC keyed with the public key (SAML-15)', async () => {
    const document = signed(responseXml());
    const mac = createHmac('sha1', PUBLIC_KEY).update('x').digest('base64');
    const forged = changed(
      changed(document, RSA_SHA256, 'http://www.w3.org/2000/09/xmldsig#hmac-sha1'),
      /<ds:SignatureValue>[^<]*/,
      `<ds:SignatureValue>${mac}`,
    );
    await expect(check(forged)).rejects.toEqual(refused('algorithm'));
  });
});

describe('KeyInfo', () => {
  const keyInfo = (content: string) => `<ds:KeyInfo>${content}</ds:KeyInfo></ds:Signature>`;
  const value = '<ds:KeyValue><ds:RSAKeyValue><ds:Modulus>AQAB</ds:Modulus></ds:RSAKeyValue></ds:KeyValue>';

  test('never provides a key: a response of a stranger is refused (SAML-13)', async () => {
    const document = signed(responseXml(), 'Assertion', { key: OTHER.privateKey });
    await expect(check(document)).rejects.toEqual(refused('signature'));
    for (const content of [value, '<ds:RetrievalMethod URI="#_a1"/>']) {
      const hinted = changed(document, '</ds:Signature>', keyInfo(content));
      await expect(check(hinted)).rejects.toEqual(refused('signature'));
    }
  });

  test('is ignored in a response by the right key', async () => {
    const document = signed(responseXml(), 'Assertion', { key: KEY, digest: SHA256 });
    await expect(check(changed(document, '</ds:Signature>', keyInfo(value)))).resolves.toBeDefined();
  });

  test('cannot offer a second algorithm to the verifier', async () => {
    const method = '<ds:SignatureMethod Algorithm="http://www.w3.org/2000/09/xmldsig#rsa-sha1"/>';
    const document = changed(signed(responseXml()), '</ds:Signature>', keyInfo(method));
    await expect(check(document)).rejects.toEqual(refused('signature_form'));
  });
});
