import { z } from 'zod';
import type { UserId } from '../../domain/ids.js';
import { permissionsOf, reasonFor, rolesOf } from '../../domain/roles/access.js';
import type { AccessFacts } from '../../domain/roles/access.js';
import type { EventLog } from '../../eventstore/event-log.js';
import { accessStreams } from '../../eventstore/folding/load-access.js';
import type { Instant } from './instant.js';
import { readPast } from './past-states.js';

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
  const past = await readPast(log, [user, held, administrators, roles], instant);
  return {
    user: await past(user),
    held: await past(held),
    administrators: await past(administrators),
    roles: await past(roles),
  };
}
