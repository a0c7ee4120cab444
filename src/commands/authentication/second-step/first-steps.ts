import { attemptsOf } from '../../../domain/attempts/attempts.js';
import type { Attempts } from '../../../domain/attempts/attempts.js';
import { clearAttempts, countAttempt, FREE_FIRST_STEPS, Locked } from '../../../domain/attempts/decisions.js';
import type { AttemptEvent } from '../../../domain/attempts/events.js';
import type { UserId } from '../../../domain/ids.js';
import type { Cause } from '../../../eventstore/codec.js';
import type { CommandDependencies } from '../../dependencies.js';
import { locationOf } from '../../steps/location-of.js';
import type { AttemptCounters } from '../../steps/passwords/attempt-counters.js';
import type { Spending } from '../methods/proof.js';

/** Too many sign-ins of an account got no second factor. A later one is possible again. */
export class TooManyFirstSteps extends Error {
  override readonly name = 'TooManyFirstSteps';
  constructor(readonly retryAfterSeconds: number) {
    super();
  }
}

type Dependencies = Pick<CommandDependencies, 'locationFingerprints'>;

/**
 * Returns the counter of the sign-ins that got no second factor. A known location has one of its own, so that a thief of the
 * password elsewhere does not hold up the owner.
 */
export function firstStepsOf(
  dependencies: Dependencies,
  { accountId, isKnownLocation }: AttemptCounters,
  cause: Cause,
) {
  const location = isKnownLocation ? locationOf(dependencies, accountId, cause) : null;
  return attemptsOf(accountId, location, 'first_step');
}

/**
 * Counts a sign-in that owes a second factor: each adds a stream to the log, which a thief of the password could fill.
 *
 * @throws TooManyFirstSteps
 */
export function countFirstStep(counted: Attempts, accountId: UserId, now: Date): AttemptEvent[] {
  try {
    return countAttempt(counted, accountId, { now, cleared: null, free: FREE_FIRST_STEPS });
  } catch (error) {
    if (!(error instanceof Locked) || error.until === null) throw error;
    throw new TooManyFirstSteps(Math.ceil((error.until.getTime() - now.getTime()) / 1000));
  }
}

/** Clears the count in the append that completes a sign-in. */
export function firstStepsCleared(
  dependencies: Dependencies,
  counters: AttemptCounters,
  cause: Cause,
): Spending<Attempts, AttemptEvent> {
  return {
    aggregate: firstStepsOf(dependencies, counters, cause),
    spend: ({ failures }) => (failures === 0 ? [] : clearAttempts(counters.accountId)),
  };
}
