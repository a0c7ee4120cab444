import type { Attempts } from '../../../domain/attempts/attempts.js';
import { countAttempt, Locked } from '../../../domain/attempts/decisions.js';
import type { UserId } from '../../../domain/ids.js';
import { signInFailed } from '../../../domain/sign-in/decisions.js';
import { signInsOf } from '../../../domain/sign-in/sign-ins.js';
import type { Cause } from '../../../eventstore/codec.js';
import { WrongExpectedRevision } from '../../../eventstore/port.js';
import { appendUnread } from '../../append-changes.js';
import type { CommandDependencies } from '../../dependencies.js';
import { handle } from '../../handle.js';
import { retryOnConflict } from '../../retry-on-conflict.js';
import { loadAttemptCounters } from './attempt-counters.js';
import type { AttemptCounters } from './attempt-counters.js';
import { padDuration } from '../pad-duration.js';

/** Attempt that was admitted; null: the account is locked. */
type Admission = Attempts | null;

interface Comparison {
  readonly password: string;
  /** The stored hash; null: nothing matches. */
  readonly stored: string | null;
  /** The counters, if no attempt of the account was decided since they were loaded. */
  readonly counters?: AttemptCounters | undefined;
}

/** Minimum duration of an admission. A refusal writes nothing and would be faster. */
const MIN_ADMISSION_MS = 10;

/**
 * Compares a password with the stored hash of an account. After too many failures the comparison takes place, but its
 * result is always false (LIM-1). The log counts the attempt before the comparison, so concurrent processes compare no
 * more than the rules allow (LIM-2). Counters that the caller loaded before it waited are loaded again: guesses that were
 * decided in the meantime are failures that precede this attempt (LOG-7).
 *
 * @throws HasherBusy
 */
export async function verifyPassword(
  dependencies: Pick<CommandDependencies, 'log' | 'hasher' | 'recordAttempt' | 'locationFingerprints'>,
  accountId: UserId,
  { password, stored, counters: loaded }: Comparison,
  cause: Cause,
): Promise<{ matches: boolean; admission: Admission; counters: AttemptCounters }> {
  const { log, hasher, recordAttempt } = dependencies;
  // A request that is refused for lack of capacity is no guess, so it is refused before it is counted.
  hasher.checkRoom();
  const { counters, admission } = await padDuration(MIN_ADMISSION_MS, async () => {
    const before = loaded ?? (await loadAttemptCounters(dependencies, accountId, cause));
    return await admit(log, before, cause);
  });
  const isSame = await hasher.verify(password, admission === null ? null : stored);
  const matches = isSame && stored !== null;
  recordAttempt(admission === null ? 'locked' : matches ? 'proved' : 'failed');
  return { matches, admission, counters };
}

/** Counts the attempt, and returns the counters with it. */
async function admit(
  log: CommandDependencies['log'],
  counters: AttemptCounters,
  cause: Cause,
): Promise<{ counters: AttemptCounters; admission: Admission }> {
  const { accountId, active, accountClearedAt } = counters;
  const decide = ({ attempts }: { readonly attempts: Attempts }) => ({
    attempts: countAttempt(attempts, accountId, { now: cause.now, cleared: accountClearedAt }),
  });
  try {
    const { states, streams } = await retryOnConflict((isFirst) =>
      handle(log, cause, { attempts: active }, decide, isFirst ? counters.streams : []),
    );
    const others = counters.streams.filter(({ aggregate }) => aggregate.stream !== active.stream);
    return { counters: { ...counters, streams: [...others, ...streams] }, admission: states.attempts };
  } catch (error) {
    // An attempt that concurrent attempts keep from being counted is one too many.
    if (error instanceof Locked || error instanceof WrongExpectedRevision)
      return { counters, admission: null };
    throw error;
  }
}

/**
 * Records a failure in the history of the account, deferred: neither this response nor the next may reveal that the
 * account exists.
 */
export function recordFailure(
  { log, defer }: Pick<CommandDependencies, 'log' | 'defer'>,
  userId: UserId,
  admission: Admission,
  cause: Cause,
): void {
  if (admission === null) return;
  defer(async () => {
    await appendUnread(log, signInsOf(userId, cause.now), signInFailed(userId, admission), cause);
  });
}
