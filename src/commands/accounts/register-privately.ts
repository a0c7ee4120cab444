import { EmailTaken } from '../../domain/claim/decisions.js';
import { signUpRepeated } from '../../domain/sign-in/decisions.js';
import { signInsOf } from '../../domain/sign-in/sign-ins.js';
import type { EmailAddress } from '../../domain/user/email-address.js';
import type { Cause } from '../../eventstore/codec.js';
import { WrongExpectedRevision } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { findAccount } from '../steps/find-account.js';
import { handle } from '../handle.js';
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
  try {
    await handle(dependencies.log, cause, { signIns: signInsOf(account.id, cause.now) }, () => ({
      signIns: signUpRepeated(account.id),
    }));
  } catch (error) {
    // Concurrent requests have notified the owner. A refusal would reveal that the account exists.
    if (!(error instanceof WrongExpectedRevision)) throw error;
  }
}
