import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { readNewestCheckpoint } from '../tree-tables.js';
import type { StoredCheckpoint } from '../tree-tables.js';
import { readPublication, recordFailure, recordPublished } from './publication-tables.js';
import type { PublicationStatus } from './publication-status.js';
import { PublicationFailed } from './target.js';
import type { PublicationTarget } from './target.js';

export interface PublisherOptions {
  readonly pool: Pool;
  readonly targets: readonly PublicationTarget[];
  readonly status: PublicationStatus;
  readonly intervalMs: number;
  readonly logger: Pick<Logger, 'warn'>;
}

export interface Publisher {
  /** Resolves when the attempts of this moment have ended. */
  stop(): Promise<void>;
}

/**
 * Sends the newest checkpoint to receivers, each on its own: one that fails delays neither the others nor the notary. Any
 * number of processes may run it; a receiver may get a checkpoint twice.
 */
export function startPublisher({ intervalMs, ...options }: PublisherOptions): Publisher {
  const stopping = new AbortController();
  async function run(target: PublicationTarget): Promise<void> {
    while (!stopping.signal.aborted) {
      await publishNewest(target, options).catch((error: unknown) => {
        options.status.record(target.name, true);
        options.logger.warn({ err: error, target: target.name }, 'a checkpoint was not published');
      });
      await sleep(intervalMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }
  const running = options.targets.map(run);
  return {
    async stop() {
      stopping.abort();
      await Promise.all(running);
    },
  };
}

/** Sends the newest checkpoint to a receiver, unless it has it. */
export async function publishNewest(
  target: PublicationTarget,
  { pool, status, logger }: Pick<PublisherOptions, 'pool' | 'status' | 'logger'>,
): Promise<void> {
  const newest = await readNewestCheckpoint(pool);
  if (newest === null) return;
  const known = await readPublication(pool, target.name);
  if (known.size === newest.size && known.failure === null) {
    status.record(target.name, false);
    return;
  }
  const failure = await attempt(target, newest);
  if (failure === null) await recordPublished(pool, target.name, newest.size);
  else {
    await recordFailure(pool, target.name, failure);
    logger.warn({ target: target.name, reason: failure }, 'a checkpoint was not published');
  }
  status.record(target.name, failure !== null);
}

/** Returns the reason of a failure, or null. */
async function attempt(target: PublicationTarget, checkpoint: StoredCheckpoint): Promise<string | null> {
  try {
    await target.publish(checkpoint);
    return null;
  } catch (error) {
    if (error instanceof PublicationFailed) return error.message;
    throw error;
  }
}
