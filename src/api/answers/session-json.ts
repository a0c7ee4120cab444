import { z } from 'zod';
import type { OpenSession } from '../../projections/views/sessions/query.js';

export const sessionJson = z
  .strictObject({
    id: z.uuid(),
    current: z.boolean().meta({ description: 'Whether it is the session in which this is asked.' }),
    device: z.string().meta({ example: 'Firefox on Linux' }),
    ip: z.string().nullable().meta({ description: 'From where it was used last.' }),
    amr: z.array(z.string()).meta({ description: 'How its user signed in (RFC 8176).' }),
    provider: z.string().nullable().meta({ description: 'The identity provider, if by one.' }),
    started_at: z.iso.datetime(),
    last_used_at: z.iso.datetime().meta({ description: 'When its tokens were last renewed.' }),
    expires_at: z.iso.datetime().meta({ description: 'When it is over unless it is used before.' }),
  })
  .meta({ id: 'Session' });

export const sessionPageJson = z
  .strictObject({ items: z.array(sessionJson), next_cursor: z.string().nullable() })
  .meta({ id: 'SessionPage' });

/** @param current the session in which it is asked, if it is asked in one */
export function toSessionJson(session: OpenSession, current: string | null): z.input<typeof sessionJson> {
  return {
    id: session.id,
    current: session.id === current,
    device: session.device,
    ip: session.ip,
    amr: [...session.amr],
    provider: session.provider,
    started_at: session.startedAt.toISOString(),
    last_used_at: session.lastUsedAt.toISOString(),
    expires_at: session.expires.toISOString(),
  };
}
