import { z } from 'zod';
import type { SessionId, UserId } from '../../domain/ids.js';
import { sessionAt } from '../../domain/session/session.js';
import { requireRegistered } from '../../domain/user/decisions.js';
import { addPassword } from '../../domain/policies/passwords/add-password.js';
import { userAt } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import { checkPasswordPolicy } from '../steps/passwords/check-password-policy.js';
import type { CommandDependencies } from '../dependencies.js';
import * as fields from '../input-schemas.js';
import { handle, load } from '../handle.js';

export const setPasswordInput = z.strictObject({ new_password: fields.newPassword });

/**
 * Sets the first password of a signed-in user whose account has none.
 *
 * @throws SessionOver
 * @throws ReauthenticationRequired
 * @throws PasswordExists
 * @throws WeakPassword
 * @throws HasherBusy
 */
export async function setPassword(
  dependencies: Pick<CommandDependencies, 'log' | 'hasher' | 'isBreached' | 'rules' | 'webauthn'>,
  { userId, sessionId }: { userId: UserId; sessionId: SessionId },
  { new_password: password }: z.output<typeof setPasswordInput>,
  cause: Cause,
): Promise<{ position: Position | null }> {
  const { log, hasher, webauthn } = dependencies;
  const { state } = await load(log, userAt(userId));
  const { email, username } = requireRegistered(state);
  await checkPasswordPolicy(dependencies, password, '/new_password', [email, username]);
  const passwordHash = await hasher.hash(password);
  const added = { passwordHash, rpId: webauthn.relyingParty.id };
  const { position } = await handle(
    log,
    cause,
    { session: sessionAt(sessionId), user: userAt(userId) },
    ({ session, user }) => ({ user: addPassword(user, session, added, cause.now) }),
  );
  return { position };
}
