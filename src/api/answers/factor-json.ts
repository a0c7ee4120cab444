import { z } from 'zod';
import { assuranceLevel } from '../../domain/user/assurance.js';
import type { AssuranceLevel } from '../../domain/user/assurance.js';
import type { FactorUse } from '../../domain/factor/factor-use.js';
import { factorKind } from '../../domain/user/factor-events.js';
import { remainingCodes } from '../../domain/user/factors.js';
import type { Factor } from '../../domain/user/factors.js';
import type { Registered } from '../../domain/user/user.js';

export const factorJson = z
  .strictObject({
    id: z.uuid(),
    kind: factorKind,
    name: z.string(),
    provider_name: z.string().nullable().meta({ description: 'The maker of an authenticator.' }),
    added_at: z.iso.datetime(),
    last_used_at: z.iso.datetime().nullable(),
    synced: z
      .boolean()
      .nullable()
      .meta({ description: 'Whether a passkey is copied between devices; null for other kinds.' }),
    usable_here: z.boolean(),
    hint: z.string().nullable(),
  })
  .meta({ id: 'Factor' });

export const factorsJson = z
  .strictObject({
    items: z.array(factorJson),
    recovery_codes: z
      .strictObject({ remaining: z.int(), issued_at: z.iso.datetime() })
      .nullable()
      .meta({ description: 'The unused recovery codes; the codes themselves are shown only once.' }),
    demanded: z.boolean().meta({ description: 'Whether the account must have a second factor.' }),
    acr: assuranceLevel.nullable().meta({ description: 'The level of the session of the request.' }),
  })
  .meta({ id: 'Factors' });

export const recoveryCodesJson = z
  .array(z.string())
  .meta({ description: 'Each works once in place of a second factor. They are shown only here.' });

export function toFactorJson(factor: Factor, use: FactorUse): z.input<typeof factorJson> {
  return {
    id: factor.id,
    kind: factor.kind,
    name: factor.name,
    provider_name: null,
    added_at: factor.addedAt.toISOString(),
    last_used_at: use?.usedAt.toISOString() ?? null,
    synced: null,
    usable_here: true,
    hint: null,
  };
}

/**
 * @param uses the newest use of each factor, in the order of the factors
 * @param acr the level of the session of the request, or null for a service
 */
export function toFactorsJson(
  { factors, recoveryCodes, demandedBy }: Registered,
  uses: readonly FactorUse[],
  acr: AssuranceLevel | null,
): z.input<typeof factorsJson> {
  return {
    items: factors.map((factor, i) => toFactorJson(factor, uses[i] ?? null)),
    recovery_codes:
      recoveryCodes === null
        ? null
        : { remaining: remainingCodes(recoveryCodes), issued_at: recoveryCodes.issuedAt.toISOString() },
    demanded: demandedBy !== null,
    acr,
  };
}
