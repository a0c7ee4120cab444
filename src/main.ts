import { startHealthServer } from './api/health-server.js';
import type { Config } from './config.js';
import { rotateSigningKey } from './commands/rotate-signing-key.js';
import { layFoundation } from './foundation.js';
import type { Foundation } from './foundation.js';
import { createLogger } from './logger.js';
import { migrateLogTo } from './migrate-log.js';
import type { Migration } from './migrate-log.js';
import { replayParked } from './projections/parked.js';
import { startProcessor } from './projections/processor.js';
import { watchProgress } from './projections/progress.js';
import type { Progress } from './projections/progress.js';
import { resetProjection } from './projections/projection.js';
import type { Reader } from './projections/reader.js';
import { masks } from './security/masks.js';
import { readinessOf, serveApi } from './serve-api.js';
import type { Replacements } from './serve-api.js';
import { aCauseOfOurOwn } from './sign-tokens.js';
import { Stack } from './stack.js';
import { openInbox, startWorker } from './start-worker.js';
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
  const stack = new Stack();
  try {
    const foundation = await layFoundation(config, logger, stack);
    const { pool, databaseUrl } = foundation;
    const progress = watchProgress({ pool, url: databaseUrl, log: logger });
    stack.defer(() => progress.stop());
    if (roles.includes('projector')) startProjector(foundation, progress, stack);
    const inbox = roles.includes('worker') ? await openInbox(foundation, stack) : null;
    if (roles.includes('worker')) {
      await startWorker(foundation, inbox, stack);
      run(
        reactor(foundation.queue, foundation.outstanding, foundation.log.store.capabilities),
        foundation,
        progress,
        stack,
      );
    }
    const url = roles.includes('api')
      ? await serveApi(foundation, inbox, progress, replacements, stack)
      : null;
    await serveHealth(foundation, stack);
    return { url, hasInbox: inbox !== null, stop: () => stack.stop() };
  } catch (error) {
    await stack.stop();
    throw error;
  }
}

function startProjector(foundation: Foundation, progress: Progress, stack: Stack): void {
  for (const projection of foundation.projections) run(projection, foundation, progress, stack);
}

/** Where it is asked for, a process tells of itself to whom the public does not reach (OWASP ASVS 13.4.5). */
async function serveHealth(foundation: Foundation, stack: Stack): Promise<void> {
  const { config, logger, masterSecret, registry } = foundation;
  if (config.healthPort === null) return;
  const server = await startHealthServer({
    readiness: readinessOf(foundation),
    registry,
    serviceToken: config.serviceToken,
    log: logger,
    mask: masks(masterSecret),
    host: config.host,
    port: config.healthPort,
  });
  stack.defer(() => server.stop());
}

function run(
  reader: Reader,
  { pool, log, logger, readers }: Foundation,
  progress: Progress,
  stack: Stack,
): void {
  const processor = startProcessor({
    pool,
    log: logger,
    reader,
    store: log.store,
    onProgress: (position) => progress.report(reader.name, position),
    onParked: () => readers.parked(reader.name),
  });
  stack.defer(() => processor.stop());
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
 * @throws CannotMigrate, AnotherLog, LogsDiffer
 */
export async function migrateLog(config: Config, migration: Migration): Promise<string> {
  const stack = new Stack();
  try {
    const { events, hash } = await migrateLogTo(config, migration, createLogger(config.logLevel), stack);
    return `${String(events)} events are in both logs, SHA-256 ${hash}.`;
  } finally {
    await stack.stop();
  }
}

async function withFoundation(
  config: Config,
  work: (foundation: Foundation) => Promise<string>,
): Promise<string> {
  const stack = new Stack();
  try {
    return await work(await layFoundation(config, createLogger(config.logLevel), stack));
  } finally {
    await stack.stop();
  }
}
