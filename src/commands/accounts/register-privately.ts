import { EmailTaken } from '../../domain/claim/decisions.js';
import { signUpRepeated } from '../../domain/sign-in/decisions.js';
import { signInsOf } from '../../domain/sign-in/sign-ins.js';
import type { EmailAddress } from '../../domain/user/email-address.js';
import type { Cause } from '../../eventstore/codec.js';
import { WrongExpectedRevision } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { findAccount } from '../steps/find-account.js';
import { handle } from '../handle.js';
import { openAccount, prepare } from './register.js';
import type { RegisterInput } from './register.js';
import { padDuration } from '../steps/pad-duration.js';

/** Opening an account writes more than finding that there is one. */
const OPEN_MS = 60;

/**
 * Opens an account as `register` does, and where there is one, tells its owner by mail instead: who asks cannot find out
 * which (REG-1).
 *
 * @throws WeakPassword
 * @throws HasherBusy
 */
export async function registerPrivately(
  dependencies: CommandDependencies,
  input: RegisterInput,
  cause: Cause,
): Promise<void> {
  const registration = await prepare(dependencies, input, cause);
  await padDuration(OPEN_MS, async () => {
    try {
      await openAccount(dependencies, registration, cause);
    } catch (error) {
      if (!(error instanceof EmailTaken)) throw error;
      await tellOwner(dependencies, input.email, cause);
    }
  });
}

async function tellOwner(
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
    // Others were faster every time, and have told the owner; a refusal would tell that there is one.
    if (!(error instanceof WrongExpectedRevision)) throw error;
  }
}
