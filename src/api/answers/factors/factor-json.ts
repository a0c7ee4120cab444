import { z } from 'zod';
import type { CommandDependencies } from '../../../commands/dependencies.js';
import { factorRules } from '../../../commands/steps/factor-rules.js';
import type { FactorUse } from '../../../domain/factor/factor-use.js';
import { isDemanded } from '../../../domain/policies/still-owed.js';
import { assuranceLevel } from '../../../domain/user/factors/assurance.js';
import type { AssuranceLevel } from '../../../domain/user/factors/assurance.js';
import { factorKind } from '../../../domain/user/factors/factor-events.js';
import { hintOf, isPasskey, remainingCodes } from '../../../domain/user/factors/factors.js';
import type { Factor } from '../../../domain/user/factors/factors.js';
import type { Registered } from '../../../domain/user/user.js';
import { providerName } from '../../../security/webauthn/provider-names.js';

/** A factor in the list of its owner. */
export const factorJson = z
  .strictObject({
    id: z.uuid(),
    kind: factorKind,
    name: z.string(),
    provider_name: z
      .string()
      .nullable()
      .meta({ description: 'The program or device that holds a passkey, as far as it is known.' }),
    added_at: z.iso.datetime(),
    last_used_at: z.iso.datetime().nullable(),
    synced: z
      .boolean()
      .nullable()
      .meta({ description: 'Whether a passkey has been copied to other devices; null for other factors.' }),
    usable_here: z.boolean().meta({
      description: 'False for a passkey of another domain, and for a phone if no text messages are sent.',
    }),
    hint: z.string().nullable().meta({ description: 'The last digits of a phone, such as `•• 12`.' }),
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
    phones: z.boolean().meta({ description: 'Whether a phone can be added.' }),
    acr: assuranceLevel.nullable().meta({ description: 'The level of the session of the request.' }),
  })
  .meta({ id: 'Factors' });

export const recoveryCodesJson = z
  .array(z.string())
  .meta({ description: 'Each works once in place of a second factor. They are shown only here.' });

/** The parts of the service that decide which factors work. */
type Service = Pick<CommandDependencies, 'webauthn' | 'sms' | 'rules'>;

/** @param use the newest use of the factor */
export function toFactorJson(
  factor: Factor,
  use: FactorUse,
  { webauthn, sms }: Service,
): z.input<typeof factorJson> {
  const passkey = isPasskey(factor) ? factor : null;
  return {
    id: factor.id,
    kind: factor.kind,
    name: factor.name,
    provider_name: passkey === null ? null : providerName(passkey.aaguid),
    added_at: factor.addedAt.toISOString(),
    last_used_at: use?.usedAt.toISOString() ?? null,
    synced: passkey === null ? null : (use?.backedUp ?? passkey.backedUp),
    usable_here:
      factor.kind === 'phone' ? sms !== null : passkey === null || passkey.rpId === webauthn.relyingParty.id,
    hint: hintOf(factor),
  };
}

/**
 * @param uses the newest use of each factor, in the order of the factors
 * @param acr the level of the session of the request, or null for a service
 */
export function toFactorsJson(
  account: Registered,
  uses: readonly FactorUse[],
  acr: AssuranceLevel | null,
  service: Service,
  now: Date,
): z.input<typeof factorsJson> {
  const { factors, recoveryCodes } = account;
  return {
    items: factors.map((factor, i) => toFactorJson(factor, uses[i] ?? null, service)),
    recovery_codes:
      recoveryCodes === null
        ? null
        : { remaining: remainingCodes(recoveryCodes), issued_at: recoveryCodes.issuedAt.toISOString() },
    demanded: isDemanded(account, factorRules(service, now)),
    phones: service.sms !== null,
    acr,
  };
}
