import { z } from 'zod';
import type { Rule } from './parsing/rule.js';
import type { ServerSettings } from './server.js';
import type { StoreSettings } from './stores.js';
import { durationOrNone, flag, integer, isLoopback, onOff, UNITS } from './parsing/values.js';

export const accountVariables = {
  EMAIL_VERIFICATION_TTL_HOURS: integer(1, 720)
    .default(24)
    .describe('Lifetime in hours of a link that confirms an address or restores an identity'),
  EXPOSE_VERIFICATION_TOKEN: flag
    .optional()
    .describe('Returns the verification token in the response to a registration; for development only'),
  SIGNUP_PRIVACY: z
    .enum(['open', 'strict'], { error: 'must be open or strict' })
    .default('open')
    .describe('strict: the response to a sign-up does not reveal whether the address is registered'),
  TRUSTED_DEVICE_TTL: durationOrNone
    .default(30 * UNITS.d)
    .describe('Time for which a trusted device needs no second factor; 0s allows none'),
  SIGN_IN_LINKS: onOff.default(true).describe('on: people can sign in with a mailed link or code'),
  PASSWORDLESS_SIGNUP: onOff
    .default(false)
    .describe('on: people can open an account without a password, with a mailed link'),
  TOTP_ISSUER: z
    .string()
    .regex(/^[^:\p{Cc}]{1,64}$/u, { error: 'must have 1 to 64 characters and no colon' })
    .optional()
    .describe('Name of the service in authenticator apps'),
};

type Environment = z.output<z.ZodObject<typeof accountVariables>>;

export interface AccountSettings {
  readonly verificationTtlMs: number;
  readonly exposeVerificationToken: boolean;
  readonly privateSignUp: boolean;
  readonly trustedDeviceTtlMs: number;
  readonly signInLinks: boolean;
  readonly passwordlessSignUp: boolean;
  readonly totpIssuer: string;
}

export function accountSettings(
  env: Environment,
  { production, host, frontendUrl }: ServerSettings,
  { databaseUrl }: StoreSettings,
): AccountSettings {
  const privateSignUp = env.SIGNUP_PRIVACY === 'strict';
  const isDevelopment = !production && databaseUrl === null && isLoopback(host);
  return {
    verificationTtlMs: env.EMAIL_VERIFICATION_TTL_HOURS * UNITS.h,
    exposeVerificationToken: env.EXPOSE_VERIFICATION_TOKEN ?? (isDevelopment && !privateSignUp),
    privateSignUp,
    trustedDeviceTtlMs: env.TRUSTED_DEVICE_TTL,
    signInLinks: env.SIGN_IN_LINKS,
    passwordlessSignUp: env.PASSWORDLESS_SIGNUP,
    totpIssuer: env.TOTP_ISSUER ?? new URL(frontendUrl).hostname,
  };
}

export function accountRules(
  { exposeVerificationToken, passwordlessSignUp, privateSignUp, signInLinks }: AccountSettings,
  { production, host }: ServerSettings,
): Rule[] {
  return [
    [
      passwordlessSignUp && !signInLinks,
      'PASSWORDLESS_SIGNUP opens accounts that only a mailed link can enter; set SIGN_IN_LINKS=on, or unset it',
    ],
    [
      !isLoopback(host) && exposeVerificationToken,
      'EXPOSE_VERIFICATION_TOKEN defeats verification; unset it, or set HOST to a loopback address',
    ],
    [
      production && exposeVerificationToken,
      'EXPOSE_VERIFICATION_TOKEN defeats verification and is refused in production; unset it',
    ],
    [
      privateSignUp && exposeVerificationToken,
      'EXPOSE_VERIFICATION_TOKEN reveals the accounts that SIGNUP_PRIVACY=strict hides; unset one of them',
    ],
  ];
}
