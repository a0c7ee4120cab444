import type { SessionId } from '../../domain/ids.js';
import { endSession } from '../../domain/session/decisions.js';
import { sessionAt } from '../../domain/session/session.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';
import type { SessionGrant } from './session-grant.js';

/**
 * Ends the session that somebody still had at a new sign-in, which the new one replaces (OWASP ASVS 7.2.4).
 *
 * @param presented null: none
 */
export async function replaceSession(
  { log }: Pick<CommandDependencies, 'log'>,
  session: SessionGrant,
  presented: { readonly sessionId: SessionId } | null,
  cause: Cause,
): Promise<SessionGrant> {
  if (presented === null || presented.sessionId === session.sessionId) return session;
  const before = sessionAt(presented.sessionId);
  const { position } = await handle(log, cause, { before }, ({ before: ended }) => ({
    before: endSession(ended, 'replaced'),
  }));
  return { ...session, position: later(session.position, position) };
}

function later(one: Position | null, other: Position | null): Position | null {
  return (one ?? '') > (other ?? '') ? one : other;
}
