import type { SessionId, UserId } from '../../domain/ids.js';
import { signOut as decide } from '../../domain/session/decisions.js';
import { sessionAt } from '../../domain/session/session.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';

/**
 * Ends one session of a user, and no other. A repeat changes nothing.
 *
 * @throws UnknownSession there is none, or it is another user's
 */
export async function signOut(
  { log }: Pick<CommandDependencies, 'log'>,
  { userId, sessionId }: { userId: UserId; sessionId: SessionId },
  cause: Cause,
): Promise<{ position: Position | null }> {
  const { position } = await handle(log, cause, { session: sessionAt(sessionId) }, ({ session }) => ({
    session: decide(session, userId),
  }));
  return { position };
}
