import { factorUseOf } from '../../../domain/factor/factor-use.js';
import type { FactorUse } from '../../../domain/factor/factor-use.js';
import type { FactorUseEvent } from '../../../domain/factor/events.js';
import { useTotp } from '../../../domain/factor/decisions.js';
import type { TotpFactor } from '../../../domain/user/factors/totp.js';
import type { Registered } from '../../../domain/user/user.js';
import { matchingStep, timeStep } from '../../../security/totp.js';
import type { Proof, Spending } from './proof.js';
import type { SecondFactorMethod } from './second-factor-method.js';

/** Methods of a code by an authenticator app (RFC 8176 §2). */
export const TOTP_AMR = ['otp'];

/** Proves possession of an authenticator app by the code that it shows. */
export const totpMethod: SecondFactorMethod = {
  kind: 'totp',
  canBeGuessed: true,
  prove({ factorMetrics }, account, code, _scope, { now }) {
    for (const factor of account.factors) {
      if (factor.kind !== 'totp') continue;
      const step = matchingStep(factor.seed, code, now, factor);
      if (step === null) continue;
      factorMetrics.totpDrift(step - timeStep(now, factor));
      return proofOf(account, factor, step);
    }
    return null;
  },
};

function proofOf(account: Registered, factor: TotpFactor, step: number): Proof {
  const spent: Spending<FactorUse, FactorUseEvent> = {
    aggregate: factorUseOf(factor.id),
    spend: (use, usedFor) => useTotp(use, account.id, factor, { step, usedFor }),
  };
  return { kind: 'totp', amr: TOTP_AMR, factorId: factor.id, spent: [spent] };
}
