import { attemptsOf } from '../../domain/attempts/attempts.js';
import type { Attempts } from '../../domain/attempts/attempts.js';
import { countAttempt, failuresInRow, Locked } from '../../domain/attempts/decisions.js';
import type { AttemptEvent } from '../../domain/attempts/events.js';
import type { Aggregate } from '../../domain/aggregate.js';
import type { UserId } from '../../domain/ids.js';
import { signInFailed } from '../../domain/sign-in/decisions.js';
import { signInsOf } from '../../domain/sign-in/sign-ins.js';
import type { Cause } from '../../eventstore/codec.js';
import { WrongExpectedRevision } from '../../eventstore/port.js';
import { networkOf } from '../../security/limits/network.js';
import type { CommandDependencies } from '../dependencies.js';
import { deviceName } from './device-name.js';
import { handle, load } from '../handle.js';
import { retryOnConflict } from '../retry-on-conflict.js';
import { padDuration } from './pad-duration.js';

/** Where the attempts of an account are counted: those from a place that it knows apart from all others. */
export interface Counters {
  readonly accountId: UserId;
  readonly everywhere: Aggregate<Attempts, AttemptEvent>;
  readonly here: Aggregate<Attempts, AttemptEvent>;
  /** The one of both that counts this attempt. Nobody elsewhere can lock the owner out of a place that is known. */
  readonly counting: Aggregate<Attempts, AttemptEvent>;
  readonly known: boolean;
  /** When the attempts of the whole account were cleared. */
  readonly cleared: Date | null;
  /** How many the owner has not been told of. */
  readonly failures: number;
}

/** Finds the counters of an account, or of nobody: that takes the same steps. */
export async function countersOf(
  { log, locationFingerprints }: Pick<CommandDependencies, 'log' | 'locationFingerprints'>,
  accountId: UserId,
  { source, now }: Cause,
): Promise<Counters> {
  const place = locationFingerprints(accountId, {
    network: networkOf(source?.ip ?? ''),
    device: deviceName(source?.userAgent ?? ''),
  });
  const everywhere = attemptsOf(accountId, null);
  const here = attemptsOf(accountId, place);
  const [{ state: all }, { state: own }] = await Promise.all([load(log, everywhere), load(log, here)]);
  const cleared = all.clearedAt;
  const strangers = failuresInRow(all, now, own.clearedAt);
  return {
    accountId,
    everywhere,
    here,
    counting: own.known ? here : everywhere,
    known: own.known,
    cleared,
    failures: own.known ? failuresInRow(own, now, cleared) + strangers : strangers,
  };
}

/** An attempt that was admitted, or null where the account is locked. */
type Admission = Attempts | null;

/** Of an admission and of a refusal, which writes nothing. */
const ADMISSION_MS = 10;

/**
 * Compares a password with the stored hash of an account, unless too many attempts have failed; then the work is the
 * same, and the answer no (LIM-1). The attempt is counted in the log before, so that no number of processes at once
 * compares more than the rules allow (LIM-2). The counters are read only now: guesses that went on while this attempt
 * waited for its turn are failures before it (LOG-7).
 *
 * @param stored null: nothing matches
 * @throws HasherBusy
 */
export async function verifyPassword(
  dependencies: Pick<CommandDependencies, 'log' | 'hasher' | 'recordAttempt' | 'locationFingerprints'>,
  accountId: UserId,
  { password, stored }: { password: string; stored: string | null },
  cause: Cause,
): Promise<{ matches: boolean; admission: Admission; counters: Counters }> {
  const { log, hasher, recordAttempt } = dependencies;
  // What is refused for want of room was no guess, and is not to count as one.
  hasher.checkRoom();
  const { counters, admission } = await padDuration(ADMISSION_MS, async () => {
    const found = await countersOf(dependencies, accountId, cause);
    return { counters: found, admission: await admit(log, found, cause) };
  });
  const same = await hasher.verify(password, admission === null ? null : stored);
  const matches = same && stored !== null;
  recordAttempt(admission === null ? 'locked' : matches ? 'proved' : 'failed');
  return { matches, admission, counters };
}

async function admit(
  log: CommandDependencies['log'],
  { accountId, counting, cleared }: Counters,
  cause: Cause,
): Promise<Admission> {
  try {
    const { states } = await retryOnConflict(() =>
      handle(log, cause, { counting }, ({ counting: attempts }) => ({
        counting: countAttempt(attempts, accountId, { now: cause.now, cleared }),
      })),
    );
    return states.counting;
  } catch (error) {
    // Where so many try at once that this one cannot be counted, it is one too many.
    if (error instanceof Locked || error instanceof WrongExpectedRevision) return null;
    throw error;
  }
}

/** Remembers a failure in the history of the account, later: neither this answer nor the next may show that there is one. */
export function recordFailure(
  { log, defer }: Pick<CommandDependencies, 'log' | 'defer'>,
  userId: UserId,
  admission: Admission,
  cause: Cause,
): void {
  if (admission === null) return;
  defer(async () => {
    await handle(log, cause, { signIns: signInsOf(userId, cause.now) }, () => ({
      signIns: signInFailed(userId, admission),
    }));
  });
}
