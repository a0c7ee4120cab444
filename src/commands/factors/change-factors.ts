import type { SessionId, UserId } from '../../domain/ids.js';
import { requireRecentAuthentication } from '../../domain/policies/active-session.js';
import { sessionAt } from '../../domain/session/session.js';
import type { Started } from '../../domain/session/session.js';
import { requireRegistered } from '../../domain/user/decisions.js';
import type { UserEvent } from '../../domain/user/events.js';
import { userAt } from '../../domain/user/user.js';
import type { Registered } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';

/** Signed-in user. */
export interface SignedIn {
  readonly userId: UserId;
  readonly sessionId: SessionId;
}

/**
 * Changes the factors of a signed-in user who has proved the identity recently.
 *
 * @throws SessionOver, ReauthenticationRequired, UnknownUser
 */
export async function changeFactors(
  { log, webauthn }: Pick<CommandDependencies, 'log' | 'webauthn'>,
  { userId, sessionId }: SignedIn,
  cause: Cause,
  change: (account: Registered, session: Started) => UserEvent[],
): Promise<{ account: Registered; position: Position | null }> {
  const { states, position } = await handle(
    log,
    cause,
    { session: sessionAt(sessionId), user: userAt(userId) },
    ({ session, user }) => {
      const current = requireRecentAuthentication(user, session, cause.now, webauthn.relyingParty.id);
      return { user: change(requireRegistered(user), current) };
    },
  );
  return { account: requireRegistered(states.user), position };
}
