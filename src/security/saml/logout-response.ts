import { createSign, randomBytes } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { RSA_SHA256 } from './signature-form.js';
import { ASSERTION, PROTOCOL } from './xml/elements.js';
import { escaped } from './xml/escaped.js';

/** The answer to a logout request. */
export interface LogoutAnswer {
  readonly entityId: string;
  /** The address of the identity provider for logout messages. */
  readonly sloUrl: string;
  readonly requestId: string;
  /** The relay state of the request, which goes back as it came. */
  readonly relayState: string | null;
  /** The private key of the connection in PEM. */
  readonly signingKey: string;
  readonly now: Date;
}

/**
 * Writes the address of the identity provider with a signed answer in its query (Bindings §3.4.4.1). The signature covers the
 * octets that are sent, whatever characters the relay state has.
 */
export function logoutResponseUrl({ sloUrl, relayState, signingKey, ...answer }: LogoutAnswer): string {
  const message = deflateRawSync(logoutResponse({ sloUrl, ...answer })).toString('base64');
  const signed = [
    `SAMLResponse=${encodeURIComponent(message)}`,
    ...(relayState === null ? [] : [`RelayState=${encodeURIComponent(relayState)}`]),
    `SigAlg=${encodeURIComponent(RSA_SHA256)}`,
  ].join('&');
  const signature = createSign('sha256').update(signed).sign(signingKey, 'base64');
  const separator = sloUrl.includes('?') ? '&' : '?';
  return `${sloUrl}${separator}${signed}&Signature=${encodeURIComponent(signature)}`;
}

function logoutResponse({
  entityId,
  sloUrl,
  requestId,
  now,
}: Pick<LogoutAnswer, 'entityId' | 'sloUrl' | 'requestId' | 'now'>): string {
  return (
    `<samlp:LogoutResponse xmlns:samlp="${PROTOCOL}" xmlns:saml="${ASSERTION}"` +
    ` ID="_${randomBytes(16).toString('hex')}" Version="2.0" IssueInstant="${now.toISOString()}"` +
    ` Destination="${escaped(sloUrl)}" InResponseTo="${escaped(requestId)}">` +
    `<saml:Issuer>${escaped(entityId)}</saml:Issuer><samlp:Status>` +
    '<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>' +
    '</samlp:LogoutResponse>'
  );
}
