import { z } from 'zod';
import { devicesOf } from '../../domain/device/devices.js';
import type { SessionId, UserId } from '../../domain/ids.js';
import {
  canSignIn,
  EmailNotVerified,
  InvalidCredentials,
  provableAccount,
} from '../../domain/user/decisions.js';
import { rehashPassword, usablePassword } from '../../domain/user/password-decisions.js';
import { userAt } from '../../domain/user/user.js';
import type { Registered } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import { clearFailures } from '../steps/passwords/clear-failures.js';
import * as fields from '../input-schemas.js';
import { requireOpenWay } from '../steps/access/required-connection.js';
import { findAccountWith } from '../steps/find-account.js';
import { handle, load } from '../handle.js';
import { loadAttemptCounters } from '../steps/passwords/attempt-counters.js';
import { recordFailure } from '../steps/passwords/verify-password.js';
import { replaceSession } from '../steps/replace-session.js';
import { padDuration } from '../steps/pad-duration.js';
import type { SessionGrant } from '../steps/session-grant.js';
import { provePassword } from './methods/password.js';
import { TooManyFirstSteps } from './second-step/first-steps.js';
import { startSession } from './start-session.js';
import { presentedTrust } from './trusted-device.js';

export const signInInput = z.strictObject({ email: fields.email, password: fields.password });

/** Minimum duration of the lookup. Without it, a known address takes a little longer than an unknown one. */
const MIN_LOOKUP_MS = 15;

/**
 * Signs in with an email address and its password: starts a session and its refresh token family. An unknown address, a
 * wrong password, a deactivated or locked account all get the same refusal, after one hash comparison. A correct password
 * for an unverified address gets its own, except in private mode.
 *
 * @param presented session of the caller, which the new one replaces (OWASP ASVS 7.2.4)
 * @param deviceToken token of a trusted device, which replaces the second factor
 * @throws SsoRequired
 * @throws InvalidCredentials
 * @throws EmailNotVerified
 * @throws SecondFactorRequired, TooManyFirstSteps
 * @throws HasherBusy
 */
export async function signIn(
  dependencies: CommandDependencies,
  input: z.output<typeof signInInput>,
  cause: Cause,
  presented: { sessionId: SessionId } | null = null,
  deviceToken: string | null = null,
): Promise<SessionGrant> {
  const loadMore = (id: UserId) =>
    Promise.all([loadAttemptCounters(dependencies, id, cause), load(dependencies.log, devicesOf(id))]);
  await requireOpenWay(dependencies, input.email);
  const { user: found, more } = await padDuration(MIN_LOOKUP_MS, () =>
    findAccountWith(dependencies, input.email, loadMore),
  );
  const [attempts, devices] = more;
  // An undecided attempt counts as a failure. Without this limit, many concurrent correct passwords would lock the account.
  return await dependencies.limitConcurrency(attempts.active.stream, async (hasWaited) => {
    const account = provableAccount(found, dependencies.rules.privateSignUp);
    const stored = account === null ? null : usablePassword(account);
    const compared = { password: input.password, stored, counters: hasWaited ? undefined : attempts };
    const { proof, admission, counters } = await provePassword(dependencies, found.id, compared, cause);
    if (proof === null || account === null || stored === null) {
      if (found.status === 'registered') recordFailure(dependencies, found.id, admission, cause);
      throw new InvalidCredentials();
    }
    if (!canSignIn(account)) {
      // After the answer: this refusal takes no longer than the other one.
      dependencies.runAfterAnswer(() => clearFailures(dependencies, counters, cause));
      throw new EmailNotVerified();
    }
    if (dependencies.hasher.needsRehash(stored))
      dependencies.runAfterAnswer(() => rehash(dependencies, account, input.password, stored, cause));
    const trust = presentedTrust(dependencies, account, devices.state, deviceToken, cause.now);
    const signedIn = { proof, pending: null, provider: null, counters, loaded: [devices], trust };
    try {
      const grant = await startSession(dependencies, account, signedIn, cause);
      return await replaceSession(dependencies, grant, presented, cause);
    } catch (error) {
      // The password was correct, but the append that clears the attempts did not happen.
      if (error instanceof TooManyFirstSteps)
        dependencies.runAfterAnswer(() => clearFailures(dependencies, counters, cause));
      throw error;
    }
  });
}

/** Replaces a stored hash by one of the current scheme and cost, while the password is available. */
async function rehash(
  { log, hasher }: CommandDependencies,
  account: Registered,
  password: string,
  verified: string,
  cause: Cause,
): Promise<void> {
  const passwordHash = await hasher.hash(password);
  await handle(log, { ...cause, actor: 'system' }, { user: userAt(account.id) }, ({ user }) => ({
    user: rehashPassword(user, verified, passwordHash),
  }));
}
