import type { Aggregate } from '../../../domain/aggregate.js';
import { attemptsOf } from '../../../domain/attempts/attempts.js';
import type { Attempts } from '../../../domain/attempts/attempts.js';
import { failuresInRow } from '../../../domain/attempts/decisions.js';
import type { AttemptEvent } from '../../../domain/attempts/events.js';
import type { UserId } from '../../../domain/ids.js';
import type { Cause } from '../../../eventstore/codec.js';
import type { FoldedStream } from '../../../eventstore/folding/fold-cache.js';
import type { CommandDependencies } from '../../dependencies.js';
import { load } from '../../handle.js';
import { locationOf } from '../location-of.js';

type Counter = Aggregate<Attempts, AttemptEvent>;

/**
 * Counters of the password attempts on an account. Attempts from a known location have a counter of their own, so
 * nobody elsewhere can lock the owner out of that location.
 */
export interface AttemptCounters {
  readonly accountId: UserId;
  /** Counts the attempts from all unknown locations. */
  readonly account: Counter;
  /** Counts the attempts from the location of this request. */
  readonly location: Counter;
  /** True if the account has signed in from this location. */
  readonly isKnownLocation: boolean;
  /** Counter that this attempt goes to. */
  readonly active: Counter;
  /** Time at which the attempts of the whole account were cleared. */
  readonly accountClearedAt: Date | null;
  /** Failures that the owner has not been notified of. */
  readonly failures: number;
  /** The streams of both counters, which later commands of the request need not read again. */
  readonly streams: readonly FoldedStream[];
}

/** Loads the counters of an account. An unknown account takes the same steps. */
export async function loadAttemptCounters(
  dependencies: Pick<CommandDependencies, 'log' | 'locationFingerprints'>,
  accountId: UserId,
  request: Pick<Cause, 'source' | 'now'>,
): Promise<AttemptCounters> {
  const { log } = dependencies;
  const { now } = request;
  const account = attemptsOf(accountId, null);
  const location = attemptsOf(accountId, locationOf(dependencies, accountId, request));
  const streams = await Promise.all([load(log, account), load(log, location)]);
  const [{ state: fromAnywhere }, { state: fromHere }] = streams;
  const accountClearedAt = fromAnywhere.clearedAt;
  const isKnownLocation = fromHere.known;
  const failuresElsewhere = failuresInRow(fromAnywhere, now, fromHere.clearedAt);
  const failuresHere = isKnownLocation ? failuresInRow(fromHere, now, accountClearedAt) : 0;
  return {
    accountId,
    account,
    location,
    isKnownLocation,
    active: isKnownLocation ? location : account,
    accountClearedAt,
    failures: failuresHere + failuresElsewhere,
    streams,
  };
}
