import { X509Certificate } from 'node:crypto';

export const SSO = 'https://idp.example/sso';
export const METADATA = 'urn:oasis:names:tc:SAML:2.0:metadata';

/** The parts of a document of metadata, in XML. */
interface Parts {
  readonly keys: string;
  readonly services?: string;
}

/** Returns the metadata of an identity provider. */
export function idpMetadata({
  keys,
  services = endpoint('SingleSignOnService', 'Redirect', SSO),
}: Parts): string {
  return (
    `<?xml version="1.0" encoding="UTF-8"?>\n<md:EntityDescriptor xmlns:md="${METADATA}" entityID="urn:idp">` +
    '<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">' +
    `${keys}${services}</md:IDPSSODescriptor></md:EntityDescriptor>\n`
  );
}

export function keyDescriptor(pem: string, use = ' use="signing"'): string {
  return (
    `<md:KeyDescriptor${use}><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>` +
    `<ds:X509Certificate>\n${inBase64(pem)}\n</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`
  );
}

export function endpoint(name: string, binding: string, location: string): string {
  return `<md:${name} Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-${binding}" Location="${location}"/>`;
}

export function inBase64(pem: string): string {
  return new X509Certificate(pem).raw.toString('base64');
}
