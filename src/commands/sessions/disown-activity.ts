import type { EventId, SessionId, UserId } from '../../domain/ids.js';
import { disownActivity as decide } from '../../domain/policies/passwords/disown-activity.js';
import { sessionAt } from '../../domain/session/session.js';
import { userAt } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';

/**
 * Protects an account whose owner does not recognise an event: ends every session and locks the password until a reset.
 *
 * @param event an event of the account's history
 * @throws SessionOver the session of the caller has ended
 */
export async function disownActivity(
  { log }: Pick<CommandDependencies, 'log'>,
  { userId, sessionId }: { userId: UserId; sessionId: SessionId },
  event: EventId,
  cause: Cause,
): Promise<{ position: Position | null }> {
  const { position } = await handle(
    log,
    cause,
    { session: sessionAt(sessionId), user: userAt(userId) },
    ({ session, user }) => ({ user: decide(user, session, event) }),
  );
  return { position };
}
