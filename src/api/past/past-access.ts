import { z } from 'zod';
import type { Aggregate } from '../../domain/aggregate.js';
import { fold } from '../../domain/aggregate.js';
import type { DomainEvent } from '../../domain/event-catalog.js';
import type { UserId } from '../../domain/ids.js';
import { permissionsOf, reasonFor, rolesOf } from '../../domain/roles/access.js';
import type { AccessFacts } from '../../domain/roles/access.js';
import type { EventLog } from '../../eventstore/event-log.js';
import { accessStreams } from '../../eventstore/folding/load-access.js';
import type { StoredEvent } from '../../eventstore/port.js';
import { positionWithin } from './instant.js';
import type { Instant } from './instant.js';

/** The roles and permissions of a person. */
export const accessJson = z
  .strictObject({
    user_id: z.uuid(),
    roles: z.array(z.string()).meta({ description: 'The keys of the roles, without inherited ones.' }),
    permissions: z.array(
      z.strictObject({
        key: z.string(),
        because: z.array(z.string()).meta({
          description:
            'The roles that lead to the permission, each inherited by the one before, and the permission.',
        }),
      }),
    ),
  })
  .meta({ id: 'Access' });

/** Returns the roles and permissions of a person, each permission with its reason. */
export function toAccessJson(facts: AccessFacts): z.input<typeof accessJson> {
  const permissions = [...permissionsOf(facts)].sort();
  return {
    user_id: facts.user.id,
    roles: rolesOf(facts).map(({ key }) => key),
    permissions: permissions.map((key) => ({ key, because: reasonFor(facts, key) })),
  };
}

/**
 * Loads the state that decided about the permissions of a person at a point of the log.
 *
 * @throws UnreadableEvent
 */
export async function loadPastAccess(log: EventLog, userId: UserId, instant: Instant): Promise<AccessFacts> {
  const { user, held, administrators, roles } = accessStreams(userId);
  const streams = [user, held, administrators, roles].map(({ stream }) => stream);
  const stored = await log.store.readStreams(streams);

  async function past<State>(aggregate: Aggregate<State, never>): Promise<State> {
    const events: readonly StoredEvent[] = stored[streams.indexOf(aggregate.stream)] ?? [];
    const position = positionWithin(events, instant);
    const decoded = await log.codec.decode(events.filter((event) => event.position <= position));
    return fold<State, DomainEvent>(aggregate, decoded);
  }
  return {
    user: await past(user),
    held: await past(held),
    administrators: await past(administrators),
    roles: await past(roles),
  };
}
