import type { UserId } from '../../domain/ids.js';
import { InvalidRefreshToken } from '../../domain/refresh/decisions.js';
import { endSession } from '../../domain/session/decisions.js';
import { sessionAt } from '../../domain/session/session.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle, load } from '../handle.js';

/**
 * Ends the session of an authentic refresh token, even if the token was rotated or has expired. A repeat changes
 * nothing.
 *
 * @throws InvalidRefreshToken
 */
export async function signOutByToken(
  { log, refreshTokens }: Pick<CommandDependencies, 'log' | 'refreshTokens'>,
  token: string,
  cause: Cause,
): Promise<{ userId: UserId; position: Position | null }> {
  const claims = refreshTokens.read(token);
  if (claims === null) throw new InvalidRefreshToken();
  const aggregate = sessionAt(claims.sessionId);
  const loaded = await load(log, aggregate);
  if (loaded.state.status === 'unknown') throw new InvalidRefreshToken();
  const { userId } = loaded.state;
  const { position } = await handle(
    log,
    { ...cause, actor: `user:${userId}` },
    { session: aggregate },
    ({ session }) => ({ session: endSession(session, 'signed_out') }),
    [loaded],
  );
  return { userId, position };
}
