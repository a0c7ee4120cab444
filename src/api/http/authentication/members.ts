import { organizationIdSchema } from '../../../domain/ids.js';
import type { OrganizationId, UserId } from '../../../domain/ids.js';
import { isPermission } from '../../../domain/permissions.js';
import type { Permission } from '../../../domain/permissions.js';
import { isActiveMember, permissionsIn, permissionsOfMember } from '../../../domain/organization/access.js';
import type { MemberFacts } from '../../../domain/organization/access.js';
import type { MemberIds } from '../../../domain/organization/membership.js';
import { isCurrentGrant } from '../../../domain/organization/organization-grant.js';
import type { OrganizationGrant } from '../../../domain/organization/organization-grant.js';
import { requirePolicy } from '../../../domain/organization/policy.js';
import { UnknownOrganization } from '../../../domain/organization/decisions.js';
import { Problem } from '../problems/problem.js';
import type { Caller, Member, SignedInUser } from '../requests/request-context.js';
import type { Auth } from '../route.js';
import { checkLevel } from './administrators.js';
import type { AdministratorRules } from './administrators.js';

/** The parts that admit people to the routes of an organisation. */
export interface MemberRules extends AdministratorRules {
  readonly findMember: (ids: MemberIds) => Promise<MemberFacts>;
  readonly now: () => Date;
}

/**
 * Returns a signed-in user as a member of the organisation in a path. The roles of the service hold in every organisation,
 * and only they need the level of administrators. A token for one organisation opens no other. The session of a member meets
 * the policy of the organisation. A token for it met the policy when it was issued.
 *
 * @param named the id in the path, which may be malformed
 * @param permission undefined: no permission is checked
 * @throws UnknownOrganization the user has no part in it; the answer is the same for a made-up id
 * @throws StepUpRequired
 * @throws Problem forbidden, reauthentication_required
 */
export async function memberOf(
  { userId, sessionId, acr, authTime, organizationId: granted }: SignedInUser,
  named: unknown,
  permission: Permission | undefined,
  rules: MemberRules,
): Promise<Member> {
  const organizationId = organizationNamed(named);
  if (granted !== null && granted !== organizationId) throw new UnknownOrganization();
  const facts = await rules.findMember({ organizationId, userId });
  const { organization } = facts;
  if (granted === null && organization.status === 'founded' && isActiveMember(facts))
    requirePolicy(organization.policy, { acr, authTime }, rules.now());
  const permissions = permissionsIn(facts);
  if (permission !== undefined) {
    if (!permissions.has(permission))
      throw isActiveMember(facts) ? new Problem('forbidden') : new UnknownOrganization();
    if (!permissionsOfMember(facts).has(permission)) checkLevel(acr, rules);
  }
  return {
    kind: 'member',
    actor: `user:${userId}`,
    userId,
    person: userId,
    sessionId,
    acr,
    authTime,
    scopes: new Set([...permissions].filter(isPermission)),
    authority: permissions,
    expires: null,
  };
}

/** Tells whether a token for an organisation still holds: its user is a member, and has lost no permission since. */
export async function isStillMember(
  userId: UserId,
  grant: OrganizationGrant,
  { findMember }: Pick<MemberRules, 'findMember'>,
): Promise<boolean> {
  const { organizationId } = grant;
  return isCurrentGrant(grant, await findMember({ organizationId, userId }));
}

/**
 * Verifies that a route admits the key of an organisation: only the routes of that organisation do. Other callers pass.
 *
 * @param named the id in the path, which may be malformed
 * @throws UnknownOrganization it is a route of another organisation; the answer is the same for a made-up id
 * @throws Problem insufficient_scope it is no route of an organisation
 */
export function requireOwnOrganization(caller: Caller, auth: Auth, named: unknown): void {
  if (caller.kind !== 'service' || caller.organizationId === null) return;
  if (auth !== 'member') throw new Problem('insufficient_scope');
  if (organizationNamed(named) !== caller.organizationId) throw new UnknownOrganization();
}

/** Returns the organisation with an id. A malformed id is the one of no organisation. */
function organizationNamed(id: unknown): OrganizationId {
  const { data } = organizationIdSchema.safeParse(id);
  if (data === undefined) throw new UnknownOrganization();
  return data;
}
