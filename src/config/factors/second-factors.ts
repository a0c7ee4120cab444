import { z } from 'zod';
import type { Rule } from '../parsing/rule.js';
import { durationOrNone, onOff, UNITS } from '../parsing/values.js';

export const secondFactorVariables = {
  MFA: z
    .enum(['optional', 'required'], { error: 'must be optional or required' })
    .default('optional')
    .describe('required: every account must have a second factor'),
  MFA_GRACE_UNTIL: z.iso
    .datetime({ offset: true, error: 'must be a time such as 2027-01-31T00:00:00Z' })
    .transform((text) => new Date(text))
    .optional()
    .describe('Time until which MFA=required lets accounts without a factor sign in'),
  MFA_RESET_DELAY: durationOrNone
    .default(24 * UNITS.h)
    .describe('Time in which the owner of an account can cancel the reset of its second factors'),
  MFA_SELF_RESET: onOff
    .default(false)
    .describe('on: a person with the right password can ask for the reset of the own second factors'),
};

type Environment = z.output<z.ZodObject<typeof secondFactorVariables>>;

export interface SecondFactorSettings {
  /** The rules of the service that demand a second factor. */
  readonly factorPolicies: readonly { readonly graceUntil: Date | null }[];
  readonly factorResetDelayMs: number;
  readonly selfReset: boolean;
}

export function secondFactorSettings(env: Environment): SecondFactorSettings {
  return {
    factorPolicies: env.MFA === 'required' ? [{ graceUntil: env.MFA_GRACE_UNTIL ?? null }] : [],
    factorResetDelayMs: env.MFA_RESET_DELAY,
    selfReset: env.MFA_SELF_RESET,
  };
}

export function secondFactorRules(
  env: Environment,
  { factorPolicies, factorResetDelayMs, selfReset }: SecondFactorSettings,
): Rule[] {
  return [
    [
      env.MFA_GRACE_UNTIL !== undefined && factorPolicies.length === 0,
      'MFA_GRACE_UNTIL has no effect without MFA=required; unset it, or set MFA=required',
    ],
    [
      selfReset && factorResetDelayMs < UNITS.h,
      'MFA_SELF_RESET=on needs a MFA_RESET_DELAY of 1h or more: the owner must have time to cancel',
    ],
  ];
}
