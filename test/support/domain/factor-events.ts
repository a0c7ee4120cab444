import { randomUUID } from 'node:crypto';
import { factorIdSchema } from '../../../src/domain/ids.js';
import type { FactorId } from '../../../src/domain/ids.js';
import type { UserEvent } from '../../../src/domain/user/events.js';

/** A shared secret of 160 bits in base32. */
export const SEED = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

/** A given or random factor id. */
export function aFactorId(id: string = randomUUID()): FactorId {
  return factorIdSchema.parse(id);
}

export function totpAdded(factorId = aFactorId(), confirmedStep = 0): UserEvent {
  return {
    type: 'TotpAdded',
    data: { factor_id: factorId, name: 'Phone', seed: SEED, confirmed_step: confirmedStep },
  };
}

export function recoveryCodesIssued(digests: readonly string[], setId: string = randomUUID()): UserEvent {
  return {
    type: 'RecoveryCodesIssued',
    data: { set_id: setId, digests: digests.join(' '), count: digests.length },
  };
}

export const secondFactorDemanded: UserEvent = {
  type: 'SecondFactorDemanded',
  data: { by: 'admin', reason: null },
};
