import { z } from 'zod';
import { InvalidRefreshToken, isWithinGrace, rotate } from '../../domain/refresh/decisions.js';
import { familyAt } from '../../domain/refresh/refresh.js';
import { endSession } from '../../domain/session/decisions.js';
import { isActive } from '../../domain/policies/active-session.js';
import { sessionAt } from '../../domain/session/session.js';
import { requireRegistered } from '../../domain/user/decisions.js';
import { userAt } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle, load } from '../handle.js';
import { sessionGrant } from '../steps/session-grant.js';
import type { SessionGrant } from '../steps/session-grant.js';

/**
 * The same refusal, with the place in the log that it follows from: who is told of it may rely on what stands there, as
 * after any other answer.
 */
export class RefusedOnRecord extends InvalidRefreshToken {
  constructor(readonly position: Position | null) {
    super();
  }
}

export const refreshInput = z.strictObject({ refresh_token: z.string().min(1).max(4096) });

/**
 * Goes on with a session by its newest refresh token, which the next one replaces. A token that was replaced
 * before ends the session, and is refused like any other that is not valid.
 *
 * @throws InvalidRefreshToken
 * @throws RefusedOnRecord the session is over by what was recorded, now or before
 */
export async function refresh(
  { log, refreshTokens, rules }: Pick<CommandDependencies, 'log' | 'refreshTokens' | 'rules'>,
  { refresh_token: token }: z.output<typeof refreshInput>,
  cause: Cause,
): Promise<SessionGrant> {
  const presented = refreshTokens.read(token);
  if (presented === null) throw new InvalidRefreshToken();
  const { sessionId, generation } = presented;
  const { state: started } = await load(log, sessionAt(sessionId));
  if (started.status !== 'started') throw new InvalidRefreshToken();

  const { states, position, written } = await handle(
    log,
    { ...cause, actor: `user:${started.userId}` },
    { user: userAt(started.userId), session: sessionAt(sessionId), family: familyAt(sessionId) },
    ({ user, session, family }) => {
      if (!isActive(user, session)) throw new InvalidRefreshToken();
      const decided = rotate(family, generation, rules, cause.now);
      const reused = decided.some(({ type }) => type === 'RefreshTokenReused');
      return { family: decided, session: reused ? endSession(session, 'refresh_token_reused') : [] };
    },
  );

  // Refused only here, because what a refusal in the decision has found out would not be recorded. A command
  // that was carried out before is judged as well: its answer was not for who sends it again much later.
  const { user, session, family } = states;
  const granted = written || isWithinGrace(family, generation, rules, cause.now);
  if (!isActive(user, session) || family.status !== 'alive' || !granted) throw new RefusedOnRecord(position);
  const refreshToken = refreshTokens.issue({ sessionId, generation: generation + 1 });
  return sessionGrant(requireRegistered(user), session, { refreshToken, ends: family.expires, position });
}
