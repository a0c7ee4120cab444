import type { z } from 'zod';
import type { AccountSettings } from '../accounts.js';
import type { Rule } from '../parsing/rule.js';
import { duration, UNITS } from '../parsing/values.js';
import type { TokenSettings } from '../tokens.js';

export const retentionVariables = {
  RETENTION_SESSIONS: duration
    .optional()
    .describe('Time after which devices and addresses of sessions are unreadable; 180d by default'),
  RETENTION_SIGN_INS: duration
    .default(90 * UNITS.d)
    .describe('Time after which devices and addresses of failed sign-ins are unreadable'),
  RETENTION_DEVICES: duration
    .optional()
    .describe('Time after which the known devices of accounts are unreadable; 365d by default'),
  RETENTION_OFFERS: duration
    .optional()
    .describe('Time after which the data of unconfirmed sign-ups is unreadable; 30d by default'),
  RETENTION_REQUESTS: duration
    .default(365 * UNITS.d)
    .describe('Time after which addresses and user agents of all other requests are unreadable'),
};

type Environment = z.output<z.ZodObject<typeof retentionVariables>>;

export interface RetentionSettings {
  /** The time in milliseconds after which the months of each period end. */
  readonly retention: {
    readonly sessions: number;
    readonly sign_ins: number;
    readonly devices: number;
    readonly offers: number;
    readonly requests: number;
  };
}

/** The settings whose data the service needs for a while. */
type Needs = Pick<TokenSettings, 'refreshTtlMs'> &
  Pick<AccountSettings, 'trustedDeviceTtlMs' | 'verificationTtlMs'>;

/** A default is never shorter than the time for which the service needs the data. */
export function retentionSettings(env: Environment, needs: Needs): RetentionSettings {
  return {
    retention: {
      sessions: env.RETENTION_SESSIONS ?? Math.max(180 * UNITS.d, needs.refreshTtlMs),
      sign_ins: env.RETENTION_SIGN_INS,
      devices: env.RETENTION_DEVICES ?? Math.max(365 * UNITS.d, needs.trustedDeviceTtlMs),
      offers: env.RETENTION_OFFERS ?? Math.max(30 * UNITS.d, needs.verificationTtlMs),
      requests: env.RETENTION_REQUESTS,
    },
  };
}

export function retentionRules({ retention }: RetentionSettings, needs: Needs): Rule[] {
  return [
    [retention.sessions < needs.refreshTtlMs, 'RETENTION_SESSIONS must not be less than REFRESH_TOKEN_TTL'],
    [
      retention.devices < needs.trustedDeviceTtlMs,
      'RETENTION_DEVICES must not be less than TRUSTED_DEVICE_TTL',
    ],
    [
      retention.offers < needs.verificationTtlMs,
      'RETENTION_OFFERS must not be less than EMAIL_VERIFICATION_TTL_HOURS',
    ],
  ];
}
