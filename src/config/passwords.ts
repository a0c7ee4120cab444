import { z } from 'zod';
import type { MailSettings } from './mail.js';
import type { Rule } from './parsing/rule.js';
import type { PasswordHashScheme } from '../security/passwords/hash-scheme.js';
import { serviceNames } from '../security/passwords/service-names.js';
import type { ServerSettings } from './server.js';
import { duration, httpUrl, integer, isLoopback, UNITS } from './parsing/values.js';

/** The queries reveal parts of password hashes, so they must not cross a network unencrypted. */
const rangeUrl = httpUrl.refine(
  (url) => {
    const { protocol, hostname, username, password, search, hash } = new URL(url);
    const isPrivate = protocol === 'https:' || isLoopback(hostname);
    return isPrivate && [username, password, search, hash].every((part) => part === '');
  },
  {
    error:
      'must be an https URL, or an http URL on this machine, such as https://api.pwnedpasswords.com/range',
  },
);

export const passwordVariables = {
  PASSWORD_HASH: z
    .enum(['bcrypt', 'argon2id'], { error: 'must be bcrypt or argon2id' })
    .default('bcrypt')
    .describe('Scheme of new password hashes'),
  BCRYPT_ROUNDS: integer(10, 15).optional().describe('Cost of bcrypt; each step doubles the work'),
  PASSWORD_MIN_LENGTH: integer(8, 64).default(8).describe('Shortest password, in code points'),
  HIBP_RANGE_URL: rangeUrl.optional().describe('Range API in which new passwords are looked up in breaches'),
  PASSWORD_RESET_TTL: duration
    .default(30 * UNITS.m)
    .describe('Lifetime of a password reset link, at most a day'),
};

type Environment = z.output<z.ZodObject<typeof passwordVariables>>;

export interface PasswordSettings {
  readonly passwordHash: PasswordHashScheme;
  readonly passwordMinLength: number;
  /** Names of the service, which are refused as passwords. */
  readonly serviceNames: readonly string[];
  /** Range API for breached passwords; null disables the check. */
  readonly breachRangeUrl: string | null;
  readonly resetTtlMs: number;
}

export function passwordSettings(
  env: Environment,
  { publicUrl }: ServerSettings,
  { mailFrom }: MailSettings,
): PasswordSettings {
  return {
    passwordHash:
      env.PASSWORD_HASH === 'bcrypt'
        ? { name: 'bcrypt', rounds: env.BCRYPT_ROUNDS ?? 10 }
        : { name: 'argon2id' },
    passwordMinLength: env.PASSWORD_MIN_LENGTH,
    serviceNames: serviceNames(publicUrl, mailFrom),
    breachRangeUrl: env.HIBP_RANGE_URL ?? null,
    resetTtlMs: env.PASSWORD_RESET_TTL,
  };
}

export function passwordRules(env: Environment): Rule[] {
  return [
    [
      env.PASSWORD_HASH === 'argon2id' && env.BCRYPT_ROUNDS !== undefined,
      'BCRYPT_ROUNDS is used with PASSWORD_HASH=bcrypt only; unset one of them',
    ],
    [env.PASSWORD_RESET_TTL > UNITS.d, 'PASSWORD_RESET_TTL must be a day or less'],
  ];
}
