import { METADATA, PROTOCOL, SIGNATURE } from './xml/elements.js';
import { escaped } from './xml/escaped.js';

/** A connection, as its identity provider has to know it. */
export interface ServiceProvider {
  readonly entityId: string;
  readonly acsUrl: string;
  readonly sloUrl: string;
  readonly signsRequests: boolean;
  /** The certificates of the own keys in PEM; two of them during a rollover. */
  readonly certificates: readonly string[];
}

/** Writes the metadata of a connection (Metadata §2.4.4). It has no key for encryption, because none is offered. */
export function ownMetadata(provider: ServiceProvider): string {
  const { entityId, acsUrl, sloUrl, signsRequests, certificates } = provider;
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    `<md:EntityDescriptor xmlns:md="${METADATA}" xmlns:ds="${SIGNATURE}" entityID="${escaped(entityId)}">` +
    `<md:SPSSODescriptor AuthnRequestsSigned="${String(signsRequests)}" WantAssertionsSigned="true"` +
    ` protocolSupportEnumeration="${PROTOCOL}">` +
    certificates.map(keyDescriptor).join('') +
    `<md:SingleLogoutService Binding="${binding('Redirect')}" Location="${escaped(sloUrl)}"/>` +
    `<md:SingleLogoutService Binding="${binding('POST')}" Location="${escaped(sloUrl)}"/>` +
    `<md:AssertionConsumerService Binding="${binding('POST')}" Location="${escaped(acsUrl)}"` +
    ' index="0" isDefault="true"/></md:SPSSODescriptor></md:EntityDescriptor>\n'
  );
}

function keyDescriptor(pem: string): string {
  const body = pem.replace(/-----(?:BEGIN|END) CERTIFICATE-----/g, '').replaceAll(/\s/g, '');
  return (
    '<md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>' +
    `${escaped(body)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`
  );
}

function binding(name: 'Redirect' | 'POST'): string {
  return `urn:oasis:names:tc:SAML:2.0:bindings:HTTP-${name}`;
}
