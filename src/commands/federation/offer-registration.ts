import { deriveId, userIdSchema } from '../../domain/ids.js';
import { signUpRepeated } from '../../domain/sign-in/decisions.js';
import { signInsOf } from '../../domain/sign-in/sign-ins.js';
import { offerRegistration as offer } from '../../domain/pending-registration/decisions.js';
import { pendingRegistrationOf } from '../../domain/pending-registration/pending-registration.js';
import type { Cause } from '../../eventstore/codec.js';
import type { ProvenIdentity } from '../../security/oauth/provider.js';
import { appendUnread } from '../append-changes.js';
import type { CommandDependencies } from '../dependencies.js';
import { findAccount } from '../steps/find-account.js';
import { handle } from '../handle.js';
import { newIdentity, usernameOf } from './new-identity.js';
import { padDuration } from '../steps/pad-duration.js';

/** Minimum duration, the same for an offer and for a notice to the owner. */
const MIN_DURATION_MS = 60;

/**
 * Offers a registration by mail to an address that the provider has not verified. Opening the link in the same browser
 * completes the registration. If the address has an account, it notifies the owner instead; the response is the same.
 *
 * @param browser digest of the secret that the browser keeps
 */
export async function offerRegistration(
  dependencies: CommandDependencies,
  proven: ProvenIdentity,
  browser: string,
  cause: Cause,
): Promise<void> {
  const { log, rules } = dependencies;
  const { email } = proven;
  if (email === null) return;
  await padDuration(MIN_DURATION_MS, async () => {
    const found = await findAccount(dependencies, email.address);
    if (found.status === 'registered') {
      await appendUnread(log, signInsOf(found.id, cause.now), signUpRepeated(found.id), cause);
      return;
    }
    const userId = deriveId(userIdSchema, 'user', cause.commandId);
    const account = { email: email.address, username: usernameOf(proven, email.address) };
    const expires = new Date(cause.now.getTime() + rules.verificationTtlMs);
    await handle(log, cause, { pending: pendingRegistrationOf(userId) }, ({ pending }) => ({
      pending: offer(pending, userId, newIdentity(dependencies, proven), account, { browser, expires }),
    }));
  });
}
