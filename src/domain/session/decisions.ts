import { DomainError } from '../domain-error.js';
import type { UserId } from '../ids.js';
import type { Registered } from '../user/user.js';
import type { SessionEvent } from './events.js';
import { fieldsOf } from '../user/session-at-provider.js';
import type { NamesAtProvider } from '../user/session-at-provider.js';
import type { Session, Started } from './session.js';

type DataOf<Type extends SessionEvent['type']> = Extract<SessionEvent, { type: Type }>['data'];

/** The user has no such session. */
export class UnknownSession extends DomainError {
  readonly code = 'unknown_session';
}

/** The circumstances of a sign-in: its proofs, device and provider, and the notice that its owner gets. */
export type Circumstances = Omit<DataOf<'SessionStarted'>, 'user_id' | 'user_revision'>;

/** Starts a session for the revision of the account that the credentials were checked against. */
export function openSession(
  { id, revision }: Pick<Registered, 'id' | 'revision'>,
  circumstances: Circumstances,
): SessionEvent[] {
  return [{ type: 'SessionStarted', data: { user_id: id, user_revision: revision, ...circumstances } }];
}

/** Records the names of a session at the identity provider of an organisation, if it began there. */
export function noteProviderSession(
  { id }: Pick<Registered, 'id'>,
  names: NamesAtProvider | null,
): SessionEvent[] {
  if (names === null) return [];
  return [{ type: 'ConnectionSessionNoted', data: { user_id: id, ...fieldsOf(names) } }];
}

/**
 * Ends a session that began with an identity provider.
 *
 * @param indexes the names of the sessions there; none of them means every session. One that is not known counts as named
 */
export function endProviderSession(
  session: Session,
  provider: string,
  indexes: readonly string[],
): SessionEvent[] {
  if (session.status !== 'started' || session.provider !== provider) return [];
  const index = session.atProvider?.index ?? null;
  const isNamed = indexes.length === 0 || index === null || indexes.includes(index);
  return isNamed ? endSession(session, 'signed_out') : [];
}

/** Records that the user of a session proved the identity again. */
export function reauthenticate(
  { userId }: Started,
  proven: Omit<DataOf<'SessionReauthenticated'>, 'user_id'>,
): SessionEvent[] {
  return [{ type: 'SessionReauthenticated', data: { user_id: userId, ...proven } }];
}

/** Ends a started session. Does nothing for any other. */
export function endSession(session: Session, reason: DataOf<'SessionEnded'>['reason']): SessionEvent[] {
  if (session.status !== 'started') return [];
  return [{ type: 'SessionEnded', data: { user_id: session.userId, reason } }];
}

/**
 * Ends a session of this user.
 *
 * @throws UnknownSession the session does not exist or belongs to another user
 */
export function signOut(session: Session, userId: UserId): SessionEvent[] {
  if (session.status === 'unknown' || session.userId !== userId) throw new UnknownSession();
  return endSession(session, 'signed_out');
}
