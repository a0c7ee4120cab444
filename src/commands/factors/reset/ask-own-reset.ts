import { provesMoreThanMail } from '../../../domain/policies/proof-beside-mail.js';
import { requireRegistered } from '../../../domain/user/decisions.js';
import { askOwnReset } from '../../../domain/user/factors/reset-decisions.js';
import { userAt } from '../../../domain/user/user.js';
import type { Cause } from '../../../eventstore/codec.js';
import { InvalidMfaToken, loadPendingSignIn } from '../../authentication/second-step/pending-sign-in.js';
import type { CommandDependencies } from '../../dependencies.js';
import { handle } from '../../handle.js';

/**
 * Asks for the removal of all factors of the account that a sign-in with a right first proof belongs to. The sign-in learns
 * nothing: the owner gets a mail, and can cancel until the delay has passed. The link that follows proves the mailbox, so
 * the first proof must be another one: not a mailed link, nor a password that one has set within the delay.
 *
 * @throws InvalidMfaToken the sign-in has ended, or proves no more than the mailbox
 * @throws UnknownFactor the account has no factor
 */
export async function askOwnFactorReset(
  dependencies: Pick<CommandDependencies, 'log' | 'mfaTokens' | 'rules'>,
  mfaToken: string,
  cause: Cause,
): Promise<void> {
  const { log, mfaTokens, rules } = dependencies;
  const id = mfaTokens.read(mfaToken);
  if (id === null) throw new InvalidMfaToken();
  const { pending, account } = await loadPendingSignIn(dependencies, id, cause);
  const request = { reason: null, now: cause.now, delayMs: rules.factorResetDelayMs };
  const distrustsMailFrom = new Date(cause.now.getTime() - rules.factorResetDelayMs);
  const asking = { ...cause, actor: `user:${account.id}` };
  await handle(log, asking, { user: userAt(account.id) }, ({ user }) => {
    if (!provesMoreThanMail(requireRegistered(user), pending.amr, distrustsMailFrom))
      throw new InvalidMfaToken();
    return { user: askOwnReset(user, request) };
  });
}
