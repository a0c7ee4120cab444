import type { SessionId } from '../../domain/ids.js';
import type { MemberIds } from '../../domain/organization/membership.js';
import { grantOrganization } from '../../domain/organization/organization-grant.js';
import type { MemberFacts } from '../../domain/organization/access.js';
import { requireFounded } from '../../domain/organization/decisions.js';
import { requirePolicy, tokenEnd } from '../../domain/organization/policy.js';
import { requireActive, SessionOver } from '../../domain/policies/active-session.js';
import { familyAt } from '../../domain/refresh/refresh.js';
import { sessionAt } from '../../domain/session/session.js';
import { requireRegistered } from '../../domain/user/decisions.js';
import { userAt } from '../../domain/user/user.js';
import type { AccessClaims } from '../../security/tokens/access-tokens.js';
import { requireOpenSession } from '../steps/access/required-connection.js';
import type { CommandDependencies } from '../dependencies.js';
import { load } from '../handle.js';
import { claimsOf } from '../steps/session-grant.js';

interface OrganizationTokenDependencies extends Pick<CommandDependencies, 'log' | 'requiredConnection'> {
  readonly findMember: (ids: MemberIds) => Promise<MemberFacts>;
}

/**
 * Grants a session the use of an organisation. The session itself stays without one, so two tabs can use two organisations.
 *
 * @returns the claims of an access token, and its latest end
 * @throws UnknownOrganization the person is no active member
 * @throws SessionOver
 * @throws SsoRequired the domain of the account demands a session by a connection
 * @throws StepUpRequired the session does not meet the policy of the organisation
 */
export async function grantOrganizationToken(
  dependencies: OrganizationTokenDependencies,
  { organizationId, userId }: MemberIds,
  sessionId: SessionId,
  now: Date,
): Promise<{ readonly claims: AccessClaims; readonly ends: Date }> {
  const { log, findMember } = dependencies;
  const [facts, { state: user }, { state: session }, { state: family }] = await Promise.all([
    findMember({ organizationId, userId }),
    load(log, userAt(userId)),
    load(log, sessionAt(sessionId)),
    load(log, familyAt(sessionId)),
  ]);
  const active = requireActive(user, session);
  if (family.status !== 'alive') throw new SessionOver();
  await requireOpenSession(dependencies, requireRegistered(user), active);
  const claims = claimsOf(active);
  const organization = grantOrganization(organizationId, facts);
  const { policy } = requireFounded(facts.organization);
  requirePolicy(policy, claims, now);
  return { claims: { ...claims, organization }, ends: tokenEnd(policy, claims, family.expires, now) };
}
