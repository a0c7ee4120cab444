import type { SessionId, UserId } from '../../domain/ids.js';
import { familyAt } from '../../domain/refresh/refresh.js';
import { isActive } from '../../domain/policies/active-session.js';
import { sessionAt } from '../../domain/session/session.js';
import { SignInRefused } from '../../domain/user/identity-decisions.js';
import { requireRegistered } from '../../domain/user/decisions.js';
import { userAt } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import { requireOpenSession } from '../steps/access/required-connection.js';
import { requireConnected } from '../steps/access/usable-connection.js';
import { load } from '../handle.js';
import { replaceSession } from '../steps/replace-session.js';
import { sessionGrant } from '../steps/session-grant.js';
import type { SessionGrant } from '../steps/session-grant.js';

/**
 * Grants a session that another request started. Its tokens have not been handed out yet.
 *
 * @param presented session of the caller, which this one replaces (OWASP ASVS 7.2.4)
 * @throws SsoRequired the domain of the account demands a connection since
 * @throws SignInRefused it has ended meanwhile, or its account was closed
 */
export async function resumeSession(
  dependencies: Pick<CommandDependencies, 'log' | 'refreshTokens' | 'requiredConnection'>,
  { userId, sessionId }: { userId: UserId; sessionId: SessionId },
  presented: { readonly sessionId: SessionId } | null,
  cause: Cause,
): Promise<SessionGrant> {
  const { log, refreshTokens } = dependencies;
  const [{ state: user }, { state: session }, { state: family }] = await Promise.all([
    load(log, userAt(userId)),
    load(log, sessionAt(sessionId)),
    load(log, familyAt(sessionId)),
  ]);
  if (!isActive(user, session) || family.status !== 'alive') throw new SignInRefused();
  const account = requireRegistered(user);
  await requireOpenSession(dependencies, account, session);
  await requireConnected(log, session.provider, userId);
  const refreshToken = refreshTokens.issue({ sessionId, generation: 0 });
  const given = { refreshToken, ends: family.expires, position: null };
  const grant = sessionGrant(account, session, given);
  return await replaceSession({ log }, grant, presented, cause);
}
