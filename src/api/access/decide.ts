import { findApiKeyById } from '../../commands/api-keys/find-usable-api-key.js';
import { apiKeyAt } from '../../domain/api-key/api-key.js';
import { isRevoked } from '../../domain/api-key/decisions.js';
import { userIdSchema, uuidSchema } from '../../domain/ids.js';
import { isKnownPermission, permissionsOf, reasonFor } from '../../domain/roles/access.js';
import type { AccessFacts } from '../../domain/roles/access.js';
import { permissionsFrom } from '../../eventstore/folding/load-access.js';
import { loadStateOrEnd } from '../../eventstore/folding/load-state.js';
import type { RouteDependencies } from '../routes/dependencies.js';
import { parseInstant } from '../past/instant.js';
import { loadPastAccess } from '../past/past-access.js';
import type { Decision, Evaluation } from './schemas.js';

type Parts = Pick<RouteDependencies, 'access'> & {
  readonly commands: Pick<RouteDependencies['commands'], 'log'>;
  readonly feed: Pick<RouteDependencies['feed'], 'knownPosition'>;
};

/**
 * Decides whether a subject has the permission that an action names. An unknown subject or action has a decision as well: it
 * is false.
 *
 * @throws Problem invalid_position
 */
export async function decide(
  parts: Parts,
  { subject, action, context }: Evaluation,
  now: Date,
): Promise<Decision> {
  const decision =
    subject.type === 'api_key'
      ? await decideForKey(parts, { id: subject.id, permission: action.name, asOf: context?.as_of }, now)
      : await decideForPerson(parts, subject, action.name, context?.as_of);
  parts.access.count(decision.decision);
  return decision;
}

/** Returns the permissions of a subject now. */
export async function permissionsNow(
  parts: Parts,
  { type, id }: Evaluation['subject'],
  now: Date,
): Promise<string[]> {
  if (type === 'api_key') return [...(await scopesOfKey(parts, id, now))].sort();
  const userId = userIdSchema.safeParse(id).data;
  if (type !== 'user' || userId === undefined) return [];
  return [...(await parts.access.find(userId)).permissions].sort();
}

async function decideForPerson(
  parts: Parts,
  { type, id }: Evaluation['subject'],
  permission: string,
  asOf: string | undefined,
): Promise<Decision> {
  const userId = userIdSchema.safeParse(id).data;
  if (type !== 'user' || userId === undefined) return refused('unknown_subject');
  if (asOf === undefined) return decideBy((await parts.access.find(userId)).facts, permission);
  const instant = await parseInstant(parts.feed, asOf);
  return decideBy(await loadPastAccess(parts.commands.log, userId, instant), permission);
}

function decideBy(facts: AccessFacts, permission: string): Decision {
  if (permissionsOf(facts).has(permission))
    return { decision: true, context: { because: reasonFor(facts, permission) } };
  if (facts.user.status !== 'registered') return refused('unknown_subject');
  return refused(isKnownPermission(facts.roles, permission) ? 'not_permitted' : 'unknown_action');
}

async function decideForKey(
  parts: Parts,
  { id, permission, asOf }: { id: string; permission: string; asOf: string | undefined },
  now: Date,
): Promise<Decision> {
  if (asOf !== undefined) return refused('as_of_not_supported');
  if ((await scopesOfKey(parts, id, now)).has(permission))
    return { decision: true, context: { because: [permission] } };
  return refused('not_permitted');
}

async function scopesOfKey(
  { commands: { log } }: Parts,
  id: string,
  now: Date,
): Promise<ReadonlySet<string>> {
  const keyId = uuidSchema.safeParse(id).data;
  if (keyId === undefined) return new Set();
  const keys = { find: (one: string) => loadStateOrEnd(log, apiKeyAt(one), isRevoked) };
  const key = await findApiKeyById(keys, permissionsFrom(log), keyId, now);
  return new Set(key?.scopes);
}

function refused(reason: NonNullable<Decision['context']['reason']>): Decision {
  return { decision: false, context: { reason } };
}
