import { apiKeyCheck } from './api/api-key-check.js';
import { startIdempotency } from './api/idempotency.js';
import { startHealthServer } from './api/health-server.js';
import type { ReadinessParts } from './api/readiness.js';
import { startApi } from './api/start-api.js';
import { backgroundWork } from './background-work.js';
import type { CommandDependencies } from './commands/dependencies.js';
import type { Config } from './config.js';
import type { Inbox } from './embedded/inbox.js';
import { inboxRoutes } from './embedded/inbox-page.js';
import { layFoundation } from './foundation.js';
import type { Foundation } from './foundation.js';
import { createLogger } from './logger.js';
import { migrateLogTo } from './migrate-log.js';
import type { Migration } from './migrate-log.js';
import { readCheckpoint } from './projections/checkpoints.js';
import { endedSessions } from './projections/ended-sessions.js';
import type { EndedSessions } from './projections/ended-sessions.js';
import { followLog } from './projections/follow-log.js';
import type { Learner } from './projections/follow-log.js';
import type { Position } from './eventstore/port.js';
import { knownApiKeys } from './projections/known-api-keys.js';
import { replayParked } from './projections/parked.js';
import { startProcessor } from './projections/processor.js';
import { watchProgress } from './projections/progress.js';
import type { Progress } from './projections/progress.js';
import { resetProjection } from './projections/projection.js';
import type { Reader } from './projections/reader.js';
import { SESSIONS } from './projections/sessions.js';
import { readEndings } from './projections/sessions-query.js';
import { userFinder } from './projections/users-query.js';
import { apiKeys } from './security/api-keys.js';
import { accessTokens } from './security/access-tokens.js';
import { claimNames } from './security/claims.js';
import { deriveKey } from './security/derive.js';
import { linkTokens } from './security/link-tokens.js';
import { passwordMetrics } from './security/password-metrics.js';
import { startPasswordHasher } from './security/password-hashing.js';
import type { PasswordHasher } from './security/password-hashing.js';
import { refreshTokens } from './security/refresh-tokens.js';
import { startSigning } from './sign-tokens.js';
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

/** Parts that a benchmark replaces to measure the others; nothing in the configuration does that. */
export interface Replacements {
  readonly hasher?: PasswordHasher;
}

/** The name under which a process reports how far in the log it knows by itself. */
const IN_MEMORY = 'in memory';
/** Clocks of processes differ a little. */
const SLACK_MS = 60_000;
/** How long an answer waits for the read models to show what was written. */
const READABLE_MS = 2000;
/** Passwords that may wait for a hashing thread; more are told to come again. */
const HASH_QUEUE = 200;

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
    const url = roles.includes('api') ? await serve(foundation, inbox, progress, replacements, stack) : null;
    if (url === null) await serveHealth(foundation, stack);
    return { url, hasInbox: inbox !== null, stop: () => stack.stop() };
  } catch (error) {
    await stack.stop();
    throw error;
  }
}

function startProjector(foundation: Foundation, progress: Progress, stack: Stack): void {
  for (const projection of foundation.projections) run(projection, foundation, progress, stack);
}

async function serve(
  foundation: Foundation,
  inbox: Inbox | null,
  progress: Progress,
  replacements: Replacements,
  stack: Stack,
): Promise<string> {
  const { config, databaseUrl, log, logger, masterSecret, pool, registry } = foundation;
  const signing = await startSigning(foundation, stack);
  const knownKeys = knownApiKeys(log);
  const learners = [...signing.learners, knownKeys];
  const ended = await followFromHere(foundation, learners, progress, stack);
  const idempotency = startIdempotency({ pool, url: databaseUrl, masterSecret, log: logger });
  stack.defer(() => idempotency.stop());
  const background = backgroundWork(logger);
  stack.defer(() => background.finish());

  const tokens = accessTokens(signing.keys, config.publicUrl, config.token.ttlMs);
  const commands: CommandDependencies = {
    log,
    hasher: replacements.hasher ?? openHasher(foundation, stack),
    claimNames: claimNames(masterSecret),
    linkTokens: linkTokens(masterSecret),
    refreshTokens: refreshTokens(masterSecret),
    afterwards: background.run,
    rules: config,
  };
  const readers = [...foundation.projections.map(({ name }) => name), IN_MEMORY];
  const readable = (position: Position) => progress.reached(readers, position, READABLE_MS);
  const server = await startApi({
    dependencies: {
      commands,
      pool,
      findUser: userFinder(pool),
      readable,
      signingKeys: signing.keys,
      rotation: signing.rotation,
      apiKeys: apiKeys(masterSecret),
      accessTokens: tokens,
      exposeVerificationToken: config.exposeVerificationToken,
    },
    readiness: readinessOf(foundation),
    authentication: {
      accessTokens: tokens,
      endedSessions: ended,
      serviceToken: config.serviceToken,
      checkApiKey: apiKeyCheck(commands, knownKeys),
      cookieOrigins: new Set([new URL(config.publicUrl).origin, ...config.corsOrigins]),
    },
    idempotency,
    readable,
    log: logger,
    registry,
    corsOrigins: config.corsOrigins,
    publicUrl: config.publicUrl,
    host: config.host,
    port: config.port,
    showDocs: !config.production,
    pages: inbox === null ? [] : [inboxRoutes(inbox)],
  });
  stack.defer(() => server.stop());
  return server.url;
}

/** Which sessions are over, from the read model and then from the log itself, which the others follow from there, too. */
async function followFromHere(
  { config, log, logger, pool }: Foundation,
  others: readonly Learner[],
  progress: Progress,
  stack: Stack,
): Promise<EndedSessions> {
  const memoryMs = config.token.ttlMs + SLACK_MS;
  // The checkpoint first: what the projection takes in meanwhile is learned twice, not missed.
  const from = await readCheckpoint(pool, SESSIONS);
  const ended = endedSessions(await readEndings(pool, new Date(Date.now() - memoryMs)), memoryMs);
  const following = await followLog({
    store: log.store,
    from,
    learners: [ended, ...others],
    log: logger,
    onProgress: (position) => progress.report(IN_MEMORY, position),
  });
  stack.defer(() => following.stop());
  return ended;
}

/** Where it is asked for, a process without the API answers for itself. */
async function serveHealth(foundation: Foundation, stack: Stack): Promise<void> {
  const { config, registry } = foundation;
  if (config.healthPort === null) return;
  const server = await startHealthServer({
    readiness: readinessOf(foundation),
    registry,
    serviceToken: config.serviceToken,
    host: config.host,
    port: config.healthPort,
  });
  stack.defer(() => server.stop());
}

function readinessOf({ pool, log, queue }: Foundation): ReadinessParts {
  return { pool, store: log.store, pingJobs: () => queue.ping() };
}

function openHasher({ config, masterSecret, registry }: Foundation, stack: Stack): PasswordHasher {
  const hasher = startPasswordHasher({
    rounds: config.bcryptRounds,
    pepper: { current: 1, keys: new Map([[1, deriveKey(masterSecret, 'password pepper 1')]]) },
    maxQueue: HASH_QUEUE,
  });
  stack.defer(() => hasher.stop());
  passwordMetrics(registry, hasher);
  return hasher;
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
