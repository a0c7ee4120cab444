import type { SessionId } from '../../domain/ids.js';
import { endSession } from '../../domain/session/decisions.js';
import { sessionAt } from '../../domain/session/session.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';

/** Ends the session that a token belongs to, and with it all of its tokens (RFC 7009 §2.1). A repeat changes nothing. */
export async function revokeToken(
  { log }: Pick<CommandDependencies, 'log'>,
  sessionId: SessionId,
  cause: Cause,
): Promise<{ position: Position | null }> {
  const { position } = await handle(log, cause, { session: sessionAt(sessionId) }, ({ session }) => ({
    session: endSession(session, 'revoked'),
  }));
  return { position };
}
