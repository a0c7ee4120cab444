import type { Started } from '../../domain/session/session.js';
import type { Registered } from '../../domain/user/user.js';
import type { Position } from '../../eventstore/port.js';
import type { AccessClaims } from '../../security/tokens/access-tokens.js';

/** Active session, with the claims of its next access token. */
export interface SessionGrant extends AccessClaims {
  readonly account: Registered;
  /** Newest refresh token of the session. */
  readonly refreshToken: string;
  /** Absolute expiry of the session. */
  readonly ends: Date;
  readonly position: Position | null;
}

/** Builds the grant of a session. Its claims describe the account at the start of the session, not the account now. */
export function sessionGrant(
  account: Registered,
  session: Started,
  given: Pick<SessionGrant, 'refreshToken' | 'ends' | 'position'>,
): SessionGrant {
  return { account, ...claimsOf(session), ...given };
}

/** Returns the claims of an access token of a session. */
export function claimsOf(session: Started): AccessClaims {
  return {
    userId: session.userId,
    sessionId: session.id,
    userRevision: session.userRevision,
    amr: session.amr,
    acr: session.acr,
    authTime: session.authenticatedAt,
  };
}
