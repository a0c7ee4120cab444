import { createHash, X509Certificate } from 'node:crypto';
import { DomainError } from '../../domain/domain-error.js';

const MIN_MODULUS_BITS = 2048;

/** A signing certificate of an identity provider. Its key is pinned, so its chain does not matter. */
export interface IdpCertificate {
  /** SHA-256 of the certificate in DER, in hex. */
  readonly fingerprint: string;
  readonly pem: string;
  /** The public key in PEM, for the verifier. */
  readonly publicKey: string;
  readonly notAfter: Date;
}

/** The text is no certificate of an RSA key of at least 2048 bits. */
export class CertificateRefused extends DomainError {
  readonly code = 'certificate_refused';
}

/**
 * Reads a signing certificate in PEM, or in base64 as metadata holds it.
 *
 * @throws CertificateRefused
 */
export function readCertificate(text: string): IdpCertificate {
  const { raw, publicKey, validTo } = parse(text);
  const bits = publicKey.asymmetricKeyDetails?.modulusLength ?? 0;
  if (publicKey.asymmetricKeyType !== 'rsa' || bits < MIN_MODULUS_BITS) throw new CertificateRefused();
  return {
    fingerprint: createHash('sha256').update(raw).digest('hex'),
    pem: pemOf('CERTIFICATE', raw),
    publicKey: pemOf('PUBLIC KEY', publicKey.export({ type: 'spki', format: 'der' })),
    notAfter: new Date(validTo),
  };
}

function parse(text: string): X509Certificate {
  const body = text.replace(/-----(?:BEGIN|END) CERTIFICATE-----/g, '').replaceAll(/\s/g, '');
  const bytes = Buffer.from(body, 'base64');
  try {
    const certificate = new X509Certificate(bytes);
    // The decoder and the parser ignore whatever follows the first certificate.
    if (bytes.toString('base64') === body && certificate.raw.equals(bytes)) return certificate;
  } catch {
    // OpenSSL throws errors of many kinds for bytes that are no certificate.
  }
  throw new CertificateRefused();
}

/** Writes PEM in lines of 64 characters (RFC 7468 §2). */
function pemOf(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
