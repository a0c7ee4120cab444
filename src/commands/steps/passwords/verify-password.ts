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

/** Minimum duration of an admission. A refusal writes nothing and would be faster. */
const MIN_ADMISSION_MS = 10;

/**
 * Compares a password with the stored hash of an account. After too many failures the comparison takes place, but its
 * result is always false (LIM-1). The log counts the attempt before the comparison, so concurrent processes compare no
 * more than the rules allow (LIM-2). The counters are loaded here and not earlier: guesses that were decided while this
 * attempt waited are failures that precede it (LOG-7).
 *
 * @param stored null: nothing matches
 * @throws HasherBusy
 */
export async function verifyPassword(
  dependencies: Pick<CommandDependencies, 'log' | 'hasher' | 'recordAttempt' | 'locationFingerprints'>,
  accountId: UserId,
  { password, stored }: { password: string; stored: string | null },
  cause: Cause,
): Promise<{ matches: boolean; admission: Admission; counters: AttemptCounters }> {
  const { log, hasher, recordAttempt } = dependencies;
  // A request that is refused for lack of capacity is no guess, so it is refused before it is counted.
  hasher.checkRoom();
  const { counters, admission } = await padDuration(MIN_ADMISSION_MS, async () => {
    const loaded = await loadAttemptCounters(dependencies, accountId, cause);
    return { counters: loaded, admission: await admit(log, loaded, cause) };
  });
  const isSame = await hasher.verify(password, admission === null ? null : stored);
  const matches = isSame && stored !== null;
  recordAttempt(admission === null ? 'locked' : matches ? 'proved' : 'failed');
  return { matches, admission, counters };
}

async function admit(
  log: CommandDependencies['log'],
  { accountId, active, accountClearedAt }: AttemptCounters,
  cause: Cause,
): Promise<Admission> {
  try {
    const { states } = await retryOnConflict(() =>
      handle(log, cause, { attempts: active }, ({ attempts }) => ({
        attempts: countAttempt(attempts, accountId, { now: cause.now, cleared: accountClearedAt }),
      })),
    );
    return states.attempts;
  } catch (error) {
    // An attempt that concurrent attempts keep from being counted is one too many.
    if (error instanceof Locked || error instanceof WrongExpectedRevision) return null;
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
