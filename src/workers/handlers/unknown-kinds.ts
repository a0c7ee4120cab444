import type { Logger } from 'pino';
import type { Outbox } from '../jobs/outbox.js';
import { jobKinds } from './job-kinds.js';

/** Interval at which jobs return that a worker of an earlier release did not know. */
const REVIVE_MS = 30_000;

/** Release 0.2.0 fails a job of a kind that it does not know for good, with this cause. Workers of this release revive it. */
export const UNKNOWN_KIND_CAUSES = jobKinds.map(({ name }) => `There is no kind of job named ${name}.`);

/** A job of a later release, whose worker runs beside this one during an upgrade. Its attempts last for about a day. */
export class UnknownKind extends Error {
  override readonly name = 'UnknownKind';
}

/**
 * Revives the jobs that a worker of release 0.2.0 has failed because it did not know their kind, as during an upgrade.
 *
 * @returns a function that ends it
 */
export function reviveUnknownKinds(outbox: Pick<Outbox, 'retryFailed'>, logger: Logger): () => void {
  const revive = () => {
    outbox.retryFailed(UNKNOWN_KIND_CAUSES).catch((error: unknown) => {
      logger.warn({ err: error }, 'jobs of an upgrade not revived');
    });
  };
  revive();
  const timer = setInterval(revive, REVIVE_MS);
  return () => {
    clearInterval(timer);
  };
}
