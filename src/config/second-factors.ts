import { z } from 'zod';
import type { Rule } from './parsing/rule.js';
import { durationOrNone, UNITS } from './parsing/values.js';

export const secondFactorVariables = {
  MFA_RESET_DELAY: durationOrNone
    .default(24 * UNITS.h)
    .describe('Time in which the owner of an account can cancel the reset of its second factors'),
  MFA_SELF_RESET: z
    .enum(['on', 'off'], { error: 'must be on or off' })
    .default('off')
    .describe('on: a person with the right password can ask for the reset of the own second factors'),
};

type Environment = z.output<z.ZodObject<typeof secondFactorVariables>>;

export interface SecondFactorSettings {
  readonly factorResetDelayMs: number;
  readonly selfReset: boolean;
}

export function secondFactorSettings(env: Environment): SecondFactorSettings {
  return { factorResetDelayMs: env.MFA_RESET_DELAY, selfReset: env.MFA_SELF_RESET === 'on' };
}

export function secondFactorRules({ factorResetDelayMs, selfReset }: SecondFactorSettings): Rule[] {
  return [
    [
      selfReset && factorResetDelayMs < UNITS.h,
      'MFA_SELF_RESET=on needs a MFA_RESET_DELAY of 1h or more: the owner must have time to cancel',
    ],
  ];
}
