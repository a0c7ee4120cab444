import { z } from 'zod';
import { clearAttempts, rememberLocation } from '../../domain/attempts/decisions.js';
import type { UserId } from '../../domain/ids.js';
import { LinkUsed } from '../../domain/user/decisions.js';
import { requireResetLink, resetPassword as reset } from '../../domain/user/password-decisions.js';
import { requestedResetLink } from '../../domain/user/requested-link.js';
import { userAt } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import { requireOpenWay } from '../steps/access/required-connection.js';
import { checkPasswordPolicy } from '../steps/passwords/check-password-policy.js';
import type { CommandDependencies } from '../dependencies.js';
import * as fields from '../input-schemas.js';
import { handle, load } from '../handle.js';
import { loadAttemptCounters } from '../steps/passwords/attempt-counters.js';

export const resetPasswordInput = z.strictObject({
  token: fields.linkToken,
  new_password: fields.newPassword,
});

/**
 * Sets a new password with a mailed link and unlocks the account. Removes the identities that prove no access to the mailbox.
 * A password that the policy rejects does not use up the link.
 *
 * @throws LinkUsed the token is not authentic, or its link was used, replaced or has expired
 * @throws SsoRequired
 * @throws WeakPassword
 * @throws HasherBusy
 */
export async function resetPassword(
  dependencies: CommandDependencies,
  input: z.output<typeof resetPasswordInput>,
  cause: Cause,
): Promise<{ userId: UserId; position: Position | null }> {
  const { log, hasher, linkTokens, rules } = dependencies;
  const { now } = cause;
  const link = linkTokens.read('reset-password', input.token);
  if (link === null) throw new LinkUsed();
  const { state: account, handledAt } = await load(log, userAt(link.userId));
  const { state: requested } = await load(log, requestedResetLink(account));
  // A repeat of the command finds its link used by itself.
  if (handledAt(cause.commandId) === null) requireResetLink(account, requested, link.eventId, now);
  if (account.status === 'registered') await requireOpenWay(dependencies, account.email);
  const identifiers = account.status === 'registered' ? [account.email, account.username] : [];
  await checkPasswordPolicy(dependencies, input.new_password, '/new_password', identifiers);
  const passwordHash = await hasher.hash(input.new_password);
  const userCause = { ...cause, actor: `user:${link.userId}` };
  const restorableUntil = new Date(now.getTime() + rules.verificationTtlMs);
  const counters = await loadAttemptCounters(dependencies, link.userId, cause);
  const { position } = await handle(
    log,
    userCause,
    { accountAttempts: counters.account, locationAttempts: counters.location, user: userAt(link.userId) },
    ({ user }) => ({
      user: reset(user, { requested, event: link.eventId }, passwordHash, { now, restorableUntil }),
      // Only the owner reads the mail. An attacker who locks the account must not lock out its owner.
      accountAttempts: clearAttempts(link.userId),
      locationAttempts: rememberLocation(link.userId),
    }),
  );
  return { userId: link.userId, position };
}
