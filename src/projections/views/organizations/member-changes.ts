import { memberOfStream } from '../../../domain/organization/membership.js';
import { organizationOfStream } from '../../../domain/organization/organization.js';
import type { Position, StoredEvent } from '../../../eventstore/port.js';

/** The effect of the events of a page on one member. */
export interface MemberChange {
  readonly organizationId: string;
  readonly userId: string;
  /** The position at which the newest membership of the page began; null: none did. */
  readonly startedAt: Position | null;
  /** The new status; null: the page does not change it. */
  readonly status: 'active' | 'suspended' | 'ended' | null;
  readonly added: ReadonlySet<string>;
  readonly removed: ReadonlySet<string>;
}

/** Returns the effect of a page on each member that it changes. */
export function memberChanges(events: readonly StoredEvent[]): MemberChange[] {
  const changes = new Map<string, MemberChange>();
  for (const event of events) {
    const ids = idsOf(event);
    if (ids === null) continue;
    const key = `${ids.organizationId}.${ids.userId}`;
    changes.set(key, applied(changes.get(key) ?? { ...ids, ...NOTHING }, event));
  }
  return [...changes.values()];
}

const NOTHING = {
  startedAt: null,
  status: null,
  added: new Set<string>(),
  removed: new Set<string>(),
} as const;

/** The founder is a member also if the event of the membership was lost in a crash. */
function idsOf({ type, stream, data }: StoredEvent): { organizationId: string; userId: string } | null {
  if (type !== 'OrganizationCreated') return memberOfStream(stream);
  const organizationId = organizationOfStream(stream);
  const userId = data['owner_id'];
  return organizationId === null || typeof userId !== 'string' ? null : { organizationId, userId };
}

function applied(change: MemberChange, { type, data, position }: StoredEvent): MemberChange {
  const roleId = typeof data['role_id'] === 'string' ? data['role_id'] : '';
  switch (type) {
    case 'OrganizationCreated':
      return { ...change, startedAt: position, status: 'active' };
    case 'MembershipStarted':
      return {
        ...change,
        startedAt: position,
        status: 'active',
        added: new Set(textsIn(data['role_ids'])),
        removed: new Set(),
      };
    case 'RoleAssigned':
      return {
        ...change,
        added: new Set([...change.added, roleId]),
        removed: without(change.removed, roleId),
      };
    case 'RoleUnassigned':
      return {
        ...change,
        added: without(change.added, roleId),
        removed: new Set([...change.removed, roleId]),
      };
    case 'MembershipSuspended':
      return { ...change, status: 'suspended' };
    case 'MembershipResumed':
      return { ...change, status: 'active' };
    case 'MembershipEnded':
      return { ...change, status: 'ended' };
    default:
      return change;
  }
}

function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function without(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  return new Set([...ids].filter((other) => other !== id));
}
