import { z } from 'zod';
import type { FactorUse } from '../../domain/factor/factor-use.js';
import { factorKind } from '../../domain/user/factor-events.js';
import { isPasskey } from '../../domain/user/factors.js';
import type { Factor } from '../../domain/user/factors.js';
import { providerName } from '../../security/webauthn/provider-names.js';

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
    usable_here: z
      .boolean()
      .meta({ description: 'False for a passkey of another domain, such as one before a move.' }),
    hint: z.string().nullable(),
  })
  .meta({ id: 'Factor' });

/**
 * @param use the newest use of the factor
 * @param rpId the domain that passkeys work for
 */
export function toFactorJson(factor: Factor, use: FactorUse, rpId: string): z.input<typeof factorJson> {
  const passkey = isPasskey(factor) ? factor : null;
  return {
    id: factor.id,
    kind: factor.kind,
    name: factor.name,
    provider_name: passkey === null ? null : providerName(passkey.aaguid),
    added_at: factor.addedAt.toISOString(),
    last_used_at: use?.usedAt.toISOString() ?? null,
    synced: passkey === null ? null : (use?.backedUp ?? passkey.backedUp),
    usable_here: passkey === null || passkey.rpId === rpId,
    hint: null,
  };
}
