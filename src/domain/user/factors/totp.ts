import { z } from 'zod';
import { defineEvent, personal, secret } from '../../event.js';
import type { EventOf, Recorded } from '../../event.js';
import { factorIdSchema } from '../../ids.js';
import type { FactorId } from '../../ids.js';
import { plainText } from '../plain-text.js';

/** The settings of the codes of an app (RFC 6238). `period` is the length of a time step in seconds. */
export const totpSettings = z.strictObject({
  algorithm: z.enum(['SHA1', 'SHA256', 'SHA512']),
  digits: z.literal([6, 8]),
  period: z.literal([30, 60]),
});
export type TotpSettings = z.output<typeof totpSettings>;

/** The settings that all apps support (Google's key URI format). Enrolments use no others. */
export const COMMON_SETTINGS: TotpSettings = { algorithm: 'SHA1', digits: 6, period: 30 };

/**
 * An authenticator app was added. The code of `confirmed_step`, a count of time steps, proved it and never signs in. An
 * import has no such code: the steps before it never sign in. Version 1 had the common settings only.
 */
export const totpAdded = defineEvent(
  'TotpAdded',
  {
    factor_id: factorIdSchema,
    name: personal('factor_name'),
    seed: secret('factor_key'),
    confirmed_step: z.int().nonnegative(),
    ...totpSettings.shape,
  },
  [(first) => ({ ...first, ...COMMON_SETTINGS })],
);

/** An authenticator app that shows time-based codes. */
export interface TotpFactor extends TotpSettings {
  readonly kind: 'totp';
  readonly id: FactorId;
  /** The user's own name for it. */
  readonly name: string;
  /** The shared secret in base32. */
  readonly seed: string;
  /** The time step of the code that confirmed the enrolment. */
  readonly confirmedStep: number;
  readonly addedAt: Date;
}

/** Folds the event that adds an authenticator app. */
export function totpOf({ data, occurredAt }: Recorded<EventOf<typeof totpAdded>>): TotpFactor {
  const { algorithm, digits, period } = data;
  return {
    kind: 'totp',
    id: data.factor_id,
    name: plainText(data.name),
    seed: plainText(data.seed),
    confirmedStep: data.confirmed_step,
    algorithm,
    digits,
    period,
    addedAt: occurredAt,
  };
}
