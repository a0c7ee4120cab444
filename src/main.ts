import type { Replacements } from './compose/api/api-role.js';
import { startHealthRole } from './compose/health.js';
import { openInfrastructure } from './compose/infrastructure.js';
import { startReaders } from './compose/readers.js';
import { startRebuilds } from './compose/rebuilds.js';
import type { Config } from './config/config.js';
import { watchProgress } from './projections/engine/progress.js';
import { Lifecycle } from './runtime/lifecycle.js';
import { createLogger } from './runtime/logger.js';

export type Role = 'api' | 'projector' | 'worker';

export interface Service {
  /** URL of the API; null without the API role. */
  readonly url: string | null;
  readonly hasInbox: boolean;
  /** Stops every role after its current work. */
  stop(): Promise<void>;
}

/** The modules of the roles, loaded on demand: a process holds only the code of its own roles in memory. */
const loadApi = () => import('./compose/api/api-role.js');
const loadWorker = () => import('./compose/worker-role.js');

/**
 * Composes the program and starts the chosen roles. Stops the roles that have started if one of them fails to.
 *
 * @throws InvalidConfiguration
 * @throws FolderInUse another process uses the data folder
 */
export async function startService(
  config: Config,
  roles: readonly Role[],
  replacements: Replacements = {},
): Promise<Service> {
  const logger = createLogger(config.logLevel);
  const lifecycle = new Lifecycle();
  try {
    const infrastructure = await openInfrastructure(config, logger, lifecycle);
    const { pool, database } = infrastructure;
    const progress = watchProgress({ pool, database, logger });
    lifecycle.defer(() => progress.stop());
    const workerRole = roles.includes('worker') ? await loadWorker() : null;
    const inbox = (await workerRole?.openInbox(infrastructure, lifecycle)) ?? null;
    const worker = (await workerRole?.startWorkerRole(infrastructure, inbox, lifecycle)) ?? null;
    const readers = [
      ...(roles.includes('projector') ? infrastructure.projections : []),
      ...(worker?.readers ?? []),
    ];
    startReaders(readers, infrastructure, progress, lifecycle);
    if (roles.includes('projector')) startRebuilds(infrastructure, lifecycle);
    const wakeWorker = worker?.wake ?? (() => infrastructure.queue.wakeWorker());
    const api = roles.includes('api') ? await loadApi() : null;
    const parts = { inbox, progress, replacements, wakeWorker };
    const url = (await api?.startApiRole(infrastructure, parts, lifecycle)) ?? null;
    await startHealthRole(infrastructure, lifecycle);
    return { url, hasInbox: inbox !== null, stop: () => lifecycle.stop() };
  } catch (error) {
    await lifecycle.stop();
    throw error;
  }
}
