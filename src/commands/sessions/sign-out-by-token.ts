import type { UserId } from '../../domain/ids.js';
import { InvalidRefreshToken } from '../../domain/refresh/decisions.js';
import { sessionAt } from '../../domain/session/session.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { load } from '../handle.js';
import { signOut } from './sign-out.js';

/**
 * Ends the session that an authentic refresh token belongs to, also where that token was replaced or has expired. A
 * repeat changes nothing.
 *
 * @throws InvalidRefreshToken
 */
export async function signOutByToken(
  { log, refreshTokens }: Pick<CommandDependencies, 'log' | 'refreshTokens'>,
  token: string,
  cause: Cause,
): Promise<{ userId: UserId; position: Position | null }> {
  const presented = refreshTokens.read(token);
  if (presented === null) throw new InvalidRefreshToken();
  const { sessionId } = presented;
  const { state: session } = await load(log, sessionAt(sessionId));
  if (session.status === 'unknown') throw new InvalidRefreshToken();
  const { userId } = session;
  const by = { ...cause, actor: `user:${userId}` };
  return { userId, ...(await signOut({ log }, { userId, sessionId }, by)) };
}
