import { createSign } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { ENVELOPED, EXCLUSIVE_C14N, RSA_SHA256, SHA256 } from '../signature-form.js';

/** A message to an identity provider, before its signature. */
export interface UnsignedMessage {
  readonly kind: 'SAMLRequest' | 'SAMLResponse';
  readonly xml: string;
  readonly relayState: string | null;
}

/** A field of a form. */
type Field = readonly [name: string, value: string];

/**
 * Writes the address of the identity provider with a signed message in its query (Bindings §3.4.4.1). The signature covers the
 * octets that are sent, whatever characters the relay state has.
 *
 * @param signingKey the private key of the connection in PEM
 */
export function redirectUrl(
  address: string,
  { kind, xml, relayState }: UnsignedMessage,
  signingKey: string,
): string {
  const signed = [
    `${kind}=${encodeURIComponent(deflateRawSync(xml).toString('base64'))}`,
    ...(relayState === null ? [] : [`RelayState=${encodeURIComponent(relayState)}`]),
    `SigAlg=${encodeURIComponent(RSA_SHA256)}`,
  ].join('&');
  const signature = createSign('sha256').update(signed).sign(signingKey, 'base64');
  const separator = address.includes('?') ? '&' : '?';
  return `${address}${separator}${signed}&Signature=${encodeURIComponent(signature)}`;
}

/** Writes the fields of the form that posts a signed message to the identity provider (Bindings §3.5.4). */
export async function formFields(
  { kind, xml, relayState }: UnsignedMessage,
  signingKey: string,
): Promise<[Field, ...Field[]]> {
  const signed = await signDocument(xml, signingKey);
  const message: Field = [kind, Buffer.from(signed).toString('base64')];
  return relayState === null ? [message] : [message, ['RelayState', relayState]];
}

/** Signs the root of a document. The signature follows the issuer, as the schema demands (Core §3.2.1). */
async function signDocument(xml: string, privateKey: string): Promise<string> {
  const { SignedXml } = await import('xml-crypto');
  const signer = new SignedXml({
    privateKey,
    signatureAlgorithm: RSA_SHA256,
    canonicalizationAlgorithm: EXCLUSIVE_C14N,
  });
  signer.addReference({ xpath: '/*', transforms: [ENVELOPED, EXCLUSIVE_C14N], digestAlgorithm: SHA256 });
  const location = { reference: "/*/*[local-name(.)='Issuer']", action: 'after' as const };
  signer.computeSignature(xml, { prefix: 'ds', location });
  return signer.getSignedXml();
}
