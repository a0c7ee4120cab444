import { createHash } from 'node:crypto';
import { hashSync } from 'bcryptjs';
import { HIGHEST_COST, LOWEST_COST } from '../bcrypt-costs.js';
import type { ParsedHash } from './parsed-hash.js';

/** bcrypt over the hexadecimal SHA-256 of the password, as Django hashes long passwords. */
export interface BcryptSha256 {
  readonly scheme: 'bcrypt-sha256';
  readonly salt: string;
  readonly cost: number;
}

const FORMAT =
  /^bcrypt_sha256\$(?<salt>\$2[aby]\$(?<cost>\d\d)\$[./A-Za-z0-9]{22})(?<digest>[./A-Za-z0-9]{31})$/;

export function parseBcryptSha256(stored: string): ParsedHash<BcryptSha256> | null {
  const { salt, cost: digits, digest } = FORMAT.exec(stored)?.groups ?? {};
  if (salt === undefined || digest === undefined) return null;
  const cost = Number(digits);
  if (cost < LOWEST_COST || cost > HIGHEST_COST) return null;
  return { recipe: { scheme: 'bcrypt-sha256', salt, cost }, digest };
}

export function computeBcryptSha256(text: string, { salt }: BcryptSha256): string {
  return hashSync(createHash('sha256').update(text, 'utf8').digest('hex'), salt);
}
