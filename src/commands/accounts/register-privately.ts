import type { Cause } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import { prepareRegistration } from './register.js';
import type { RegisterInput } from './register.js';

/**
 * Accepts a sign-up without finding out whether its address is taken, so the answer does the same work for every address
 * (REG-1). A worker opens the account, or notifies the owner of the address.
 *
 * @throws WeakPassword
 * @throws HasherBusy
 */
export async function registerPrivately(
  dependencies: CommandDependencies,
  input: RegisterInput,
  cause: Cause,
): Promise<void> {
  const { email, username, passwordHash, claim } = await prepareRegistration(dependencies, input, cause);
  const { commandId, correlationId, source } = cause;
  const data = { email, username, passwordHash, source };
  await dependencies.storeRegistration({ commandId, correlationId, claim, data });
}
