import { generateKeyPair, randomBytes, sign } from 'node:crypto';
import { promisify } from 'node:util';

const generate = promisify(generateKeyPair);

/** The size that NIST SP 800-57 recommends beyond 2030. */
const MODULUS_BITS = 3072;
const LIFE_YEARS = 10;

const RSA_WITH_SHA256 = '2a864886f70d01010b';
const COMMON_NAME = '550403';

/** A key that signs messages to one identity provider, with a certificate that it has signed itself. Both are in PEM. */
export interface SigningPair {
  readonly certificate: string;
  readonly privateKey: string;
}

/**
 * Generates a signing key with its certificate. Identity providers pin the certificate, so its name and its end matter to
 * nobody but their administrators.
 *
 * @param name the common name in the certificate, in ASCII
 */
export async function newSigningPair(name: string, now: Date): Promise<SigningPair> {
  const { publicKey, privateKey } = await generate('rsa', { modulusLength: MODULUS_BITS });
  const ends = new Date(now);
  ends.setUTCFullYear(ends.getUTCFullYear() + LIFE_YEARS);
  const subject = sequence(tagged(SET, sequence(oid(COMMON_NAME), tagged(UTF8, Buffer.from(name)))));
  const algorithm = sequence(oid(RSA_WITH_SHA256), tagged(NULL));
  // Without extensions, a certificate has version 1, which is the default (RFC 5280 §4.1.2.1).
  const content = sequence(
    tagged(INTEGER, Buffer.from([1]), randomBytes(15)),
    algorithm,
    subject,
    sequence(time(now), time(ends)),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = sign('sha256', content, privateKey);
  const der = sequence(content, algorithm, tagged(BIT_STRING, Buffer.from([0]), signature));
  return {
    certificate: certificatePem(der),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** The tags of DER that a certificate needs (X.690 §8). */
const [INTEGER, BIT_STRING, NULL, OID, UTF8, TIME, SEQUENCE, SET] = [
  0x02, 0x03, 0x05, 0x06, 0x0c, 0x18, 0x30, 0x31,
];

function time(date: Date): Buffer {
  return tagged(TIME, Buffer.from(`${date.toISOString().replace(/\D/g, '').slice(0, 14)}Z`));
}

function oid(hex: string): Buffer {
  return tagged(OID, Buffer.from(hex, 'hex'));
}

function sequence(...items: Buffer[]): Buffer {
  return tagged(SEQUENCE, ...items);
}

function tagged(tag: number, ...items: Buffer[]): Buffer {
  const content = Buffer.concat(items);
  const { length } = content;
  const head = length < 128 ? [tag, length] : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(head), content]);
}

function certificatePem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
