import type { SessionId } from '../../domain/ids.js';
import { endSession } from '../../domain/session/decisions.js';
import { sessionAt } from '../../domain/session/session.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';
import type { SessionGrant } from './session-grant.js';

/**
 * Ends the session that the caller presented at a sign-in; the new session replaces it (OWASP ASVS 7.2.4).
 *
 * @param presented null: the caller presented none
 */
export async function replaceSession(
  { log }: Pick<CommandDependencies, 'log'>,
  grant: SessionGrant,
  presented: { readonly sessionId: SessionId } | null,
  cause: Cause,
): Promise<SessionGrant> {
  if (presented === null || presented.sessionId === grant.sessionId) return grant;
  const { position } = await handle(
    log,
    cause,
    { session: sessionAt(presented.sessionId) },
    ({ session }) => ({
      session: endSession(session, 'replaced'),
    }),
  );
  return { ...grant, position: later(grant.position, position) };
}

function later(one: Position | null, other: Position | null): Position | null {
  return (one ?? '') > (other ?? '') ? one : other;
}
