import type { EmailAddress } from '../../domain/user/email-address.js';
import type { Cause } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import { loadAttemptCounters } from './passwords/attempt-counters.js';
import { findAccountWith } from './find-account.js';
import { padDuration } from './pad-duration.js';

/** Minimum duration, the same for every address. */
const MIN_DURATION_MS = 15;

/**
 * Returns the stream that names an account and the location of a request, if the account has signed in from there; else
 * null. An unknown address takes the same steps.
 */
export async function knownLocation(
  dependencies: Pick<CommandDependencies, 'log' | 'emailClaimStream' | 'locationFingerprints'>,
  email: EmailAddress,
  request: Pick<Cause, 'source' | 'now'>,
): Promise<string | null> {
  return await padDuration(MIN_DURATION_MS, async () => {
    const { more: counters } = await findAccountWith(dependencies, email, (id) =>
      loadAttemptCounters(dependencies, id, request),
    );
    return counters.isKnownLocation ? counters.location.stream : null;
  });
}
