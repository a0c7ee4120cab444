import type { SessionId, UserId } from '../../domain/ids.js';
import { requireRecentAuthentication } from '../../domain/policies/active-session.js';
import { sessionAt } from '../../domain/session/session.js';
import { userAt } from '../../domain/user/user.js';
import type { CommandDependencies } from '../dependencies.js';
import { load } from '../handle.js';

/**
 * Verifies that the caller has signed in recently. A request calls it before it starts a flow that requires this.
 *
 * @throws SessionOver
 * @throws ReauthenticationRequired
 */
export async function requireRecentSession(
  { log, webauthn }: Pick<CommandDependencies, 'log' | 'webauthn'>,
  { userId, sessionId }: { userId: UserId; sessionId: SessionId },
  now: Date,
): Promise<void> {
  const [{ state: user }, { state: session }] = await Promise.all([
    load(log, userAt(userId)),
    load(log, sessionAt(sessionId)),
  ]);
  requireRecentAuthentication(user, session, now, webauthn.relyingParty.id);
}
