import { sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** A key pair and the name of its owner. */
export interface Party {
  readonly name: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export interface CertificateOptions {
  readonly isAuthority?: boolean;
  readonly to?: Date;
  /** An address at which the issuer would publish revoked certificates. */
  readonly revocations?: string;
}

const ECDSA_WITH_SHA256 = '2a8648ce3d040302';
const RSA_WITH_SHA256 = '2a864886f70d01010b';
const BASIC_CONSTRAINTS = '551d13';
const CRL_DISTRIBUTION_POINTS = '551d1f';
/** The parts of the subject that the packed format requires (WebAuthn Level 3 §8.2.1). */
const [COUNTRY, ORGANISATION, UNIT, COMMON_NAME] = ['550406', '55040a', '55040b', '550403'];
const VALID_FROM = new Date('2020-01-01');
const VALID_TO = new Date('2120-01-01');

/** Returns a certificate of a key in DER, signed by a P-256 or an RSA key (RFC 5280 §4.1). */
export function certificateOf(subject: Party, issuer: Party, options: CertificateOptions = {}): Buffer {
  const { isAuthority = false, to = VALID_TO } = options;
  const isRsa = issuer.privateKey.asymmetricKeyType === 'rsa';
  const algorithm = isRsa ? sequence(oid(RSA_WITH_SHA256), tagged(0x05)) : sequence(oid(ECDSA_WITH_SHA256));
  const content = sequence(
    tagged(0xa0, integer(2)),
    integer(1),
    algorithm,
    nameOf(issuer),
    sequence(time(VALID_FROM), time(to)),
    nameOf(subject),
    subject.publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...extensionsOf(isAuthority, options.revocations))),
  );
  const signature = sign('sha256', content, issuer.privateKey);
  return sequence(content, algorithm, tagged(0x03, Buffer.from([0]), signature));
}

/** Writes a certificate in PEM. */
export function pemOf(der: Buffer): string {
  return `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`;
}

function extensionsOf(isAuthority: boolean, revocations: string | undefined): Buffer[] {
  const constraints = sequence(...(isAuthority ? [tagged(0x01, Buffer.from([0xff]))] : []));
  const extension = (id: string, value: Buffer) => sequence(oid(id), tagged(0x04, value));
  const basic = extension(BASIC_CONSTRAINTS, constraints);
  if (revocations === undefined) return [basic];
  const point = tagged(0xa0, tagged(0xa0, tagged(0x86, Buffer.from(revocations))));
  return [basic, extension(CRL_DISTRIBUTION_POINTS, sequence(sequence(point)))];
}

function nameOf({ name }: Party): Buffer {
  const parts = [
    [COUNTRY, 'AA'],
    [ORGANISATION, 'Makers of tests'],
    [UNIT, 'Authenticator Attestation'],
    [COMMON_NAME, name],
  ] as const;
  return sequence(
    ...parts.map(([id, text]) => tagged(0x31, sequence(oid(id), tagged(0x13, Buffer.from(text))))),
  );
}

function time(date: Date): Buffer {
  return tagged(0x18, Buffer.from(`${date.toISOString().replace(/\D/g, '').slice(0, 14)}Z`));
}

function oid(hex: string): Buffer {
  return tagged(0x06, Buffer.from(hex, 'hex'));
}

function integer(value: number): Buffer {
  return tagged(0x02, Buffer.from([value]));
}

function sequence(...items: Buffer[]): Buffer {
  return tagged(0x30, ...items);
}

function tagged(tag: number, ...items: Buffer[]): Buffer {
  const content = Buffer.concat(items);
  const { length } = content;
  const head = length < 128 ? [tag, length] : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(head), content]);
}
