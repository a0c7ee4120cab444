import { describe, expect, test } from '@jest/globals';
import { checkResponse } from '../../../src/security/saml/check-response.js';
import type { ExpectedResponse } from '../../../src/security/saml/check-response.js';
import type { SamlRefusalReason } from '../../../src/security/saml/refusal.js';
import {
  ACS,
  at,
  conditions,
  confirmation,
  encoded,
  expected,
  IDP,
  responseXml,
  signed,
  SP,
  statement,
} from '../../support/saml/identity-provider.js';
import type { Parts } from '../../support/saml/identity-provider.js';

const check = (parts: Partial<Parts>, changed: Partial<ExpectedResponse> = {}) =>
  checkResponse(encoded(signed(responseXml(parts), 'both')), expected(changed));
const refused = (reason: SamlRefusalReason) => expect.objectContaining({ name: 'SamlRefused', reason });
const name = (value: string, format = 'persistent') =>
  `<saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:${format}">${value}</saml:NameID>`;
const until = (seconds: number) => ` NotOnOrAfter="${at(seconds)}"`;

describe('a signed response is refused', () => {
  test.each<[string, Partial<Parts>, SamlRefusalReason]>([
    ['for another audience (SAML-19)', { conditions: conditions(undefined, [`${SP}2`]) }, 'audience'],
    ['for several others (SAML-19)', { conditions: conditions(undefined, [IDP, ACS]) }, 'audience'],
    ['for no audience (SAML-19)', { conditions: conditions(undefined, []) }, 'audience'],
    ['without conditions (SAML-19)', { conditions: '' }, 'conditions'],
    ['with conditions twice', { conditions: conditions() + conditions() }, 'signature'],
    [
      'with an unknown condition',
      { conditions: conditions().replace('</saml:Conditions>', '<saml:Condition/></saml:Conditions>') },
      'conditions',
    ],
    [
      'to another host (SAML-20)',
      { confirmations: confirmation({ recipient: 'https://x.example/saml/c1/acs' }) },
      'destination',
    ],
    [
      'to a path in other case (SAML-20)',
      { confirmations: confirmation({ recipient: ACS.replace('acs', 'ACS') }) },
      'destination',
    ],
    [
      'to a path with a slash (SAML-20)',
      { confirmations: confirmation({ recipient: `${ACS}/` }) },
      'destination',
    ],
    [
      'to http (SAML-20)',
      { confirmations: confirmation({ recipient: ACS.replace('https', 'http') }) },
      'destination',
    ],
    [
      'without InResponseTo in the confirmation (SAML-17)',
      { confirmations: confirmation({ request: '' }) },
      'in_response_to',
    ],
    [
      'with the InResponseTo of another request (SAML-17)',
      { confirmations: confirmation({ request: ' InResponseTo="_other"' }) },
      'in_response_to',
    ],
    [
      'with holder-of-key alone (SAML-23)',
      { confirmations: confirmation({ method: 'holder-of-key' }) },
      'confirmation',
    ],
    ['without a confirmation', { confirmations: '' }, 'confirmation'],
    [
      'without an end of the confirmation (SAML-22)',
      { confirmations: confirmation({ until: '' }) },
      'signature',
    ],
    [
      'with ten years of validity (SAML-22)',
      { confirmations: confirmation({ until: until(315_360_000) }) },
      'validity',
    ],
    [
      'with conditions for ten years (SAML-22)',
      { conditions: conditions(`NotOnOrAfter="${at(315_360_000)}"`) },
      'validity',
    ],
    ['with conditions without an end (SAML-22)', { conditions: conditions('') }, 'validity'],
    ['31 s after its end (SAML-22)', { confirmations: confirmation({ until: until(-31) }) }, 'validity'],
    [
      '31 s before its start (SAML-22)',
      { conditions: conditions(`NotBefore="${at(31)}"${until(300)}`) },
      'validity',
    ],
    [
      'at a leap second (SAML-22)',
      { confirmations: confirmation({ until: ' NotOnOrAfter="2026-12-31T23:59:60Z"' }) },
      'signature',
    ],
    [
      'with a time without a zone (SAML-22)',
      { confirmations: confirmation({ until: ' NotOnOrAfter="2026-11-28T12:05:00"' }) },
      'validity',
    ],
    ['issued in 2099 (SAML-22)', { issued: '2099-01-01T00:00:00Z' }, 'issue_instant'],
    ['issued 31 s in the future (SAML-22)', { issued: at(31) }, 'issue_instant'],
    ['issued over ten minutes ago (SAML-22)', { issued: at(-601) }, 'issue_instant'],
    [
      'without a NameID, despite an attribute named so',
      { nameId: '', attributes: named('nameID') },
      'name_id',
    ],
    ['with an empty NameID (SAML-24)', { nameId: name('') }, 'name_id'],
    ['with a NameID of 300 characters (SAML-24)', { nameId: name('x'.repeat(300)) }, 'name_id'],
    ['with a transient NameID (SAML-24)', { nameId: name('x', 'transient') }, 'name_id'],
    ['with two NameIDs (SAML-24)', { nameId: name('x') + name('y') }, 'name_id'],
    ['with an element in its NameID', { nameId: name('x<saml:y/>') }, 'name_id'],
    ['with an encrypted NameID', { nameId: '<saml:EncryptedID/>' }, 'encrypted'],
    ['without a statement of an authentication', { statement: '' }, 'statement'],
    ['with two of them', { statement: statement + statement }, 'statement'],
    [
      'with a session that has ended',
      { statement: statement.replace(' Session', ` SessionNotOnOrAfter="${at(-1)}" Session`) },
      'statement',
    ],
  ])('%s', async (_, parts, reason) => {
    await expect(check(parts)).rejects.toEqual(refused(reason));
  });

  test.each<[string, Partial<ExpectedResponse>, SamlRefusalReason]>([
    ['of another tenant with the same certificate (SAML-21)', { idpEntityId: `${IDP}/2` }, 'issuer'],
    ['for another connection', { acsUrl: ACS.replace('c1', 'c2') }, 'destination'],
    ['for another request of this connection (SAML-17)', { requestId: '_another' }, 'in_response_to'],
  ])('%s', async (_, changed, reason) => {
    await expect(check({}, changed)).rejects.toEqual(refused(reason));
  });

  test.each<[string, string, string, SamlRefusalReason]>([
    ['with the status Requester', 'status:Success', 'status:Requester', 'status'],
    ['with version 1.1', 'Version="2.0" IssueInstant', 'Version="1.1" IssueInstant', 'version'],
    [
      'with a foreign Destination (SAML-20)',
      `Destination="${ACS}"`,
      'Destination="https://x.example/"',
      'destination',
    ],
    ['with a foreign issuer outside of the assertion', `<saml:Issuer>${IDP}`, '<saml:Issuer>urn:x', 'issuer'],
    [
      'with another InResponseTo outside of the assertion',
      'InResponseTo="_',
      'InResponseTo="_x',
      'in_response_to',
    ],
  ])('%s, signed or not', async (_, from, to, reason) => {
    const before = signed(responseXml().replace(from, to), 'Response');
    await expect(checkResponse(encoded(before), expected())).rejects.toEqual(refused(reason));
    const after = signed(responseXml()).replace(from, to);
    await expect(checkResponse(encoded(after), expected())).rejects.toEqual(refused(reason));
  });

  test('with its InResponseTo only on the unsigned wrapper (SAML-17)', async () => {
    const document = signed(responseXml({ confirmations: confirmation({ request: '' }) }));
    expect(document).toContain('InResponseTo');
    await expect(checkResponse(encoded(document), expected())).rejects.toEqual(refused('in_response_to'));
  });
});

describe('a signed response is accepted', () => {
  test.each<[string, Partial<Parts>]>([
    ['among several audiences', { conditions: conditions(undefined, [IDP, SP]) }],
    ['30 s after its end (SAML-22)', { confirmations: confirmation({ until: until(-30) }) }],
    ['30 s before its start (SAML-22)', { conditions: conditions(`NotBefore="${at(30)}"${until(300)}`) }],
    ['issued 30 s in the future (SAML-22)', { issued: at(30) }],
    ['issued ten minutes ago', { issued: at(-600) }],
    [
      'with an offset (SAML-22)',
      { confirmations: confirmation({ until: ' NotOnOrAfter="2026-11-28T14:05:00.1234567+02:00"' }) },
    ],
    [
      'with a bearer beside holder-of-key (SAML-23)',
      { confirmations: confirmation({ method: 'holder-of-key' }) + confirmation() },
    ],
    [
      'with a bearer after one for somebody else',
      { confirmations: confirmation({ recipient: 'urn:x' }) + confirmation() },
    ],
    ['with a persistent NameID of 256 characters', { nameId: name('x'.repeat(256)) }],
    ['without attributes', { attributes: '' }],
  ])('%s', async (_, parts) => {
    await expect(check(parts)).resolves.toBeDefined();
  });

  test('with the id to spend until all of its times have passed', async () => {
    const { spentUntil } = await check({ conditions: conditions(until(600)) });
    expect(spentUntil).toEqual(new Date(at(630)));
  });

  test('with the end of the session that the provider allows', async () => {
    const ends = at(3600);
    const limited = statement.replace(' Session', ` SessionNotOnOrAfter="${ends}" Session`);
    await expect(check({ statement: limited })).resolves.toMatchObject({ sessionEnds: new Date(ends) });
  });

  test('with NameIDs compared exactly (SAML-24)', async () => {
    const [small, large] = [await check({ nameId: name('ada') }), await check({ nameId: name('Ada') })];
    expect(small.nameId.value).not.toBe(large.nameId.value);
  });

  test('with attributes of hostile names as plain values', async () => {
    const attributes = ['__proto__', 'constructor', 'getAssertionXml', 'nameID']
      .map((of) => named(of))
      .join('');
    const { attributes: read, nameId } = await check({ attributes });
    expect(read.get('__proto__')).toEqual(['mallory']);
    expect(read.get('nameID')).toEqual(['mallory']);
    expect(nameId.value).toBe('ada@acme.example');
    expect(Object.getPrototypeOf({})).not.toHaveProperty('mallory');
  });

  test('without the values that contain elements', async () => {
    const attributes = named('groups', 'a<saml:b>dmin</saml:b>') + named('groups', 'staff');
    expect((await check({ attributes })).attributes.get('groups')).toEqual(['staff']);
  });
});

function named(attribute: string, value = 'mallory'): string {
  return (
    `<saml:AttributeStatement><saml:Attribute Name="${attribute}">` +
    `<saml:AttributeValue>${value}</saml:AttributeValue></saml:Attribute></saml:AttributeStatement>`
  );
}
