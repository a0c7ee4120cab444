import type { OrganizationId, UserId } from '../../domain/ids.js';
import { organizationIdSchema } from '../../domain/ids.js';
import { permissionsIn, reasonIn, roleSetIn } from '../../domain/organization/access.js';
import type { MemberFacts } from '../../domain/organization/access.js';
import { isKnownPermission, reasonFor } from '../../domain/roles/access.js';
import type { EventLog } from '../../eventstore/event-log.js';
import type { RouteDependencies } from '../routes/dependencies.js';
import type { Instant } from '../past/instant.js';
import { loadPastMember } from '../past/past-member.js';
import { refused } from './schemas.js';
import type { Decision, Evaluation } from './schemas.js';

/** The organisation that a decision is about. `unknown`: no organisation has the id. */
type NamedOrganization = OrganizationId | 'unknown' | null;

/** Returns the organisation that a resource is, or belongs to by its property `organization_id`; null: it names none. */
export function organizationOf({ type, id, properties }: Evaluation['resource']): NamedOrganization {
  const named = type === 'organization' ? id : properties?.['organization_id'];
  if (named === undefined) return null;
  return organizationIdSchema.safeParse(named).data ?? 'unknown';
}

/**
 * Decides whether a person has a permission in an organisation. Roles of the service give theirs in every organisation.
 *
 * @param instant a point of the past; null: now
 */
export async function decideInOrganization(
  { log, findMember }: { readonly log: EventLog } & Pick<RouteDependencies, 'findMember'>,
  ids: { readonly organizationId: OrganizationId; readonly userId: UserId },
  permission: string,
  instant: Instant | null,
): Promise<Decision> {
  const facts = instant === null ? await findMember(ids) : await loadPastMember(log, ids, instant);
  if (facts.organization.status !== 'founded') return refused('unknown_resource');
  if (permissionsIn(facts).has(permission))
    return { decision: true, context: { because: shortestReason(facts, permission) } };
  if (facts.person.user.status !== 'registered') return refused('unknown_subject');
  return refused(isKnownPermission(roleSetIn(facts), permission) ? 'not_permitted' : 'unknown_action');
}

/** Returns the reason in the organisation; for a permission of a role of the service, that role. */
function shortestReason(facts: MemberFacts, permission: string): string[] {
  const own = reasonIn(facts, permission);
  return own.length > 0 ? own : reasonFor(facts.person, permission);
}
