import { z } from 'zod';
import { InvalidRefreshToken, isWithinGrace, rotate } from '../../domain/refresh/decisions.js';
import { familyAt } from '../../domain/refresh/refresh.js';
import { endSession } from '../../domain/session/decisions.js';
import { isActive } from '../../domain/policies/active-session.js';
import { endsByDemand } from '../../domain/policies/still-owed.js';
import { sessionAt } from '../../domain/session/session.js';
import { requireRegistered } from '../../domain/user/decisions.js';
import { userAt } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { RefreshClaims } from '../../security/tokens/refresh-tokens.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle, load } from '../handle.js';
import { otherWay } from '../steps/access/required-connection.js';
import { factorRules } from '../steps/factor-rules.js';
import { locationOf } from '../steps/location-of.js';
import { sessionGrant } from '../steps/session-grant.js';
import type { SessionGrant } from '../steps/session-grant.js';

/**
 * The refresh is refused because of recorded events. The client may rely on the state at `position`, as after any other
 * answer.
 */
export class RefusedOnRecord extends InvalidRefreshToken {
  constructor(readonly position: Position | null) {
    super();
  }
}

export const refreshInput = z.strictObject({ refresh_token: z.string().min(1).max(4096) });

/**
 * Exchanges a refresh token for a new session grant and rotates it. Reuse of a token that was rotated earlier ends the
 * session and gets the same refusal as any other invalid token.
 *
 * @param claims null if the token is not authentic
 * @throws InvalidRefreshToken
 * @throws RefusedOnRecord a recorded event has ended the session, in this request or earlier
 */
export async function refresh(
  dependencies: Pick<
    CommandDependencies,
    'log' | 'refreshTokens' | 'rules' | 'locationFingerprints' | 'webauthn' | 'requiredConnection'
  >,
  claims: RefreshClaims | null,
  cause: Cause,
): Promise<SessionGrant> {
  if (claims === null) throw new InvalidRefreshToken();
  const { log, refreshTokens, rules } = dependencies;
  const { sessionId, generation } = claims;
  // The session names its user, so it is read first. The command below reuses it.
  const started = await load(log, sessionAt(sessionId));
  if (started.state.status !== 'started') throw new InvalidRefreshToken();
  const { userId } = started.state;
  const loaded = await Promise.all([load(log, userAt(userId)), load(log, familyAt(sessionId))]);
  const [{ state: account }] = loaded;
  const other =
    account.status === 'registered'
      ? await otherWay(dependencies, account.email, started.state.provider)
      : null;
  const presented = { generation, location: locationOf(dependencies, userId, cause) };

  const { states, position, written } = await handle(
    log,
    { ...cause, actor: `user:${userId}` },
    { user: userAt(userId), session: sessionAt(sessionId), family: familyAt(sessionId) },
    ({ user, session, family }) => {
      if (!isActive(user, session)) throw new InvalidRefreshToken();
      const events = rotate(family, presented, rules, cause.now);
      if (events.some(({ type }) => type === 'RefreshTokenReused'))
        return { family: events, session: endSession(session, 'refresh_token_reused') };
      const isOver = other !== null || endsByDemand(user, session, factorRules(dependencies, cause.now));
      return { family: events, session: isOver ? endSession(session, 'policy') : [] };
    },
    [started, ...loaded],
  );

  // A refusal inside the decision would discard the record of the reuse. A repeated command is checked as well: a
  // repeat that comes much later must not return the tokens.
  const { user, session, family } = states;
  const isGranted = written || isWithinGrace(family, presented, rules, cause.now);
  if (!isActive(user, session) || family.status !== 'alive' || !isGranted)
    throw new RefusedOnRecord(position);
  const refreshToken = refreshTokens.issue({ sessionId, generation: generation + 1 });
  return sessionGrant(requireRegistered(user), session, { refreshToken, ends: family.expires, position });
}
