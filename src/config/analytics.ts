import type { z } from 'zod';
import { onOff } from './parsing/values.js';

export const analyticsVariables = {
  ANALYTICS: onOff
    .default(false)
    .describe('on: counts sign-ups and sign-ins for /v1/analytics; off removes the counts'),
};

type Environment = z.output<z.ZodObject<typeof analyticsVariables>>;

export interface AnalyticsSettings {
  /** True if sign-ups and sign-ins are counted. */
  readonly analytics: boolean;
}

export function analyticsSettings(env: Environment): AnalyticsSettings {
  return { analytics: env.ANALYTICS };
}
