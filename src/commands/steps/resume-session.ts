import type { SessionId, UserId } from '../../domain/ids.js';
import { familyAt } from '../../domain/refresh/refresh.js';
import { isActive } from '../../domain/policies/active-session.js';
import { sessionAt } from '../../domain/session/session.js';
import { SignInRefused } from '../../domain/user/identity-decisions.js';
import { requireRegistered } from '../../domain/user/decisions.js';
import { userAt } from '../../domain/user/user.js';
import type { CommandDependencies } from '../dependencies.js';
import { load } from '../handle.js';
import { sessionGrant } from './session-grant.js';
import type { SessionGrant } from './session-grant.js';

/**
 * A session that was started for somebody who takes it up only now.
 *
 * @throws SignInRefused it has ended meanwhile, or its account was closed
 */
export async function resumeSession(
  { log, refreshTokens }: Pick<CommandDependencies, 'log' | 'refreshTokens'>,
  { userId, sessionId }: { userId: UserId; sessionId: SessionId },
): Promise<SessionGrant> {
  const [{ state: user }, { state: session }, { state: family }] = await Promise.all([
    load(log, userAt(userId)),
    load(log, sessionAt(sessionId)),
    load(log, familyAt(sessionId)),
  ]);
  if (!isActive(user, session) || family.status !== 'alive') throw new SignInRefused();
  const refreshToken = refreshTokens.issue({ sessionId, generation: 0 });
  return sessionGrant(requireRegistered(user), session, {
    refreshToken,
    ends: family.expires,
    position: null,
  });
}
