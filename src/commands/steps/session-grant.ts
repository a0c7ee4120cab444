import type { Started } from '../../domain/session/session.js';
import type { Registered } from '../../domain/user/user.js';
import type { Position } from '../../eventstore/port.js';
import type { AccessClaims } from '../../security/tokens/access-tokens.js';

/** A session that goes on, and what its next access token says. */
export interface SessionGrant extends AccessClaims {
  readonly account: Registered;
  /** The newest of the session. */
  readonly refreshToken: string;
  /** When it is over, however it is used. */
  readonly ends: Date;
  readonly position: Position | null;
}

/** What an access token says is always of the session as it started, never of the account as it is now. */
export function sessionGrant(
  account: Registered,
  session: Started,
  given: Pick<SessionGrant, 'refreshToken' | 'ends' | 'position'>,
): SessionGrant {
  return {
    account,
    userId: session.userId,
    sessionId: session.id,
    userRevision: session.userRevision,
    amr: session.amr,
    authTime: session.startedAt,
    ...given,
  };
}
