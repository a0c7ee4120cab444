import type { Pool } from 'pg';
import { createApiKeyCheck } from '../commands/api-keys/check-api-key.js';
import { apiKeyAt } from '../domain/api-key/api-key.js';
import { permissionsFrom } from '../eventstore/folding/load-permissions.js';
import { loadState } from '../eventstore/folding/load-state.js';
import { backgroundTasks } from '../runtime/concurrency/background-tasks.js';
import { readProgress } from '../projections/engine/checkpoints.js';
import { checkStoredPositions } from '../projections/engine/stored-positions.js';
import { startHealthServer } from '../api/http/server/health-server.js';
import type { ReadinessParts } from '../api/http/readiness.js';
import type { Infrastructure } from './infrastructure.js';
import { startListener } from './start/listen-refusals.js';
import type { Lifecycle } from '../runtime/lifecycle.js';
import { logPseudonyms } from '../security/keys/log-pseudonyms.js';

/** Serves health and metrics on a port of their own, if one is set, away from public traffic (OWASP ASVS 13.4.5). */
export async function startHealthRole(infrastructure: Infrastructure, lifecycle: Lifecycle): Promise<void> {
  const { config, log, logger, masterSecret, now, registry } = infrastructure;
  if (config.healthPort === null) return;
  const { healthPort } = config;
  const background = backgroundTasks(logger);
  lifecycle.defer(() => background.finish());
  // Metrics are read a few times a minute, so no cache follows the log for their keys.
  const fromLog = { find: (id: string) => loadState(log, apiKeyAt(id)) };
  const server = await startListener('HEALTH_PORT', () =>
    startHealthServer({
      readiness: readinessOf(infrastructure),
      registry,
      serviceToken: config.serviceToken,
      checkApiKey: createApiKeyCheck(
        { log, runAfterAnswer: background.run, now },
        fromLog,
        permissionsFrom(log),
      ),
      logger,
      pseudonym: logPseudonyms(masterSecret, config.logPseudonymRotationMs, now),
      host: config.host,
      port: healthPort,
    }),
  );
  lifecycle.defer(() => server.stop());
}

/** Returns the dependencies that readiness checks. */
export function readinessOf({
  config,
  pool,
  log,
  queue,
  keyManagement,
  roleChecks,
}: Infrastructure): ReadinessParts {
  return {
    roleChecks,
    store: log.store,
    pingDatabase: () => requireWritable(pool),
    readProgress: () => readProgress(pool),
    checkPositions: () => checkStoredPositions(pool, log.store),
    pingJobs: () => queue.ping(),
    pingKeys: config.keyManagement.vault === null ? null : () => keyManagement.check(),
  };
}

/** @throws Error the database does not respond, or refuses writes: a standby, or a server set to read only */
async function requireWritable(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ writable: boolean }>(
    `select current_setting('transaction_read_only') = 'off' as writable`,
  );
  if (rows[0]?.writable !== true) throw new Error('The database is read-only.');
}
