import { eraseFromReadModels } from '../../projections/views/erase-person.js';
import type { Inbox } from '../../runtime/embedded/inbox/inbox.js';
import { erasureLedger } from '../../security/keys/erasures/ledger.js';
import type { ErasureParts } from '../../workers/handlers/erasure/erasure-parts.js';
import { signUpFinder } from '../../workers/handlers/erasure/find-sign-ups.js';
import { eraseJobs } from '../../workers/jobs/erase-jobs.js';
import { eraseDeliveries } from '../../workers/webhooks/store/erase-deliveries.js';
import type { Lifecycle } from '../../runtime/lifecycle.js';
import { erasureMetrics } from '../../security/keys/erasures/erasure-metrics.js';
import type { Infrastructure } from '../infrastructure.js';
import { destroyLeftKeys } from '../start/destroy-left-keys.js';

/** Interval at which a worker looks for keys that an erasure has left, such as after a failed job. */
const LOOK_MS = 60_000;

/** Returns the parts that carry erasures out. Each store that may hold things of a person has a line here. */
export function erasureParts(
  { subjectKeys, log, pool }: Pick<Infrastructure, 'subjectKeys' | 'log' | 'pool'>,
  inbox: Inbox | null,
): ErasureParts {
  return {
    ledger: erasureLedger(pool),
    forgetKeys: (subjects) => {
      subjectKeys.forget(subjects);
    },
    findSignUps: signUpFinder(pool, log),
    eraseMessages: async (recipients) => (await inbox?.forget(recipients)) ?? 0,
    places: [
      { store: 'read_models', erase: ({ userId }) => eraseFromReadModels(pool, userId) },
      { store: 'jobs', erase: (person) => eraseJobs(pool, person, person.keptJobs) },
      { store: 'webhook_deliveries', erase: ({ userId }) => eraseDeliveries(pool, userId) },
    ],
  };
}

/** Starts the metrics of erasures, and the look for keys that an erasure has left. */
export function watchErasures(
  infrastructure: Pick<Infrastructure, 'log' | 'logger' | 'pool' | 'registry' | 'subjectKeys'>,
  lifecycle: Lifecycle,
): void {
  const { logger, pool, registry } = infrastructure;
  erasureMetrics(registry, pool);
  const timer = setInterval(() => {
    destroyLeftKeys(infrastructure).catch((error: unknown) => {
      logger.warn({ err: error }, 'keys of erased users not looked up');
    });
  }, LOOK_MS);
  lifecycle.defer(() => {
    clearInterval(timer);
    return Promise.resolve();
  });
}
