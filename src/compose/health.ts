import { readProgress } from '../projections/engine/checkpoints.js';
import { startHealthServer } from '../api/http/health-server.js';
import type { ReadinessParts } from '../api/http/readiness.js';
import type { Infrastructure } from './infrastructure.js';
import { startListener } from './start/listen-refusals.js';
import type { Lifecycle } from '../runtime/lifecycle.js';
import { logPseudonyms } from '../security/keys/log-pseudonyms.js';

/** Serves health and metrics on a port of their own, if one is set, away from public traffic (OWASP ASVS 13.4.5). */
export async function startHealthRole(infrastructure: Infrastructure, lifecycle: Lifecycle): Promise<void> {
  const { config, logger, masterSecret, registry } = infrastructure;
  if (config.healthPort === null) return;
  const { healthPort } = config;
  const server = await startListener('HEALTH_PORT', () =>
    startHealthServer({
      readiness: readinessOf(infrastructure),
      registry,
      serviceToken: config.serviceToken,
      logger,
      pseudonym: logPseudonyms(masterSecret),
      host: config.host,
      port: healthPort,
    }),
  );
  lifecycle.defer(() => server.stop());
}

/** Returns the dependencies that readiness checks. */
export function readinessOf({ pool, log, queue }: Infrastructure): ReadinessParts {
  return {
    store: log.store,
    pingDatabase: async () => {
      await pool.query('select 1');
    },
    readProgress: () => readProgress(pool),
    pingJobs: () => queue.ping(),
  };
}
