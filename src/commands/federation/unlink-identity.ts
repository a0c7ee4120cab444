import type { SessionId, UserId } from '../../domain/ids.js';
import { sessionAt } from '../../domain/session/session.js';
import { unlinkIdentity as decide } from '../../domain/policies/identities-of-signed-in-user.js';
import type { Unlinking } from '../../domain/policies/identities-of-signed-in-user.js';
import { userAt } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';

/**
 * Unlinks the identity of a provider from an account. The `settle` reaction to the event releases the claim on it.
 *
 * @throws SessionOver
 * @throws ReauthenticationRequired
 * @throws UnknownIdentity
 * @throws LastWayIn
 */
export async function unlinkIdentity(
  { log }: Pick<CommandDependencies, 'log'>,
  { userId, sessionId }: { userId: UserId; sessionId: SessionId },
  unlinking: Unlinking,
  cause: Cause,
): Promise<{ position: Position | null }> {
  const { position } = await handle(
    log,
    cause,
    { session: sessionAt(sessionId), user: userAt(userId) },
    ({ session, user }) => ({ user: decide(user, session, unlinking, cause.now) }),
  );
  return { position };
}
