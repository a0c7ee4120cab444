import { v5 as uuidv5 } from 'uuid';
import { claimAt } from '../../domain/claim/claim.js';
import { issuerOf, providerOf } from '../../domain/connection/connection.js';
import type { ConnectionId, SessionId, UserId } from '../../domain/ids.js';
import { endProviderSession } from '../../domain/session/decisions.js';
import { sessionAt } from '../../domain/session/session.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import { loadState } from '../../eventstore/folding/load-state.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';

/** The sessions that an identity provider ends. */
interface EndedAtProvider {
  readonly connectionId: ConnectionId;
  /** The name of the person there. */
  readonly name: string;
  /** The names of the sessions there; none of them means every session. */
  readonly indexes: readonly string[];
}

type Dependencies = Pick<CommandDependencies, 'log' | 'identityClaimStream'> & {
  /** Lists the open sessions of a person. */
  readonly findSessions: (userId: UserId) => Promise<readonly SessionId[]>;
};

/** Ends the sessions of a person that began with a connection, as its identity provider demands. */
export async function endProviderSessions(
  { log, identityClaimStream, findSessions }: Dependencies,
  { connectionId, name, indexes }: EndedAtProvider,
  cause: Cause,
): Promise<Position | null> {
  const claim = identityClaimStream({ issuer: issuerOf(connectionId), subject: name });
  const { owner } = await loadState(log, claimAt(claim));
  if (owner === null) return null;
  const provider = providerOf(connectionId);
  let last: Position | null = null;
  for (const id of await findSessions(owner)) {
    // One session after the other, each in a command of its own: a repeat ends those that are left.
    const own = { ...cause, commandId: uuidv5(id, cause.commandId), actor: `user:${owner}` };
    const { position, written } = await handle(log, own, { session: sessionAt(id) }, ({ session }) => ({
      session: endProviderSession(session, provider, indexes),
    }));
    if (written) last = position;
  }
  return last;
}
