import { z } from 'zod';
import { LinkUsed, resetPassword as reset } from '../domain/user/decisions.js';
import { userAt } from '../domain/user/user.js';
import type { Cause } from '../eventstore/codec.js';
import type { Position } from '../eventstore/port.js';
import { acceptablePassword } from './acceptable-password.js';
import type { CommandDependencies } from './dependencies.js';
import * as fields from './fields.js';
import { handle, load } from './handle.js';

export const resetPasswordInput = z.strictObject({
  token: fields.linkToken,
  new_password: fields.newPassword,
});

/**
 * Sets a new password by a mailed link. A password that the policy refuses does not use the link up.
 *
 * @throws LinkUsed the token is not authentic, or its link was used, replaced or has expired
 * @throws WeakPassword
 * @throws HasherBusy
 */
export async function resetPassword(
  { log, hasher, linkTokens, rules }: CommandDependencies,
  input: z.output<typeof resetPasswordInput>,
  cause: Cause,
): Promise<{ position: Position | null }> {
  const link = linkTokens.read('reset-password', input.token);
  if (link === null) throw new LinkUsed();
  const { state: account } = await load(log, userAt(link.userId));
  acceptablePassword(input.new_password, '/new_password', {
    minLength: rules.passwordMinLength,
    identifiers: account.status === 'registered' ? [account.email, account.username] : [],
  });
  const passwordHash = await hasher.hash(input.new_password);
  const by = { ...cause, actor: `user:${link.userId}` };
  const { position } = await handle(log, by, { user: userAt(link.userId) }, ({ user }) => ({
    user: reset(user, link.eventId, passwordHash, cause.now),
  }));
  return { position };
}
