import { generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { arrivedByForm, arrivedByRedirect } from '../../../src/security/saml/logout/arrived-message.js';
import {
  checkLogoutRequest as checkRequest,
  checkLogoutResponse,
} from '../../../src/security/saml/logout/check-logout.js';
import type { ExpectedLogout } from '../../../src/security/saml/logout/check-logout.js';
import { logoutResponse } from '../../../src/security/saml/logout/logout-messages.js';
import { formFields } from '../../../src/security/saml/logout/sent-message.js';
import type { SamlRefusalReason } from '../../../src/security/saml/refusal.js';
import { at, IDP, KEY, NOW, PUBLIC_KEY, RSA_SHA256 } from '../../support/saml/identity-provider.js';

const SLO = 'https://credence.example/saml/c1/slo';
const settings: ExpectedLogout = { idpEntityId: IDP, sloUrl: SLO, keys: [PUBLIC_KEY], now: NOW };
const refused = (reason: SamlRefusalReason) => expect.objectContaining({ name: 'SamlRefused', reason });

function logoutXml({ destination = SLO, issuer = IDP, issued = at(0), content = '', end = '' } = {}): string {
  return (
    '<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"' +
    ' xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_l1" Version="2.0"' +
    ` IssueInstant="${issued}" Destination="${destination}"${end}><saml:Issuer>${issuer}</saml:Issuer>` +
    `<saml:NameID>ada@acme.example</saml:NameID>${content}</samlp:LogoutRequest>`
  );
}

function query(xml: string, { key = KEY, algorithm = RSA_SHA256, kind = 'SAMLRequest' } = {}): string {
  const message = encodeURIComponent(deflateRawSync(xml).toString('base64'));
  return signedQuery(`${kind}=${message}&RelayState=r%20s`, key, algorithm);
}

function signedQuery(message: string, key: KeyObject, algorithm = RSA_SHA256): string {
  const octets = `${message}&SigAlg=${encodeURIComponent(algorithm)}`;
  const signature = sign('sha256', Buffer.from(octets), key).toString('base64');
  return `${octets}&Signature=${encodeURIComponent(signature)}`;
}

async function checkLogoutRequest(query: string, expected: ExpectedLogout) {
  return await checkRequest(arrivedByRedirect(query), expected);
}

describe('a logout request', () => {
  test('names the person and the sessions, and lists its id to spend', async () => {
    const content =
      '<samlp:SessionIndex>_s1</samlp:SessionIndex><samlp:SessionIndex>_s2</samlp:SessionIndex>';
    await expect(checkLogoutRequest(query(logoutXml({ content })), settings)).resolves.toEqual({
      id: '_l1',
      spentUntil: new Date(NOW.getTime() + 11 * 60_000),
      nameId: { value: 'ada@acme.example', format: 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified' },
      sessionIndexes: ['_s1', '_s2'],
      relayState: 'r s',
    });
  });

  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  test.each<[string, string, SamlRefusalReason]>([
    ['of a stranger', query(logoutXml(), { key: stranger }), 'signature'],
    ['of another issuer', query(logoutXml({ issuer: 'urn:x' })), 'issuer'],
    ['for another address', query(logoutXml({ destination: `${SLO}/` })), 'destination'],
    ['of yesterday', query(logoutXml({ issued: at(-86_400) })), 'issue_instant'],
    ['that has ended', query(logoutXml({ end: ` NotOnOrAfter="${at(-31)}"` })), 'validity'],
    ['with an empty session', query(logoutXml({ content: '<samlp:SessionIndex/>' })), 'statement'],
    ['with a second name', query(logoutXml({ content: '<saml:NameID>b</saml:NameID>' })), 'name_id'],
    ['that is another message', query('<a/>'), 'root'],
    ['that is an answer', query(logoutXml(), { kind: 'SAMLResponse' }), 'query'],
    ['with a comment', query(logoutXml({ content: '<!-- -->' })), 'markup'],
    ['without a signature', query(logoutXml()).replace(/&Signature=.*/, ''), 'signature_missing'],
    ['with an algorithm of another name', query(logoutXml(), { algorithm: 'urn:x#sha256' }), 'algorithm'],
    ['with another RelayState', query(logoutXml()).replace('r%20s', 'r%20t'), 'signature'],
    ['with its RelayState escaped in another way', query(logoutXml()).replace('r%20s', 'r+s'), 'signature'],
    ['with a repeated parameter', `${query(logoutXml())}&RelayState=x`, 'query'],
    ['with an escaped name', `${query(logoutXml())}&Relay%53tate=x`, 'query'],
    ['with a name in other case', `${query(logoutXml())}&samlrequest=x`, 'query'],
    ['with two messages', `${query(logoutXml())}&SAMLResponse=x`, 'query'],
    ['with a broken escape', `${query(logoutXml())}&%=x`, 'query'],
    ['without a message', 'RelayState=x', 'query'],
    ['that is too long', `x=${'x'.repeat(128 * 1024)}`, 'size'],
  ])('%s is refused (SAML-30)', async (_, hostile, reason) => {
    await expect(checkLogoutRequest(hostile, settings)).rejects.toEqual(refused(reason));
  });

  test('that inflates to much is refused at once, unsigned and signed (SAML-30)', async () => {
    const bomb = `SAMLRequest=${encodeURIComponent(deflateRawSync(Buffer.alloc(60_000_000)).toString('base64'))}`;
    const [before, started] = [process.memoryUsage().rss, performance.now()];
    await expect(checkLogoutRequest(bomb, settings)).rejects.toEqual(refused('signature_missing'));
    await expect(checkLogoutRequest(signedQuery(bomb, KEY), settings)).rejects.toEqual(refused('encoding'));
    expect(performance.now() - started).toBeLessThan(1000);
    expect(process.memoryUsage().rss - before).toBeLessThan(20 * 1024 * 1024);
  });
});

describe('a logout message of a form', () => {
  const KEY_PEM = KEY.export({ type: 'pkcs8', format: 'pem' }).toString();
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const strangersPem = stranger.export({ type: 'pkcs8', format: 'pem' }).toString();

  /** Posts a request, changed after its signature. */
  async function checkForm(xml: string, { key = KEY_PEM, forge = (text: string) => text } = {}) {
    const [[, value]] = await formFields({ kind: 'SAMLRequest', xml, relayState: 'r s' }, key);
    const SAMLRequest = Buffer.from(forge(Buffer.from(value, 'base64').toString())).toString('base64');
    return await checkRequest(arrivedByForm({ SAMLRequest, RelayState: 'r s' }), settings);
  }

  test('names the person and the sessions as by redirect', async () => {
    const content = '<samlp:SessionIndex>_s1</samlp:SessionIndex>';
    await expect(checkForm(logoutXml({ content }))).resolves.toMatchObject({
      id: '_l1',
      nameId: { value: 'ada@acme.example' },
      sessionIndexes: ['_s1'],
      relayState: 'r s',
    });
  });

  const wrapped = (text: string) => `<x ID="_x">${text}</x>`;
  test.each<[string, (text: string) => string, SamlRefusalReason]>([
    ['with another name', (text) => text.replace('ada@', 'eve@'), 'signature'],
    [
      'without its signature',
      (text) => text.replace(/<ds:Signature .*<\/ds:Signature>/s, ''),
      'signature_missing',
    ],
    ['in a wrapper', wrapped, 'signature_place'],
    [
      'with two signatures',
      (text) => text.replace(/(<ds:Signature .*<\/ds:Signature>)/s, '$1$1'),
      'signature_place',
    ],
    ['signed for another element', (text) => text.replace('URI="#_l1"', 'URI="#_l2"'), 'signature_form'],
    [
      'with RSA-SHA1',
      (text) => text.replace(RSA_SHA256, 'http://www.w3.org/2000/09/xmldsig#rsa-sha1'),
      'algorithm',
    ],
    ['with a comment', (text) => text.replace('ada@', 'ada<!-- -->@'), 'markup'],
  ])('%s is refused (SAML-30)', async (_, forge, reason) => {
    await expect(checkForm(logoutXml(), { forge })).rejects.toEqual(refused(reason));
  });

  test('of a stranger is refused (SAML-30)', async () => {
    await expect(checkForm(logoutXml(), { key: strangersPem })).rejects.toEqual(refused('signature'));
  });

  test.each([{}, { SAMLRequest: 'a', SAMLResponse: 'b' }])('of the fields %j is refused', (fields) => {
    expect(() => arrivedByForm(fields)).toThrow(refused('query'));
  });

  test('answers the request of this service with a success', async () => {
    const envelope = { entityId: IDP, sloUrl: SLO, now: NOW };
    const answer = async (xml: string, requestId: string) => {
      const [[, SAMLResponse]] = await formFields({ kind: 'SAMLResponse', xml, relayState: null }, KEY_PEM);
      await checkLogoutResponse(arrivedByForm({ SAMLResponse }), { ...settings, requestId });
    };
    const xml = logoutResponse(envelope, '_q1');
    await expect(answer(xml, '_q1')).resolves.toBeUndefined();
    await expect(answer(xml, '_q2')).rejects.toEqual(refused('in_response_to'));
    await expect(answer(xml.replace('status:Success', 'status:Responder'), '_q1')).rejects.toEqual(
      refused('status'),
    );
    await expect(answer(logoutXml(), '_q1')).rejects.toEqual(refused('root'));
  });
});
