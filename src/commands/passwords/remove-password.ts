import type { SessionId, UserId } from '../../domain/ids.js';
import { removePassword as decide } from '../../domain/policies/passwords/remove-password.js';
import type { Entrances } from '../../domain/policies/ways-in.js';
import { sessionAt } from '../../domain/session/session.js';
import { userAt } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';

/**
 * Removes the password of a signed-in user.
 *
 * @throws SessionOver
 * @throws ReauthenticationRequired
 * @throws NoPassword
 * @throws LastWayIn
 */
export async function removePassword(
  { log }: Pick<CommandDependencies, 'log'>,
  { userId, sessionId }: { userId: UserId; sessionId: SessionId },
  entrances: Entrances,
  cause: Cause,
): Promise<{ position: Position | null }> {
  const { position } = await handle(
    log,
    cause,
    { session: sessionAt(sessionId), user: userAt(userId) },
    ({ session, user }) => ({ user: decide(user, session, entrances, cause.now) }),
  );
  return { position };
}
