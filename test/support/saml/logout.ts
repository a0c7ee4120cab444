import { createPrivateKey, randomUUID, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
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

/** Returns the query of a logout request to an address (Bindings §3.4.4.1). */
export function logoutQuery(destination: string, changes: Logout): string {
  const { nameId, sessionIndex, issuer = IDP, padding = 0 } = changes;
  const key = changes.key ?? createPrivateKey(IDP_KEYS.privateKey);
  const index = sessionIndex === undefined ? '' : `<samlp:SessionIndex>${sessionIndex}</samlp:SessionIndex>`;
  const xml =
    '<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"' +
    ` xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_${randomUUID()}" Version="2.0"` +
    ` IssueInstant="${new Date().toISOString()}" Destination="${destination}">` +
    `<saml:Issuer>${issuer}</saml:Issuer><saml:NameID>${nameId}</saml:NameID>${index}` +
    `${' '.repeat(padding)}</samlp:LogoutRequest>`;
  const message = encodeURIComponent(deflateRawSync(xml).toString('base64'));
  const octets = `SAMLRequest=${message}&RelayState=r%20s&SigAlg=${encodeURIComponent(RSA_SHA256)}`;
  const signature = sign('sha256', Buffer.from(octets), key).toString('base64');
  return `${octets}&Signature=${encodeURIComponent(signature)}`;
}
