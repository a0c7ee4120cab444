import type { Aggregate } from '../aggregate.js';
import { defineCategory } from '../category.js';
import { userIdSchema } from '../ids.js';
import type { UserId } from '../ids.js';
import { administratorEvents, heldRoleEvents } from './events.js';
import type { AdministratorEvent, HeldRoleEvent } from './events.js';

/** The people with the built-in role of administrators. One stream decides, so the last one is known. */
export interface Administrators {
  readonly users: ReadonlySet<UserId>;
  /** False until the first administrator: the bootstrap secret works. */
  readonly begun: boolean;
}

/** The ids of the roles that a person was given. A retired one gives nothing. */
export type HeldRoles = ReadonlySet<string>;

/** The id of the only stream of administrators. */
const ALL = 'e7f40b29-8d15-4a63-b2c6-904d3a5e18f7';

/** No event here has a personal field. The history of a person has the events that name the person. */
export const administratorLists = defineCategory({
  prefix: 'administrators',
  events: administratorEvents,
  subject: 'data_user',
});

export const roleHoldings = defineCategory({
  prefix: 'administrator',
  events: heldRoleEvents,
  subject: 'stream_user',
});

export const administrators = administratorLists.aggregate<Administrators, AdministratorEvent>(ALL, {
  initial: { users: new Set(), begun: false },
  evolve({ users }, { type, data }) {
    const changed = new Set(users);
    if (type === 'AdministratorRemoved') changed.delete(data.user_id);
    else changed.add(data.user_id);
    return { users: changed, begun: true };
  },
});

export function heldRolesOf(userId: UserId): Aggregate<HeldRoles, HeldRoleEvent> {
  return roleHoldings.aggregate<HeldRoles, HeldRoleEvent>(userId, {
    initial: new Set<string>(),
    evolve(held, { type, data }) {
      const changed = new Set(held);
      if (type === 'GlobalRoleGranted') changed.add(data.role_id);
      else changed.delete(data.role_id);
      return changed;
    },
  });
}

/** The id of the person whose roles a stream records, or null for a stream of another category. */
export function holderOfStream(stream: string): UserId | null {
  return userIdSchema.safeParse(roleHoldings.idOf(stream)).data ?? null;
}
