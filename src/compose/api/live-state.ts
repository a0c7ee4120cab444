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
/** Tolerated difference between this process and the clock of the store, which records the ends. */
const CLOCK_SLACK_MS = 60_000;

/**
 * Loads the ended sessions from the read model and follows the log from its checkpoint. The other followers start
 * at the same position.
 */
export async function followLive(
  { config, log, logger, now, pool }: Infrastructure,
  others: readonly LiveFollower[],
  progress: Progress,
  lifecycle: Lifecycle,
): Promise<EndedSessions> {
  const memoryMs = config.token.ttlMs + CLOCK_SLACK_MS;
  // Reads the checkpoint first: events that the projection applies meanwhile are seen twice instead of never.
  const from = await readCheckpoint(pool, SESSIONS);
  const remembered = new Date(now().getTime() - memoryMs);
  const ended = endedSessions(await readSessionEnds(pool, remembered), memoryMs, now);
  const subscription = await subscribeLive({
    store: log.store,
    from,
    followers: [ended, ...others],
    logger,
    onProgress: (position) => progress.report([IN_MEMORY], position),
  });
  lifecycle.defer(() => subscription.stop());
  return ended;
}
