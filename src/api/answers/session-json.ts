import { z } from 'zod';
import { assuranceLevel } from '../../domain/user/factors/assurance.js';
import { factorKind } from '../../domain/user/factors/factor-events.js';
import type { OpenSession } from '../../projections/views/sessions/query.js';

export const sessionJson = z
  .strictObject({
    id: z.uuid(),
    current: z.boolean().meta({ description: 'Whether this is the session of the request.' }),
    device: z.string().meta({ example: 'Firefox on Linux' }),
    ip: z.string().nullable().meta({ description: 'The IP address of the last use.' }),
    amr: z.array(z.string()).meta({ description: 'The authentication methods (RFC 8176).' }),
    provider: z.string().nullable().meta({ description: 'The identity provider of the sign-in, or null.' }),
    acr: assuranceLevel.meta({ description: 'The level that the user has proved.' }),
    authenticated_at: z.iso.datetime().meta({ description: 'The time of the newest proof of that level.' }),
    factors: z.array(z.strictObject({ id: z.uuid(), kind: factorKind })),
    trusted_device: z.boolean(),
    impersonated: z.boolean().meta({ description: 'True if an administrator acts as the user in it.' }),
    started_at: z.iso.datetime(),
    last_used_at: z.iso.datetime().meta({ description: 'The time of the last refresh.' }),
    expires_at: z.iso
      .datetime()
      .meta({ description: 'The time at which the session expires without a refresh.' }),
  })
  .meta({ id: 'Session' });

export const sessionPageJson = z
  .strictObject({ items: z.array(sessionJson), next_cursor: z.string().nullable() })
  .meta({ id: 'SessionPage' });

/** @param current the id of the session of the request, or null */
export function toSessionJson(session: OpenSession, current: string | null): z.input<typeof sessionJson> {
  return {
    id: session.id,
    current: session.id === current,
    device: session.device,
    ip: session.ip,
    amr: [...session.amr],
    provider: session.provider,
    acr: session.acr,
    authenticated_at: session.authenticatedAt.toISOString(),
    factors: session.factors.map(({ factor_id: id, kind }) => ({ id, kind })),
    trusted_device: session.trustId !== null,
    impersonated: session.impersonatedBy !== null,
    started_at: session.startedAt.toISOString(),
    last_used_at: session.lastUsedAt.toISOString(),
    expires_at: session.expires.toISOString(),
  };
}
