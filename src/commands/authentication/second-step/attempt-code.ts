import { attemptsOf } from '../../../domain/attempts/attempts.js';
import type { Attempts } from '../../../domain/attempts/attempts.js';
import { clearAttempts, countAttempt, Locked, MAX_CODES } from '../../../domain/attempts/decisions.js';
import type { AttemptEvent } from '../../../domain/attempts/events.js';
import { DomainError } from '../../../domain/domain-error.js';
import { deriveId, uuidSchema } from '../../../domain/ids.js';
import type { UserId } from '../../../domain/ids.js';
import { secondFactorFailed } from '../../../domain/sign-in/decisions.js';
import { signInsOf } from '../../../domain/sign-in/sign-ins.js';
import type { ProofOfPossession } from '../../../domain/user/factors/factor-events.js';
import { InvalidCode } from '../../../domain/user/factors/factor-decisions.js';
import type { Cause } from '../../../eventstore/codec.js';
import { WrongExpectedRevision } from '../../../eventstore/port.js';
import { appendUnread } from '../../append-changes.js';
import type { CommandDependencies } from '../../dependencies.js';
import { handle, load } from '../../handle.js';
import { retryOnConflict } from '../../retry-on-conflict.js';
import { locationOf } from '../../steps/location-of.js';
import { loadAttemptCounters } from '../../steps/passwords/attempt-counters.js';
import type { AttemptCounters } from '../../steps/passwords/attempt-counters.js';
import type { Spending } from '../methods/proof.js';

/** Attempt to prove a code, counted before its comparison. */
export interface CodeAttempt {
  /** True if too many attempts have failed. A code that can be guessed is then wrong, whatever it is. */
  readonly isLocked: boolean;
  /** Counters of the password, which a completed sign-in clears. */
  readonly counters: AttemptCounters;
  /** Clears the count of the attempts from this location, in the append that uses up the code. */
  readonly cleared: Spending;
  /** The same for attempts from all locations. */
  readonly clearedEverywhere: Spending;
}

type Dependencies = Pick<
  CommandDependencies,
  'log' | 'locationFingerprints' | 'limitConcurrency' | 'runAfterAnswer' | 'factorMetrics'
>;

/**
 * Runs an attempt to prove a code of a second factor. The log counts the attempt before the comparison, for all kinds of
 * codes together, so concurrent attempts compare no more than the rules allow (MFA-22). Attempts from a known location
 * have a count of their own, so a stranger who knows the password cannot lock the owner out there (MFA-23).
 *
 * @param attempt compares the code before all else, and uses it up. Another refusal than `InvalidCode` follows a right code:
 *   it clears the count as a success does. An outage or a conflict does not, because it may precede the comparison
 * @throws InvalidCode also thrown by `attempt` for a wrong code
 */
export async function attemptCode<Result>(
  dependencies: Dependencies,
  accountId: UserId,
  kind: ProofOfPossession,
  cause: Cause,
  attempt: (admitted: CodeAttempt) => Promise<Result>,
): Promise<Result> {
  const { log, limitConcurrency, runAfterAnswer, factorMetrics } = dependencies;
  const counters = await loadAttemptCounters(dependencies, accountId, cause);
  const everywhere = attemptsOf(accountId, null, 'factor');
  const here = counters.isKnownLocation
    ? attemptsOf(accountId, locationOf(dependencies, accountId, cause), 'factor')
    : everywhere;
  return await limitConcurrency(here.stream, async () => {
    const { state } = await load(log, everywhere);
    const cleared = state.clearedAt;
    const counted = await admit(log, accountId, here, cleared, cause);
    try {
      const result = await attempt({
        isLocked: counted === null,
        counters,
        cleared: clearing(accountId, here),
        clearedEverywhere: clearedEverywhere(accountId),
      });
      factorMetrics.secondFactor(kind, 'proved');
      return result;
    } catch (error) {
      if (error instanceof InvalidCode) {
        factorMetrics.secondFactor(kind, counted === null ? 'locked' : 'failed');
        if (counted !== null) runAfterAnswer(() => recordFailure(log, accountId, kind, counted, cause));
      } else if (error instanceof DomainError && counted !== null)
        runAfterAnswer(() => clearCount(log, accountId, here, cause));
      throw error;
    }
  });
}

/** Clears the count of the attempts from all locations, in the append that uses up a proof that nobody guesses. */
export function clearedEverywhere(accountId: UserId): Spending {
  return clearing(accountId, attemptsOf(accountId, null, 'factor'));
}

type Counter = ReturnType<typeof attemptsOf>;

/** Counts an attempt. Returns null if it is refused. */
async function admit(
  log: CommandDependencies['log'],
  accountId: UserId,
  counter: Counter,
  cleared: Date | null,
  cause: Cause,
): Promise<Attempts | null> {
  try {
    const { states } = await retryOnConflict(() =>
      handle(log, cause, { attempts: counter }, ({ attempts }) => ({
        attempts: countAttempt(attempts, accountId, { now: cause.now, cleared, maxTotal: MAX_CODES }),
      })),
    );
    return states.attempts;
  } catch (error) {
    // An attempt that concurrent attempts keep from being counted is one too many.
    if (error instanceof Locked || error instanceof WrongExpectedRevision) return null;
    throw error;
  }
}

function clearing(accountId: UserId, aggregate: Counter): Spending<Attempts, AttemptEvent> {
  return { aggregate, spend: () => clearAttempts(accountId) };
}

/** Clears the count after a right code whose command another rule has refused. */
async function clearCount(
  log: CommandDependencies['log'],
  accountId: UserId,
  counter: Counter,
  cause: Cause,
): Promise<void> {
  // The counter already holds an event of the command itself, which would make this one a repeat.
  const clearing = { ...cause, commandId: deriveId(uuidSchema, 'attempts cleared', cause.commandId) };
  await retryOnConflict(() =>
    handle(log, clearing, { attempts: counter }, () => ({ attempts: clearAttempts(accountId) })),
  );
}

async function recordFailure(
  log: CommandDependencies['log'],
  accountId: UserId,
  kind: ProofOfPossession,
  counted: Attempts,
  cause: Cause,
): Promise<void> {
  const failed = secondFactorFailed(accountId, { kind, factor_id: null }, counted);
  await appendUnread(log, signInsOf(accountId, cause.now), failed, cause);
}
