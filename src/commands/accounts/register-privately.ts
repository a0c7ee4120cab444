import { EmailTaken } from '../../domain/claim/decisions.js';
import { signUpRepeated } from '../../domain/sign-in/decisions.js';
import { signInsOf } from '../../domain/sign-in/sign-ins.js';
import type { EmailAddress } from '../../domain/user/email-address.js';
import type { Cause } from '../../eventstore/codec.js';
import { appendUnread } from '../append-changes.js';
import type { CommandDependencies } from '../dependencies.js';
import { findAccount } from '../steps/find-account.js';
import { openAccount, prepareRegistration } from './register.js';
import type { RegisterInput } from './register.js';
import { padDuration } from '../steps/pad-duration.js';

/** Minimum duration: a registration writes more than the notice to an existing owner. */
const MIN_DURATION_MS = 60;

/**
 * Registers an account like `register`. If the address is taken, it notifies the owner by mail instead. The caller
 * cannot tell the two apart (REG-1).
 *
 * @throws WeakPassword
 * @throws HasherBusy
 */
export async function registerPrivately(
  dependencies: CommandDependencies,
  input: RegisterInput,
  cause: Cause,
): Promise<void> {
  const registration = await prepareRegistration(dependencies, input, cause);
  await padDuration(MIN_DURATION_MS, async () => {
    try {
      await openAccount(dependencies, registration, cause);
    } catch (error) {
      if (!(error instanceof EmailTaken)) throw error;
      await notifyOwner(dependencies, input.email, cause);
    }
  });
}

async function notifyOwner(
  dependencies: CommandDependencies,
  email: EmailAddress,
  cause: Cause,
): Promise<void> {
  const account = await findAccount(dependencies, email);
  if (account.status !== 'registered') return;
  // Strangers can lengthen the stream, and reading it would take longer each time.
  await appendUnread(dependencies.log, signInsOf(account.id, cause.now), signUpRepeated(account.id), cause);
}
