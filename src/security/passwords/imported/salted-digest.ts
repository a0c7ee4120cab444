import { createHash } from 'node:crypto';
import { decodeBase64 } from './base64-text.js';
import type { ParsedHash } from './parsed-hash.js';

/** One pass of a hash function with or without a salt: fast, and therefore weak. */
export interface SaltedDigest {
  readonly scheme: 'digest';
  readonly hash: DigestName;
  /** Base64. */
  readonly salt: string;
  readonly saltFirst: boolean;
}

type DigestName = 'md5' | 'sha1' | 'sha256' | 'sha512';

const BYTES: Readonly<Record<DigestName, number>> = { md5: 16, sha1: 20, sha256: 32, sha512: 64 };

/** The schemes of LDAP (RFC 2307 §5.3), where the salt follows password and digest. */
const LDAP_NAMES: Readonly<Record<string, DigestName>> = {
  MD5: 'md5',
  SMD5: 'md5',
  SHA: 'sha1',
  SSHA: 'sha1',
  SHA256: 'sha256',
  SSHA256: 'sha256',
  SHA512: 'sha512',
  SSHA512: 'sha512',
};
const LDAP = /^\{(?<name>S?MD5|S?SHA(?:256|512)?)\}(?<value>[^{}]{1,256})$/i;
/** Old releases of Django: the salt is text and precedes the password. */
const DJANGO = /^(?<hash>md5|sha1)\$(?<text>[^$]{0,128})\$(?<digest>[0-9a-f]{32,40})$/i;

export function parseSaltedDigest(stored: string): ParsedHash<SaltedDigest> | null {
  return parseLdap(stored) ?? parseDjango(stored);
}

function parseLdap(stored: string): ParsedHash<SaltedDigest> | null {
  const { name = '', value = '' } = LDAP.exec(stored)?.groups ?? {};
  const hash = LDAP_NAMES[name.toUpperCase()];
  const bytes = decodeBase64(value);
  if (hash === undefined || bytes === null) return null;
  const [digest, salt] = [bytes.subarray(0, BYTES[hash]), bytes.subarray(BYTES[hash])];
  const isSalted = /^S(MD|SHA)/i.test(name);
  if (digest.length < BYTES[hash] || isSalted !== salt.length > 0) return null;
  return parsed(hash, digest, salt, false);
}

function parseDjango(stored: string): ParsedHash<SaltedDigest> | null {
  const groups = DJANGO.exec(stored)?.groups;
  if (groups === undefined) return null;
  const hash = groups['hash']?.toLowerCase() === 'md5' ? 'md5' : 'sha1';
  const digest = Buffer.from(groups['digest'] ?? '', 'hex');
  return digest.length === BYTES[hash] ? parsed(hash, digest, Buffer.from(groups['text'] ?? ''), true) : null;
}

function parsed(
  hash: DigestName,
  digest: Buffer,
  salt: Buffer,
  saltFirst: boolean,
): ParsedHash<SaltedDigest> {
  return {
    recipe: { scheme: 'digest', hash, salt: salt.toString('base64'), saltFirst },
    digest: digest.toString('base64'),
  };
}

export function computeSaltedDigest(text: string, { hash, salt, saltFirst }: SaltedDigest): string {
  const [password, bytes] = [Buffer.from(text, 'utf8'), Buffer.from(salt, 'base64')];
  const parts = saltFirst ? [bytes, password] : [password, bytes];
  return createHash(hash).update(Buffer.concat(parts)).digest('base64');
}
