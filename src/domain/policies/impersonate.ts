import { assignedPermissionsOf, permissionsOf } from '../roles/access.js';
import type { AccessFacts } from '../roles/access.js';
import { ExceedsOwnPermissions, requireWithin } from '../roles/escalation.js';
import type { SessionEvent } from '../session/events.js';
import type { Session } from '../session/session.js';
import { canSignIn, UnknownUser } from '../user/decisions.js';
import { requireActive } from './active-session.js';

/** The device of the session, as its user sees it. */
const DEVICE = 'an administrator';

/** An administrator that acts as another person. */
interface Impersonator {
  readonly access: AccessFacts;
  readonly session: Session;
}

/**
 * Starts a session in which an administrator acts as another person. That person has fewer permissions, and is no
 * administrator.
 *
 * @throws SessionOver the session of the administrator has ended, or is itself an impersonation
 * @throws UnknownUser the account of the other person is closed or not verified
 * @throws ExceedsOwnPermissions
 */
export function impersonate(
  target: AccessFacts,
  { access, session }: Impersonator,
  { reason, ends }: { readonly reason: string; readonly ends: Date },
): SessionEvent[] {
  const own = requireActive(access.user, session);
  const { user } = target;
  if (user.status !== 'registered' || !canSignIn(user)) throw new UnknownUser();
  requireWeaker(target, access);
  const by = { by: own.userId, by_session: own.id, ends_at: ends.toISOString() };
  const data = {
    user_id: user.id,
    user_revision: user.revision,
    amr: [],
    acr: 'aal1' as const,
    device: DEVICE,
    notice: null,
    provider: null,
    factors: [],
    trust_id: null,
    demanded: null,
    pending: null,
    impersonation: by,
    impersonation_reason: reason,
  };
  return [{ type: 'SessionStarted', data }];
}

/** @throws ExceedsOwnPermissions */
function requireWeaker(target: AccessFacts, access: AccessFacts): void {
  const own = permissionsOf(access);
  const theirs = assignedPermissionsOf(target);
  requireWithin(own, ['users:impersonate', ...theirs]);
  const isAdministrator = target.administrators.users.has(target.user.id);
  if (isAdministrator || theirs.size >= own.size) throw new ExceedsOwnPermissions();
}
