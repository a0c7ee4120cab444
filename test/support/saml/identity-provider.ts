import { generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { SignedXml } from 'xml-crypto';
import type { ExpectedResponse } from '../../../src/security/saml/check-response.js';

export const NOW = new Date('2026-11-28T12:00:00Z');
export const IDP = 'https://idp.example/entity';
export const SP = 'https://credence.example/saml/c1/metadata';
export const ACS = 'https://credence.example/saml/c1/acs';
export const REQUEST = '_0123456789abcdef0123456789abcdef';

export const C14N = 'http://www.w3.org/2001/10/xml-exc-c14n#';
export const ENVELOPED = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';
export const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
export const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const KEY = privateKey;
export const PUBLIC_KEY = publicKey.export({ type: 'spki', format: 'pem' }).toString();

/** The parts of a response that tests change before the signature. */
export interface Parts {
  readonly nameId: string;
  readonly conditions: string;
  readonly confirmations: string;
  readonly statement: string;
  readonly attributes: string;
  /** The time of issue of the response and its assertion. */
  readonly issued: string;
}

/** Returns the time so many seconds after the present of the tests. */
export function at(seconds: number): string {
  return new Date(NOW.getTime() + seconds * 1000).toISOString();
}

export function confirmation({
  recipient = ACS,
  request = ` InResponseTo="${REQUEST}"`,
  until = ` NotOnOrAfter="${at(300)}"`,
  method = 'bearer',
} = {}): string {
  return (
    `<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:${method}">` +
    `<saml:SubjectConfirmationData${until} Recipient="${recipient}"${request}/></saml:SubjectConfirmation>`
  );
}

export function conditions(
  times = `NotBefore="${at(-5)}" NotOnOrAfter="${at(300)}"`,
  audiences = [SP],
): string {
  const within = audiences.map((audience) => `<saml:Audience>${audience}</saml:Audience>`).join('');
  const restriction = within === '' ? '' : `<saml:AudienceRestriction>${within}</saml:AudienceRestriction>`;
  return `<saml:Conditions ${times}>${restriction}</saml:Conditions>`;
}

export const statement =
  `<saml:AuthnStatement AuthnInstant="${at(-5)}" SessionIndex="_s1"><saml:AuthnContext>` +
  '<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef>' +
  '</saml:AuthnContext></saml:AuthnStatement>';

/** Returns an unsigned response in which each part is right unless a test changes it. */
export function responseXml(changed: Partial<Parts> = {}): string {
  const parts: Parts = {
    nameId: '<saml:NameID>ada@acme.example</saml:NameID>',
    conditions: conditions(),
    confirmations: confirmation(),
    statement,
    attributes:
      '<saml:AttributeStatement><saml:Attribute Name="email">' +
      '<saml:AttributeValue>ada@acme.example</saml:AttributeValue></saml:Attribute></saml:AttributeStatement>',
    issued: at(-5),
    ...changed,
  };
  return (
    `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"` +
    ` xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_r1" Version="2.0"` +
    ` IssueInstant="${parts.issued}" Destination="${ACS}" InResponseTo="${REQUEST}">` +
    `<saml:Issuer>${IDP}</saml:Issuer>` +
    '<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>' +
    `<saml:Assertion ID="_a1" Version="2.0" IssueInstant="${parts.issued}"><saml:Issuer>${IDP}</saml:Issuer>` +
    `<saml:Subject>${parts.nameId}${parts.confirmations}</saml:Subject>` +
    `${parts.conditions}${parts.statement}${parts.attributes}</saml:Assertion></samlp:Response>`
  );
}

export interface SigningOptions {
  readonly key?: KeyObject;
  readonly algorithm?: string;
  readonly digest?: string;
  readonly canonicalization?: string;
  readonly transforms?: readonly string[];
}

/** The elements that an identity provider signs. */
export type Signed = 'Response' | 'Assertion' | 'both';

/** Signs the response, its assertion, or both: the assertion first, as the signature of the response covers it. */
export function signed(xml: string, which: Signed = 'Assertion', options: SigningOptions = {}): string {
  if (which === 'both') return signed(signed(xml, 'Assertion', options), 'Response', options);
  const {
    key = KEY,
    algorithm = RSA_SHA256,
    digest = SHA256,
    canonicalization = C14N,
    transforms = [ENVELOPED, C14N],
  } = options;
  const xpath = which === 'Response' ? "/*[local-name(.)='Response']" : "/*/*[local-name(.)='Assertion']";
  const signer = new SignedXml({
    privateKey: key.export({ type: 'pkcs8', format: 'pem' }),
    signatureAlgorithm: algorithm,
    canonicalizationAlgorithm: canonicalization,
  });
  signer.addReference({ xpath, transforms: [...transforms], digestAlgorithm: digest });
  const location = { reference: `${xpath}/*[local-name(.)='Issuer']`, action: 'after' as const };
  signer.computeSignature(xml, { prefix: 'ds', location });
  return signer.getSignedXml();
}

export function encoded(xml: string): string {
  return Buffer.from(xml).toString('base64');
}

/** Returns the connection and the request of the tests. */
export function expected(changed: Partial<ExpectedResponse> = {}): ExpectedResponse {
  return {
    entityId: SP,
    acsUrl: ACS,
    keys: [PUBLIC_KEY],
    idpEntityId: IDP,
    requestId: REQUEST,
    now: NOW,
    ...changed,
  };
}
