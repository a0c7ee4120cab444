import type { Aggregate } from '../aggregate.js';
import { defineCategory } from '../category.js';
import { organizationIdSchema, userIdSchema } from '../ids.js';
import type { OrganizationId, UserId } from '../ids.js';
import { membershipEvents } from './events.js';
import type { MembershipEvent } from './events.js';

/** A person in an organisation. One stream has all memberships of the person there, one after the other. */
export interface Membership {
  readonly status: 'none' | 'active' | 'suspended' | 'ended';
  /** The ids of the roles that the member was given. A retired one gives nothing. */
  readonly roles: ReadonlySet<string>;
  /** The invitation or the connection that the membership began with, or null. */
  readonly viaId: string | null;
  /** The time at which the membership began; null before the first one. */
  readonly since: Date | null;
  /** The revision of the newest event; null: there is none. */
  readonly revision: number | null;
  /** The revision of the newest event that took permissions; null: none has. */
  readonly reducedAt: number | null;
}

/** The event names its person in `user_id`, so it is in the history of that person. */
export const memberships = defineCategory({
  prefix: 'membership',
  events: membershipEvents,
  subject: 'data_user',
});

/** Separates the ids in the name of a stream. No id contains it. */
const SEPARATOR = '.';

export interface MemberIds {
  readonly organizationId: OrganizationId;
  readonly userId: UserId;
}

export function membershipAt({ organizationId, userId }: MemberIds): Aggregate<Membership, MembershipEvent> {
  return memberships.aggregate<Membership, MembershipEvent>(organizationId + SEPARATOR + userId, {
    initial: { status: 'none', roles: new Set(), viaId: null, since: null, revision: null, reducedAt: null },
    evolve(before, event) {
      const { revision } = event;
      const same = { ...before, revision };
      const reduced = { ...same, reducedAt: revision };
      switch (event.type) {
        case 'MembershipStarted':
          return {
            ...same,
            status: 'active',
            roles: new Set(event.data.role_ids),
            viaId: event.data.via_id,
            since: event.occurredAt,
          };
        case 'RoleAssigned':
          return { ...same, roles: new Set([...before.roles, event.data.role_id]) };
        case 'RoleUnassigned':
          return { ...reduced, roles: without(before.roles, event.data.role_id) };
        case 'MembershipSuspended':
          return { ...reduced, status: 'suspended' };
        case 'MembershipResumed':
          return { ...same, status: 'active' };
        case 'MemberSignedOut':
          return reduced;
        case 'MembershipEnded':
          return { ...reduced, status: 'ended', roles: new Set() };
      }
    },
  });
}

/** Returns the organisation and the person that a stream is about, or null for a stream of another category. */
export function memberOfStream(stream: string): MemberIds | null {
  const [first, second] = memberships.idOf(stream)?.split(SEPARATOR) ?? [];
  const organizationId = organizationIdSchema.safeParse(first).data;
  const userId = userIdSchema.safeParse(second).data;
  return organizationId === undefined || userId === undefined ? null : { organizationId, userId };
}

function without(roles: ReadonlySet<string>, id: string): ReadonlySet<string> {
  return new Set([...roles].filter((role) => role !== id));
}
