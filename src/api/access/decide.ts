import { findApiKeyById } from '../../commands/api-keys/find-usable-api-key.js';
import { apiKeyAt } from '../../domain/api-key/api-key.js';
import { isRevoked } from '../../domain/api-key/decisions.js';
import { userIdSchema, uuidSchema } from '../../domain/ids.js';
import type { OrganizationId } from '../../domain/ids.js';
import { permissionsIn } from '../../domain/organization/access.js';
import { organizationAt } from '../../domain/organization/organization.js';
import { isKnownPermission, permissionsOf, reasonFor } from '../../domain/roles/access.js';
import type { AccessFacts } from '../../domain/roles/access.js';
import { permissionsFrom } from '../../eventstore/folding/load-permissions.js';
import { loadState, loadStateOrEnd } from '../../eventstore/folding/load-state.js';
import type { RouteDependencies } from '../routes/dependencies.js';
import { parseInstant } from '../past/instant.js';
import { loadPastAccess } from '../past/past-access.js';
import { decideInOrganization, organizationOf } from './in-organization.js';
import { refused } from './schemas.js';
import type { Decision, Evaluation } from './schemas.js';

type Parts = Pick<RouteDependencies, 'access' | 'findMember'> & {
  readonly commands: Pick<RouteDependencies['commands'], 'log'>;
  readonly feed: Pick<RouteDependencies['feed'], 'knownPosition'>;
};

/**
 * Decides whether a subject has the permission that an action names. An unknown subject, action or organisation has a decision
 * as well: it is false.
 *
 * @throws Problem invalid_position
 */
export async function decide(parts: Parts, evaluation: Evaluation, now: Date): Promise<Decision> {
  const decision =
    evaluation.subject.type === 'api_key'
      ? await decideForKey(parts, evaluation, now)
      : await decideForPerson(parts, evaluation);
  parts.access.count(decision.decision);
  return decision;
}

/** Returns the permissions of a subject now. */
export async function permissionsNow(
  parts: Parts,
  { subject: { type, id }, resource }: Pick<Evaluation, 'subject' | 'resource'>,
  now: Date,
): Promise<string[]> {
  const organizationId = organizationOf(resource);
  if (organizationId !== null && !(await exists(parts, organizationId))) return [];
  if (type === 'api_key') return [...(await scopesOfKey(parts, id, organizationId, now))].sort();
  const userId = userIdSchema.safeParse(id).data;
  if (type !== 'user' || userId === undefined) return [];
  if (organizationId === null || organizationId === 'unknown')
    return [...(await parts.access.find(userId)).permissions].sort();
  return [...permissionsIn(await parts.findMember({ organizationId, userId }))].sort();
}

async function decideForPerson(
  parts: Parts,
  { subject: { type, id }, action: { name: permission }, resource, context }: Evaluation,
): Promise<Decision> {
  const userId = userIdSchema.safeParse(id).data;
  if (type !== 'user' || userId === undefined) return refused('unknown_subject');
  const organizationId = organizationOf(resource);
  if (organizationId === 'unknown') return refused('unknown_resource');
  const instant = context?.as_of === undefined ? null : await parseInstant(parts.feed, context.as_of);
  const { log } = parts.commands;
  if (organizationId !== null) {
    const { findMember } = parts;
    return await decideInOrganization({ log, findMember }, { organizationId, userId }, permission, instant);
  }
  if (instant === null) return decideBy((await parts.access.find(userId)).facts, permission);
  return decideBy(await loadPastAccess(log, userId, instant), permission);
}

function decideBy(facts: AccessFacts, permission: string): Decision {
  if (permissionsOf(facts).has(permission))
    return { decision: true, context: { because: reasonFor(facts, permission) } };
  if (facts.user.status !== 'registered') return refused('unknown_subject');
  return refused(isKnownPermission(facts.roles, permission) ? 'not_permitted' : 'unknown_action');
}

async function decideForKey(
  parts: Parts,
  { subject: { id }, action: { name: permission }, resource, context }: Evaluation,
  now: Date,
): Promise<Decision> {
  if (context?.as_of !== undefined) return refused('as_of_not_supported');
  const organizationId = organizationOf(resource);
  if (organizationId !== null && !(await exists(parts, organizationId))) return refused('unknown_resource');
  if ((await scopesOfKey(parts, id, organizationId, now)).has(permission))
    return { decision: true, context: { because: [permission] } };
  return refused('not_permitted');
}

async function exists(
  { commands: { log } }: Parts,
  organization: OrganizationId | 'unknown',
): Promise<boolean> {
  if (organization === 'unknown') return false;
  return (await loadState(log, organizationAt(organization))).status === 'founded';
}

/** Returns the scopes of a key in an organisation, or in the service. A key of an organisation has none elsewhere. */
async function scopesOfKey(
  { commands: { log } }: Parts,
  id: string,
  organizationId: OrganizationId | 'unknown' | null,
  now: Date,
): Promise<ReadonlySet<string>> {
  const keyId = uuidSchema.safeParse(id).data;
  if (keyId === undefined) return new Set();
  const keys = { find: (one: string) => loadStateOrEnd(log, apiKeyAt(one), isRevoked) };
  const key = await findApiKeyById(keys, permissionsFrom(log), keyId, now);
  if (key === null) return new Set();
  const holds = key.organizationId === null || key.organizationId === organizationId;
  return new Set(holds ? key.scopes : []);
}
