import { X509Certificate } from 'node:crypto';
import { WebAuthnRefused } from './refusal.js';

/** The models of authenticators that a service accepts. */
export interface AllowedModels {
  /** The certificates of makers, to which an attestation must lead. */
  readonly roots: readonly X509Certificate[];
  /** The AAGUIDs of the models; empty for every model of these makers. */
  readonly aaguids: ReadonlySet<string>;
}

/** The authenticator does not prove that it is of an allowed model. */
export class ModelRefused extends WebAuthnRefused {}

/** A longer chain is an attack on the time that signatures take. */
const MAX_CERTIFICATES = 5;

/**
 * Requires that the maker of an authenticator vouches for its model (WebAuthn Level 3 §7.1, steps 23 and 24). The signature
 * by the first certificate has been verified. Nothing is fetched, so revocation is not checked: the library would request
 * the URLs of a certificate that a stranger has chosen.
 *
 * @param certificates the chain in DER, from the certificate of the authenticator upwards
 * @throws ModelRefused
 */
export function requireAllowedModel(
  { roots, aaguids }: AllowedModels,
  { certificates, aaguid }: { readonly certificates: readonly Buffer[]; readonly aaguid: string },
  now: Date,
): void {
  const [own, ...issuers] = parse(certificates);
  if (own === undefined) throw new ModelRefused('attestation_missing');
  if (!leadsTo(roots, own, issuers, now)) throw new ModelRefused('attestation_chain');
  if (aaguids.size > 0 && !aaguids.has(aaguid)) throw new ModelRefused('attestation_model');
}

function parse(certificates: readonly Buffer[]): X509Certificate[] {
  if (certificates.length > MAX_CERTIFICATES) throw new ModelRefused('attestation_chain');
  try {
    return certificates.map((der) => new X509Certificate(der));
  } catch {
    throw new ModelRefused('attestation_chain');
  }
}

/** Follows the chain upwards in its order, until a root has issued a certificate or is one. */
function leadsTo(
  roots: readonly X509Certificate[],
  certificate: X509Certificate,
  [issuer, ...higher]: readonly X509Certificate[],
  now: Date,
): boolean {
  if (!isCurrent(certificate, now)) return false;
  const isTrusted = roots.some(
    (root) => isCurrent(root, now) && (root.raw.equals(certificate.raw) || hasIssued(root, certificate)),
  );
  if (isTrusted) return true;
  return issuer !== undefined && hasIssued(issuer, certificate) && leadsTo(roots, issuer, higher, now);
}

function hasIssued(issuer: X509Certificate, certificate: X509Certificate): boolean {
  return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function isCurrent({ validFrom, validTo }: X509Certificate, now: Date): boolean {
  return new Date(validFrom) <= now && now <= new Date(validTo);
}
