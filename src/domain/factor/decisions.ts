import type { UserId } from '../ids.js';
import { InvalidCode } from '../user/factors/factor-decisions.js';
import type { TotpFactor } from '../user/factors/totp.js';
import type { FactorUseEvent } from './events.js';
import type { FactorUse } from './factor-use.js';

/**
 * Uses up the code of a time step, and with it the codes of all earlier steps (RFC 6238 §5.2). The code that confirmed the
 * enrolment counts as used. A repeat for the same session or command changes nothing.
 *
 * @throws InvalidCode
 */
export function useTotp(
  use: FactorUse,
  userId: UserId,
  { confirmedStep }: Pick<TotpFactor, 'confirmedStep'>,
  { step, usedFor }: { readonly step: number; readonly usedFor: string },
): FactorUseEvent[] {
  if (use?.for === usedFor && use.step === step) return [];
  if (step <= Math.max(confirmedStep, use?.step ?? 0)) throw new InvalidCode();
  const data = { kind: 'totp' as const, step, sign_count: null, backed_up: null, for: usedFor };
  return [{ type: 'FactorUsed', data: { user_id: userId, ...data } }];
}
