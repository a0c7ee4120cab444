import { Gauge } from 'prom-client';
import type { Infrastructure } from '../infrastructure.js';
import { readCheckpoint } from '../../projections/engine/checkpoints.js';
import type { Progress } from '../../projections/engine/progress.js';
import { endedSessions } from '../../projections/live/ended-sessions.js';
import type { EndedSessions } from '../../projections/live/ended-sessions.js';
import { subscribeLive } from '../../projections/live/live-subscription.js';
import type { LiveFollower } from '../../projections/live/live-subscription.js';
import { SESSIONS } from '../../projections/views/sessions/projection.js';
import { readSessionEnds } from '../../projections/views/sessions/query.js';
import type { Lifecycle } from '../../runtime/lifecycle.js';

/** The reader name under which a process reports the position of its in-memory state. */
export const IN_MEMORY = 'in memory';
/** Tolerated difference between the clock of decisions and the clock of the store, which records the ends. */
const CLOCK_SLACK_MS = 60_000;
const MS_PER_SECOND = 1000;

/** The in-memory state of an API process. */
export interface LiveState {
  readonly ended: EndedSessions;
  /** Returns false if the state may lack revocations: the log has not been heard of for too long. */
  readonly isCurrent: () => boolean;
}

type LiveStateParts = Pick<
  Infrastructure,
  'config' | 'log' | 'logger' | 'now' | 'pool' | 'registry' | 'roleChecks'
>;

/**
 * Loads the ended sessions from the read model and follows the log from its checkpoint, or from the oldest event that can
 * still matter. The other followers start at the same position.
 */
export async function followLive(
  { config, log, logger, now, pool, registry, roleChecks }: LiveStateParts,
  others: readonly LiveFollower[],
  progress: Progress,
  lifecycle: Lifecycle,
): Promise<LiveState> {
  const memoryMs = config.token.ttlMs + CLOCK_SLACK_MS;
  const since = new Date(now().getTime() - memoryMs);
  // Reads the checkpoint first: events that the projection applies meanwhile are seen twice instead of never.
  const checkpoint = await readCheckpoint(pool, SESSIONS);
  const ended = endedSessions(await readSessionEnds(pool, since), memoryMs, now);
  // Ends before `since` no longer matter, so a start does not wait for a read model that is rebuilt.
  const recent = await log.store.positionAt(since);
  const from = checkpoint > recent ? checkpoint : recent;
  const subscription = await subscribeLive({
    store: log.store,
    from,
    followers: [ended, ...others],
    logger,
    onProgress: (position) => progress.report([IN_MEMORY], position),
  });
  lifecycle.defer(() => subscription.stop());
  new Gauge({
    name: 'credence_revocation_silence_seconds',
    help: 'Time since this process last read the log to its head, and so knew every revocation.',
    registers: [registry],
    collect() {
      this.set(subscription.silenceMs() / MS_PER_SECOND);
    },
  });
  const isCurrent = () => subscription.silenceMs() <= config.revocationMaxSilenceMs;
  roleChecks.isCurrent = isCurrent;
  return { ended, isCurrent };
}
