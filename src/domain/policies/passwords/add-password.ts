import { DomainError } from '../../domain-error.js';
import type { Session } from '../../session/session.js';
import { requireRegistered } from '../../user/decisions.js';
import type { UserEvent } from '../../user/events.js';
import type { User } from '../../user/user.js';
import { requireRecentAuthentication } from '../active-session.js';

/** The account already has a password. */
export class PasswordExists extends DomainError {
  readonly code = 'password_exists';
}

/**
 * Sets the first password of an account that was opened by an identity provider.
 *
 * @param rpId the domain that passkeys work for
 * @throws SessionOver, ReauthenticationRequired, PasswordExists
 */
export function addPassword(
  user: User,
  session: Session,
  { passwordHash, rpId }: { readonly passwordHash: string; readonly rpId: string },
  now: Date,
): UserEvent[] {
  requireRecentAuthentication(user, session, now, rpId);
  if (requireRegistered(user).password !== null) throw new PasswordExists();
  return [{ type: 'PasswordAdded', data: { password_hash: passwordHash } }];
}
