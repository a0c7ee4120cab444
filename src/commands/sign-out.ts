import { endSession } from '../domain/session/decisions.js';
import { sessionAt } from '../domain/session/session.js';
import type { Cause } from '../eventstore/codec.js';
import type { Position } from '../eventstore/port.js';
import type { CommandDependencies } from './dependencies.js';
import { handle } from './handle.js';

/** Ends the session in which this is asked, and no other. A repeat changes nothing. */
export async function signOut(
  { log }: Pick<CommandDependencies, 'log'>,
  { sessionId }: { sessionId: string },
  cause: Cause,
): Promise<{ position: Position | null }> {
  const { position } = await handle(log, cause, { session: sessionAt(sessionId) }, ({ session }) => ({
    session: endSession(session, 'signed_out'),
  }));
  return { position };
}
