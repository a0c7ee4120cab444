import { randomUUID } from 'node:crypto';
import { factorIdSchema } from '../../../src/domain/ids.js';
import { aClaimStream } from './ids.js';
import type { FactorId } from '../../../src/domain/ids.js';
import { COMMON_SETTINGS } from '../../../src/domain/user/factors/totp.js';
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
    data: {
      factor_id: factorId,
      name: 'Phone',
      seed: SEED,
      confirmed_step: confirmedStep,
      ...COMMON_SETTINGS,
    },
  };
}

export function phoneAdded(factorId = aFactorId()): UserEvent {
  return {
    type: 'PhoneAdded',
    data: { factor_id: factorId, name: 'Phone', phone: '+4915112345678', country: 'DE' },
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

type PasskeyData = Extract<UserEvent, { type: 'PasskeyAdded' }>['data'];

/** A synced passkey of `example.org`, with the parts that a test replaces. */
export function passkeyAdded(changes: Partial<PasskeyData> = {}): UserEvent {
  return {
    type: 'PasskeyAdded',
    data: {
      factor_id: aFactorId(),
      kind: 'passkey',
      name: 'Laptop',
      credential_id: randomUUID(),
      claim: aClaimStream(),
      public_key: 'pQECAyYgASFYIA',
      algorithm: -7,
      sign_count: 0,
      transports: ['internal'],
      aaguid: 'fbfc3007-154e-4ecc-8c0b-6e020557d7bd',
      backup_eligible: true,
      backed_up: true,
      user_verified: true,
      rp_id: 'example.org',
      user_handle: 'BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc',
      attestation: 'none',
      ...changes,
    },
  };
}
