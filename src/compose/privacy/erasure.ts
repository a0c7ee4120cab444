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
import { recordLostErasures } from './record-lost-erasures.js';

/** Interval at which a worker looks for erasures without a job, and for keys that an erasure has left. */
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

/** Starts the metrics of erasures, and the look for erasures that lost their jobs and for keys that an erasure has left. */
export function watchErasures(
  infrastructure: Pick<
    Infrastructure,
    'log' | 'logger' | 'now' | 'outbox' | 'pool' | 'registry' | 'subjectKeys'
  >,
  lifecycle: Lifecycle,
): void {
  const { log, logger, pool, registry } = infrastructure;
  erasureMetrics(registry, pool);
  const look = async () => {
    // A job finds more than a key leads to, so it goes first.
    await recordLostErasures({ ...infrastructure, store: log.store });
    await destroyLeftKeys(infrastructure);
  };
  const lookOrWarn = () => {
    look().catch((error: unknown) => {
      logger.warn({ err: error }, 'unfinished erasures not looked up');
    });
  };
  lookOrWarn();
  const timer = setInterval(lookOrWarn, LOOK_MS);
  lifecycle.defer(() => {
    clearInterval(timer);
    return Promise.resolve();
  });
}
