import { createPrivateKey, createPublicKey, randomUUID, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { formFields } from '../../../src/security/saml/logout/sent-message.js';
import { IDP_KEYS } from './connected-organization.js';
import { IDP, RSA_SHA256 } from './identity-provider.js';

interface Logout {
  readonly nameId: string;
  readonly sessionIndex?: string;
  readonly issuer?: string;
  readonly key?: KeyObject;
  /** Bytes of padding in the document. */
  readonly padding?: number;
}

const NAMESPACES =
  'xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"';

/** Returns the query of a logout request to an address (Bindings §3.4.4.1). */
export function logoutQuery(destination: string, changes: Logout): string {
  const key = changes.key ?? createPrivateKey(IDP_KEYS.privateKey);
  return signedQuery('SAMLRequest', requestXml(destination, changes), 'r s', key);
}

/** Returns the fields of the form with a logout request to an address (Bindings §3.5.4). */
export async function logoutForm(destination: string, changes: Logout): Promise<Record<string, string>> {
  const message = { kind: 'SAMLRequest', xml: requestXml(destination, changes), relayState: 'r s' } as const;
  return Object.fromEntries(await formFields(message, IDP_KEYS.privateKey));
}

/** A message of the service at the identity provider, by redirect. */
export interface SentLogout {
  readonly address: string;
  readonly xml: string;
  readonly relayState: string;
  /** Verifies the signature over the octets of the query. */
  readonly isSignedBy: (certificate: string) => boolean;
}

/** Reads the message in the address that a browser opens. */
export function sentLogout(url: string): SentLogout {
  const { origin, pathname, searchParams } = new URL(url);
  const kind = searchParams.has('SAMLRequest') ? 'SAMLRequest' : 'SAMLResponse';
  const octets = url.slice(url.indexOf(`${kind}=`), url.indexOf('&Signature='));
  const signature = Buffer.from(searchParams.get('Signature') ?? '', 'base64');
  return {
    address: origin + pathname,
    xml: inflateRawSync(Buffer.from(searchParams.get(kind) ?? '', 'base64')).toString(),
    relayState: searchParams.get('RelayState') ?? '',
    isSignedBy: (certificate) =>
      verify('sha256', Buffer.from(octets), createPublicKey(certificate), signature),
  };
}

/** Returns the first certificate in a document of metadata, in PEM. */
export function certificateIn(metadata: string): string {
  return certificatesIn(metadata)[0] ?? '';
}

/** Returns the certificates in a document of metadata, in PEM. */
export function certificatesIn(metadata: string): string[] {
  return [...metadata.matchAll(/X509Certificate>([^<]+)</g)].map(
    ([, certificate = '']) => `-----BEGIN CERTIFICATE-----\n${certificate}\n-----END CERTIFICATE-----\n`,
  );
}

/** Returns the query of the answer to a logout request of the service. */
export function responseToLogout(
  destination: string,
  { xml, relayState }: SentLogout,
  { status = 'Success' } = {},
): string {
  const [, requestId = ''] = / ID="([^"]+)"/.exec(xml) ?? [];
  const response =
    `<samlp:LogoutResponse ${NAMESPACES} ID="_${randomUUID()}" Version="2.0"` +
    ` IssueInstant="${new Date().toISOString()}" Destination="${destination}" InResponseTo="${requestId}">` +
    `<saml:Issuer>${IDP}</saml:Issuer><samlp:Status>` +
    `<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:${status}"/></samlp:Status>` +
    '</samlp:LogoutResponse>';
  return signedQuery('SAMLResponse', response, relayState, createPrivateKey(IDP_KEYS.privateKey));
}

function requestXml(
  destination: string,
  { nameId, sessionIndex, issuer = IDP, padding = 0 }: Logout,
): string {
  const index = sessionIndex === undefined ? '' : `<samlp:SessionIndex>${sessionIndex}</samlp:SessionIndex>`;
  return (
    `<samlp:LogoutRequest ${NAMESPACES} ID="_${randomUUID()}" Version="2.0"` +
    ` IssueInstant="${new Date().toISOString()}" Destination="${destination}">` +
    `<saml:Issuer>${issuer}</saml:Issuer><saml:NameID>${nameId}</saml:NameID>${index}` +
    `${' '.repeat(padding)}</samlp:LogoutRequest>`
  );
}

function signedQuery(kind: string, xml: string, relayState: string, key: KeyObject): string {
  const message = encodeURIComponent(deflateRawSync(xml).toString('base64'));
  const state = encodeURIComponent(relayState);
  const octets = `${kind}=${message}&RelayState=${state}&SigAlg=${encodeURIComponent(RSA_SHA256)}`;
  const signature = sign('sha256', Buffer.from(octets), key).toString('base64');
  return `${octets}&Signature=${encodeURIComponent(signature)}`;
}
