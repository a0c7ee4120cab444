import type { z } from 'zod';
import { duration, durationOrNone, UNITS } from '../parsing/values.js';

export const erasureVariables = {
  ERASURE_DELAY: durationOrNone
    .default(0)
    .describe('Time in which the owner cancels the erasure of an account by signing in; 0s erases at once'),
  CLAIM_QUARANTINE: durationOrNone
    .default(0)
    .describe(
      'Time after an erasure for which no account can link the same identity or passkey; 0s for none',
    ),
  LOG_PSEUDONYM_ROTATION: duration
    .default(30 * UNITS.d)
    .describe('Time for which the same address has the same pseudonym in the log'),
};

type Environment = z.output<z.ZodObject<typeof erasureVariables>>;

export interface ErasureSettings {
  readonly erasureDelayMs: number;
  readonly claimQuarantineMs: number;
  readonly logPseudonymRotationMs: number;
}

export function erasureSettings(env: Environment): ErasureSettings {
  return {
    erasureDelayMs: env.ERASURE_DELAY,
    claimQuarantineMs: env.CLAIM_QUARANTINE,
    logPseudonymRotationMs: env.LOG_PSEUDONYM_ROTATION,
  };
}
