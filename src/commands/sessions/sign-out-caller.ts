import type { SessionId, UserId } from '../../domain/ids.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { refresh } from './refresh.js';
import { signOutByToken } from './sign-out-by-token.js';
import { signOutEverywhere } from './sign-out-everywhere.js';
import { signOut } from './sign-out.js';

/** Session of a verified access token, or the refresh token that a browser presents instead. */
export type PresentedSession =
  { readonly userId: UserId; readonly sessionId: SessionId } | { readonly refreshToken: string };

/**
 * Ends the session that a caller presents, or with `everywhere` all sessions of its user. A repeat changes nothing.
 *
 * @throws UnknownSession
 * @throws UnknownUser
 * @throws InvalidRefreshToken
 */
export async function signOutCaller(
  dependencies: Pick<
    CommandDependencies,
    'log' | 'refreshTokens' | 'rules' | 'locationFingerprints' | 'webauthn' | 'requiredConnection'
  >,
  presented: PresentedSession,
  everywhere: boolean,
  cause: Cause,
): Promise<{ userId: UserId; position: Position | null }> {
  if (!('refreshToken' in presented)) {
    const { userId } = presented;
    const ended = everywhere
      ? await signOutEverywhere(dependencies, userId, {}, cause)
      : await signOut(dependencies, presented, cause);
    return { userId, ...ended };
  }
  const { refreshToken } = presented;
  if (!everywhere) return await signOutByToken(dependencies, refreshToken, cause);
  // A rotated token may be stolen, so it must not end other sessions: the token has to pass a refresh first.
  const claims = dependencies.refreshTokens.read(refreshToken);
  const { userId } = await refresh(dependencies, claims, cause);
  const userCause = { ...cause, actor: `user:${userId}` };
  return { userId, ...(await signOutEverywhere(dependencies, userId, {}, userCause)) };
}
