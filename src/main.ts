import { startHealthServer } from './api/http/health-server.js';
import type { Config } from './config/config.js';
import { rotateSigningKey } from './commands/signing-keys/rotate-signing-key.js';
import { openInfrastructure } from './compose/infrastructure.js';
import type { Infrastructure } from './compose/infrastructure.js';
import { createLogger } from './runtime/logger.js';
import { migrateLogTo } from './compose/migrate-log.js';
import type { Migration } from './compose/migrate-log.js';
import { replayParked } from './projections/engine/parking.js';
import { startProcessor } from './projections/engine/processor.js';
import { watchProgress } from './projections/engine/progress.js';
import type { Progress } from './projections/engine/progress.js';
import { resetProjection } from './projections/engine/projection.js';
import type { Reader } from './projections/engine/reader.js';
import { logPseudonyms } from './security/keys/log-pseudonyms.js';
import { readinessOf, startApiRole } from './compose/api-role.js';
import type { Replacements } from './compose/api-role.js';
import { aCauseOfOurOwn } from './compose/signing.js';
import { Lifecycle } from './runtime/lifecycle.js';
import { openInbox, startWorkerRole } from './compose/worker-role.js';
import { reactor } from './workers/reactor.js';

export type Role = 'api' | 'projector' | 'worker';

export interface Service {
  /** Where the API answers; null without the role. */
  readonly url: string | null;
  readonly hasInbox: boolean;
  stop(): Promise<void>;
}

/**
 * Composes the program and starts the chosen roles. Stopping it finishes what is under way.
 *
 * @throws InvalidConfiguration
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
    const { pool, databaseUrl } = infrastructure;
    const progress = watchProgress({ pool, url: databaseUrl, logger: logger });
    lifecycle.defer(() => progress.stop());
    if (roles.includes('projector')) startProjector(infrastructure, progress, lifecycle);
    const inbox = roles.includes('worker') ? await openInbox(infrastructure, lifecycle) : null;
    if (roles.includes('worker')) {
      await startWorkerRole(infrastructure, inbox, lifecycle);
      run(
        reactor(infrastructure.queue, infrastructure.outbox, infrastructure.log.store.capabilities),
        infrastructure,
        progress,
        lifecycle,
      );
    }
    const url = roles.includes('api')
      ? await startApiRole(infrastructure, inbox, progress, replacements, lifecycle)
      : null;
    await serveHealth(infrastructure, lifecycle);
    return { url, hasInbox: inbox !== null, stop: () => lifecycle.stop() };
  } catch (error) {
    await lifecycle.stop();
    throw error;
  }
}

function startProjector(infrastructure: Infrastructure, progress: Progress, lifecycle: Lifecycle): void {
  for (const projection of infrastructure.projections) run(projection, infrastructure, progress, lifecycle);
}

/** Where it is asked for, a process tells of itself to whom the public does not reach (OWASP ASVS 13.4.5). */
async function serveHealth(infrastructure: Infrastructure, lifecycle: Lifecycle): Promise<void> {
  const { config, logger, masterSecret, registry } = infrastructure;
  if (config.healthPort === null) return;
  const server = await startHealthServer({
    readiness: readinessOf(infrastructure),
    registry,
    serviceToken: config.serviceToken,
    logger: logger,
    pseudonym: logPseudonyms(masterSecret),
    host: config.host,
    port: config.healthPort,
  });
  lifecycle.defer(() => server.stop());
}

function run(
  reader: Reader,
  { pool, log, logger, readers }: Infrastructure,
  progress: Progress,
  lifecycle: Lifecycle,
): void {
  const processor = startProcessor({
    pool,
    logger: logger,
    reader,
    store: log.store,
    onProgress: (position) => progress.report(reader.name, position),
    onParked: () => readers.countParked(reader.name),
  });
  lifecycle.defer(() => processor.stop());
}

/**
 * Empties a read model; a running projector, or the next one, fills it again from the log.
 *
 * @throws Error there is no such projection
 */
export async function rebuild(config: Config, name: string): Promise<string> {
  return await withFoundation(config, async ({ pool, projections }) => {
    const projection = projections.find((one) => one.name === name);
    if (projection === undefined) throw new Error(`There is no projection ${name}.`);
    await resetProjection(pool, projection);
    return `${name} is empty and will be filled from the log.`;
  });
}

/**
 * Takes in what a projection had parked.
 *
 * @throws Error there is no such projection
 */
export async function replay(config: Config, name: string): Promise<string> {
  return await withFoundation(config, async ({ pool, projections }) => {
    const projection = projections.find((one) => one.name === name);
    if (projection === undefined) throw new Error(`There is no projection ${name}.`);
    const { replayed, failing } = await replayParked(pool, projection);
    return `${String(replayed)} events taken in, ${String(failing)} streams still parked.`;
  });
}

/**
 * Adds the key that signs access tokens next.
 *
 * @throws Error tokens are signed with a shared secret
 */
export async function rotateKey(config: Config): Promise<string> {
  const { algorithm, rotationMs, leadMs } = config.token;
  if (algorithm === 'HS256') throw new Error('JWT_SECRET is what tokens are signed with; change that.');
  return await withFoundation(config, async ({ log }) => {
    const rules = { algorithm, rotationMs, leadMs };
    const { keys } = await rotateSigningKey({ log }, rules, 'now', aCauseOfOurOwn());
    const next = keys.at(-1);
    return `${String(next?.id)} signs from ${String(next?.signsFrom.toISOString())} on.`;
  });
}

/**
 * Copies the log elsewhere, verifies the copy, and has the service follow it; see `migrateLogTo`.
 *
 * @throws CannotMigrate, LogMismatch, LogsDiffer
 */
export async function migrateLog(config: Config, migration: Migration): Promise<string> {
  const lifecycle = new Lifecycle();
  try {
    const { events, hash } = await migrateLogTo(config, migration, createLogger(config.logLevel), lifecycle);
    return `${String(events)} events are in both logs, SHA-256 ${hash}.`;
  } finally {
    await lifecycle.stop();
  }
}

async function withFoundation(
  config: Config,
  work: (infrastructure: Infrastructure) => Promise<string>,
): Promise<string> {
  const lifecycle = new Lifecycle();
  try {
    return await work(await openInfrastructure(config, createLogger(config.logLevel), lifecycle));
  } finally {
    await lifecycle.stop();
  }
}
