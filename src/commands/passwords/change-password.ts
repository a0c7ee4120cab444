import { z } from 'zod';
import type { SessionId, UserId } from '../../domain/ids.js';
import { requireLevelBesidePassword } from '../../domain/policies/active-session.js';
import { sessionAt } from '../../domain/session/session.js';
import { changePassword as change } from '../../domain/user/password-decisions.js';
import { userAt } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import { checkPasswordPolicy } from '../steps/passwords/check-password-policy.js';
import { reauthenticate } from '../steps/passwords/reauthenticate.js';
import type { CommandDependencies } from '../dependencies.js';
import * as fields from '../input-schemas.js';
import { handle } from '../handle.js';

export const changePasswordInput = z.strictObject({
  old_password: fields.password,
  new_password: fields.newPassword,
});

/**
 * Changes the password of a signed-in user and ends every session except the session of the caller.
 *
 * @throws WrongPassword
 * @throws SessionOver
 * @throws ReauthenticationRequired the account requires a factor, and none was proved recently
 * @throws WeakPassword
 * @throws HasherBusy
 */
export async function changePassword(
  dependencies: CommandDependencies,
  caller: { userId: UserId; sessionId: SessionId },
  input: z.output<typeof changePasswordInput>,
  cause: Cause,
): Promise<{ position: Position | null }> {
  const { log, hasher, webauthn } = dependencies;
  const reauthenticated = await reauthenticate(dependencies, caller.userId, input.old_password, cause);
  if (reauthenticated.handledAt !== null) return { position: reauthenticated.handledAt };
  const { account, passwordSetBy } = reauthenticated;
  await checkPasswordPolicy(dependencies, input.new_password, '/new_password', [
    account.email,
    account.username,
  ]);
  const passwordHash = await hasher.hash(input.new_password);
  const { position } = await handle(
    log,
    cause,
    { session: sessionAt(caller.sessionId), user: userAt(caller.userId) },
    ({ session, user }) => {
      const current = requireLevelBesidePassword(user, session, cause.now, webauthn.relyingParty.id);
      return { user: change(user, passwordSetBy, passwordHash, current.id) };
    },
  );
  return { position };
}
