import { z } from 'zod';
import { clearAttempts, rememberLocation } from '../../domain/attempts/decisions.js';
import type { UserId } from '../../domain/ids.js';
import { LinkUsed } from '../../domain/user/decisions.js';
import { resetPassword as reset } from '../../domain/user/password-decisions.js';
import { userAt } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import { checkPasswordPolicy } from '../steps/check-password-policy.js';
import type { CommandDependencies } from '../dependencies.js';
import * as fields from '../input-schemas.js';
import { handle, load } from '../handle.js';
import { countersOf } from '../steps/verify-password.js';

export const resetPasswordInput = z.strictObject({
  token: fields.linkToken,
  new_password: fields.newPassword,
});

/**
 * Sets a new password by a mailed link, and opens the account where it was locked. A password that the policy refuses does not use the link up.
 *
 * @throws LinkUsed the token is not authentic, or its link was used, replaced or has expired
 * @throws WeakPassword
 * @throws HasherBusy
 */
export async function resetPassword(
  dependencies: CommandDependencies,
  input: z.output<typeof resetPasswordInput>,
  cause: Cause,
): Promise<{ userId: UserId; position: Position | null }> {
  const { log, hasher, linkTokens } = dependencies;
  const link = linkTokens.read('reset-password', input.token);
  if (link === null) throw new LinkUsed();
  const { state: account } = await load(log, userAt(link.userId));
  const identifiers = account.status === 'registered' ? [account.email, account.username] : [];
  await checkPasswordPolicy(dependencies, input.new_password, '/new_password', identifiers);
  const passwordHash = await hasher.hash(input.new_password);
  const by = { ...cause, actor: `user:${link.userId}` };
  const { everywhere, here } = await countersOf(dependencies, link.userId, cause);
  const { position } = await handle(log, by, { everywhere, here, user: userAt(link.userId) }, ({ user }) => ({
    user: reset(user, link.eventId, passwordHash, cause.now),
    // Who locks an account must not lock out its owner, who is the one that reads its mail.
    everywhere: clearAttempts(link.userId),
    here: rememberLocation(link.userId),
  }));
  return { userId: link.userId, position };
}
