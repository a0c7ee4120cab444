import { DomainError } from '../../domain/domain-error.js';
import { readCertificate } from './certificates.js';
import type { IdpCertificate } from './certificates.js';
import { attributeOf, childrenNamed, isNamed, METADATA, SIGNATURE, subtree, textOf } from './xml/elements.js';
import type { XmlElement } from './xml/elements.js';
import { parseXml } from './xml/parse-xml.js';

const MAX_LENGTH = 1024 * 1024;
const MAX_ELEMENTS = 5_000;
const MAX_ENTITY_ID_LENGTH = 1024;
const BINDINGS = {
  redirect: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect',
  post: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST',
} as const;

/** The description of an identity provider, as a proposal for a connection. */
export interface IdpMetadata {
  readonly entityId: string;
  readonly ssoUrl: string;
  readonly requestBinding: keyof typeof BINDINGS;
  readonly sloUrl: string | null;
  readonly certificates: readonly IdpCertificate[];
}

/** The document does not describe exactly one identity provider with https addresses and signing certificates. */
export class MetadataRefused extends DomainError {
  readonly code = 'metadata_refused';
}

/**
 * Reads the metadata of an identity provider (SAML 2.0 Metadata §2.4.3). It is a proposal: an administrator compares it and
 * confirms, so its own signature is not needed.
 *
 * @throws MetadataRefused
 */
export async function readMetadata(text: string): Promise<IdpMetadata> {
  if (text.length > MAX_LENGTH) throw new MetadataRefused();
  try {
    return metadataOf(await parseXml(text, { maxElements: MAX_ELEMENTS }));
  } catch {
    throw new MetadataRefused();
  }
}

function metadataOf(entity: XmlElement): IdpMetadata {
  const providers = subtree(entity).filter((element) => isNamed(element, METADATA, 'IDPSSODescriptor'));
  const [provider] = childrenNamed(entity, METADATA, 'IDPSSODescriptor');
  const entityId = attributeOf(entity, 'entityID') ?? '';
  if (!isNamed(entity, METADATA, 'EntityDescriptor') || providers.length !== 1 || provider === undefined) {
    throw new MetadataRefused();
  }
  if (entityId === '' || entityId.length > MAX_ENTITY_ID_LENGTH) throw new MetadataRefused();
  const { requestBinding, ssoUrl } = signInEndpoint(provider);
  const certificates = signingCertificates(provider);
  if (certificates.length === 0) throw new MetadataRefused();
  return {
    entityId,
    ssoUrl,
    requestBinding,
    sloUrl: endpoint(provider, 'SingleLogoutService', 'redirect'),
    certificates,
  };
}

function signInEndpoint(provider: XmlElement): Pick<IdpMetadata, 'requestBinding' | 'ssoUrl'> {
  for (const requestBinding of ['redirect', 'post'] as const) {
    const ssoUrl = endpoint(provider, 'SingleSignOnService', requestBinding);
    if (ssoUrl !== null) return { requestBinding, ssoUrl };
  }
  throw new MetadataRefused();
}

function endpoint(provider: XmlElement, name: string, binding: keyof typeof BINDINGS): string | null {
  const [service] = childrenNamed(provider, METADATA, name).filter(
    (element) => attributeOf(element, 'Binding') === BINDINGS[binding],
  );
  return service === undefined ? null : httpsUrl(attributeOf(service, 'Location') ?? '');
}

function httpsUrl(text: string): string {
  const { protocol, username, password, hash, href } = new URL(text);
  if (protocol !== 'https:' || username !== '' || password !== '' || hash !== '') throw new MetadataRefused();
  return href;
}

/** Returns the certificates for signatures. A key without a use serves for both (Metadata §2.4.1.1). */
function signingCertificates(provider: XmlElement): IdpCertificate[] {
  const found = new Map<string, IdpCertificate>();
  for (const key of childrenNamed(provider, METADATA, 'KeyDescriptor')) {
    if ((attributeOf(key, 'use') ?? 'signing') !== 'signing') continue;
    for (const element of subtree(key)) {
      if (!isNamed(element, SIGNATURE, 'X509Certificate')) continue;
      const certificate = readCertificate(textOf(element) ?? '');
      found.set(certificate.fingerprint, certificate);
    }
  }
  return [...found.values()];
}
