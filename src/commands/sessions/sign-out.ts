import type { SessionId, UserId } from '../../domain/ids.js';
import { signOut as decide } from '../../domain/session/decisions.js';
import { sessionAt } from '../../domain/session/session.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';

/**
 * Ends one session of a user. A repeat changes nothing.
 *
 * @throws UnknownSession the session does not exist or belongs to another user
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
