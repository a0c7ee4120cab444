import type { SessionId, UserId } from '../../domain/ids.js';
import { signOutElsewhere as decide } from '../../domain/policies/active-session.js';
import { sessionAt } from '../../domain/session/session.js';
import { userAt } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';

/**
 * Ends every session of a user except the session of the caller.
 *
 * @throws SessionOver the session of the caller has ended
 */
export async function signOutElsewhere(
  { log }: Pick<CommandDependencies, 'log'>,
  { userId, sessionId }: { userId: UserId; sessionId: SessionId },
  cause: Cause,
): Promise<{ position: Position | null }> {
  const { position } = await handle(
    log,
    cause,
    { session: sessionAt(sessionId), user: userAt(userId) },
    ({ session, user }) => ({ user: decide(user, session) }),
  );
  return { position };
}
