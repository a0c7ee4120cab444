import { deriveId, userIdSchema } from '../../domain/ids.js';
import { signUpRepeated } from '../../domain/sign-in/decisions.js';
import { signInsOf } from '../../domain/sign-in/sign-ins.js';
import { offerRegistration as offer } from '../../domain/pending-registration/decisions.js';
import { pendingRegistrationOf } from '../../domain/pending-registration/pending-registration.js';
import type { Cause } from '../../eventstore/codec.js';
import type { ProvenIdentity } from '../../security/oauth/provider.js';
import type { CommandDependencies } from '../dependencies.js';
import { findAccount } from '../steps/find-account.js';
import { handle } from '../handle.js';
import { newIdentity, usernameOf } from './new-identity.js';
import { padDuration } from '../steps/pad-duration.js';

/** Of an offer, and of a word to the owner of an account. */
const OFFER_MS = 60;

/**
 * Mails a link to the address that a provider names and has not verified: who confirms it, in the same browser, gets an
 * account. Where it has one, its owner is told instead, and nobody else learns of it.
 *
 * @param browser the digest of what the browser keeps
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
  await padDuration(OFFER_MS, async () => {
    const found = await findAccount(dependencies, email.address);
    if (found.status === 'registered') {
      await handle(log, cause, { signIns: signInsOf(found.id, cause.now) }, () => ({
        signIns: signUpRepeated(found.id),
      }));
      return;
    }
    const userId = deriveId(userIdSchema, 'user', cause.commandId);
    const account = { email: email.address, username: usernameOf(proven, email.address) };
    const expires = new Date(cause.now.getTime() + rules.verificationTtlMs);
    await handle(log, cause, { offered: pendingRegistrationOf(userId) }, ({ offered }) => ({
      offered: offer(offered, userId, newIdentity(dependencies, proven), account, { browser, expires }),
    }));
  });
}
