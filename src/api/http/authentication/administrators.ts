import type { CommandDependencies } from '../../../commands/dependencies.js';
import { requireRecentSession } from '../../../commands/steps/require-recent-session.js';
import { userIdSchema } from '../../../domain/ids.js';
import type { UserId } from '../../../domain/ids.js';
import type { Permission } from '../../../domain/permissions.js';
import { ReauthenticationRequired } from '../../../domain/policies/active-session.js';
import { assignedPermissionsOf } from '../../../domain/roles/access.js';
import { requireWithin } from '../../../domain/roles/escalation.js';
import { reaches } from '../../../domain/user/factors/assurance.js';
import type { AssuranceLevel } from '../../../domain/user/factors/assurance.js';
import type { EndedSessions } from '../../../projections/live/ended-sessions.js';
import type { PersonAccess } from '../../../projections/live/access-cache.js';
import { stepUpChallenge } from '../problems/problem-members.js';
import { Problem } from '../problems/problem.js';
import { isImpersonated } from '../requests/request-context.js';
import type { Administrator, Caller, SignedInUser } from '../requests/request-context.js';
import type { ActingSession } from '../../../security/tokens/acting-session.js';
import { refusesImpersonation } from '../route.js';
import type { Route } from '../route.js';

/** The parts that admit people to the routes of services. */
export interface AdministratorRules {
  /** Finds the permissions of a person. */
  readonly find: (userId: UserId) => Promise<PersonAccess>;
  /** True if only sessions with a second factor use the permissions of roles. */
  readonly needSecondFactor: boolean;
}

/** Returns a signed-in user with the permissions of the own roles. */
export async function administratorOf(
  { userId, sessionId, acr, authTime }: SignedInUser,
  { find }: AdministratorRules,
): Promise<Administrator> {
  const { scopes, permissions } = await find(userId);
  const actor = `user:${userId}`;
  return {
    kind: 'administrator',
    actor,
    userId,
    person: userId,
    sessionId,
    acr,
    authTime,
    scopes,
    authority: permissions,
    expires: null,
  };
}

/** @throws Problem forbidden, reauthentication_required */
export function checkAdministrator(
  permission: Permission,
  { scopes, acr }: Administrator,
  rules: AdministratorRules,
): void {
  if (!scopes.has(permission)) throw new Problem('forbidden');
  checkLevel(acr, rules);
}

/**
 * Verifies the level of a session that uses the permissions of roles of the service.
 *
 * @throws Problem reauthentication_required
 */
export function checkLevel(
  acr: AssuranceLevel,
  { needSecondFactor }: Pick<AdministratorRules, 'needSecondFactor'>,
): void {
  if (needSecondFactor && !reaches(acr, 'aal2'))
    throw new Problem('reauthentication_required', stepUpChallenge(new ReauthenticationRequired('aal2')));
}

/** Tells whether an administrator may still act as a user: the session has not ended, and the permission remains. */
export async function mayAct(
  impersonator: ActingSession,
  endedSessions: Pick<EndedSessions, 'isEnded'>,
  { find }: Pick<AdministratorRules, 'find'>,
): Promise<boolean> {
  if (endedSessions.isEnded(impersonator)) return false;
  return (await find(impersonator.userId)).scopes.has('users:impersonate');
}

/**
 * Verifies that a route admits an administrator who acts as a user.
 *
 * @throws Problem impersonation_refused
 */
export function requireOwnSession(route: Route, caller: Caller): void {
  if (isImpersonated(caller) && refusesImpersonation(route)) throw new Problem('impersonation_refused');
}

/**
 * Verifies that a caller may change the person in a path: nobody changes a person with permissions that the caller lacks.
 *
 * @throws ExceedsOwnPermissions
 */
export async function requireAuthorityOver(
  { method, auth }: Route,
  params: unknown,
  caller: Caller,
  { find }: AdministratorRules,
): Promise<void> {
  if (auth !== 'service' || method === 'get' || !('authority' in caller)) return;
  const userId = personIn(params);
  if (userId === null || userId === caller.userId || caller.authority === 'everything') return;
  requireWithin(caller.authority, assignedPermissionsOf((await find(userId)).facts));
}

/**
 * Verifies that an administrator or a member has proved the identity recently. Services have no sessions.
 *
 * @throws SessionOver, ReauthenticationRequired
 */
export async function requireRecentProof(
  commands: Pick<CommandDependencies, 'log' | 'webauthn'>,
  caller: Caller,
  now: Date,
): Promise<void> {
  if (caller.kind === 'administrator' || caller.kind === 'member')
    await requireRecentSession(commands, caller, now);
}

function personIn(params: unknown): UserId | null {
  if (typeof params !== 'object' || params === null || !('user_id' in params)) return null;
  return userIdSchema.safeParse(params.user_id).data ?? null;
}
