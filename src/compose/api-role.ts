import { apiKeyCheck } from '../api/http/authentication/api-key-check.js';
import { rateLimits } from '../api/http/limits/rate-limits.js';
import type { ReadinessParts } from '../api/http/readiness.js';
import { startApi } from '../api/http/start-api.js';
import { backgroundTasks } from '../runtime/background-tasks.js';
import type { CommandDependencies } from '../commands/dependencies.js';
import { singleFlight } from '../runtime/single-flight.js';
import { keyedSemaphore } from '../runtime/keyed-semaphore.js';
import type { Inbox } from '../runtime/embedded/inbox/inbox.js';
import { inboxRoutes } from '../runtime/embedded/inbox/page.js';
import type { Position } from '../eventstore/port.js';
import type { Infrastructure } from './infrastructure.js';
import { openOAuth } from './identity-providers.js';
import { openLimiter } from './rate-limiter.js';
import { readModels } from './read-models.js';
import { readCheckpoint, readProgress } from '../projections/engine/checkpoints.js';
import { endedSessions } from '../projections/live/ended-sessions.js';
import type { EndedSessions } from '../projections/live/ended-sessions.js';
import { subscribeLive } from '../projections/live/live-subscription.js';
import type { LiveFollower } from '../projections/live/live-subscription.js';
import { knownApiKeys } from '../projections/live/known-api-keys.js';
import type { Progress } from '../projections/engine/progress.js';
import { SESSIONS } from '../projections/views/sessions/projection.js';
import { readEndings } from '../projections/views/sessions/query.js';
import { userFinder } from '../projections/views/accounts/query.js';
import { accessTokens } from '../security/tokens/access-tokens.js';
import { apiKeys } from '../security/tokens/api-keys.js';
import { attemptMetrics } from '../security/limits/attempt-metrics.js';
import { emailClaimStreams, identityClaimStreams } from '../security/keys/claim-streams.js';
import { breachMetrics } from '../security/passwords/breach-metrics.js';
import { breachCheck } from '../security/passwords/breached-passwords.js';
import type { BreachCheck } from '../security/passwords/breached-passwords.js';
import { deriveKey } from '../security/keys/derive-key.js';
import { linkTokens } from '../security/tokens/link-tokens.js';
import { logPseudonyms } from '../security/keys/log-pseudonyms.js';
import { passwordMetrics } from '../security/passwords/hash-metrics.js';
import { startPasswordHasher } from '../security/passwords/hasher.js';
import type { PasswordHasher } from '../security/passwords/hasher.js';
import { locationFingerprints } from '../security/keys/location-fingerprints.js';
import { startIdempotentAnswers } from '../security/request-stores/idempotent-answers.js';
import { refreshTokens } from '../security/tokens/refresh-tokens.js';
import { startSigning } from './signing.js';
import type { Lifecycle } from '../runtime/lifecycle.js';

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
/** Passwords of one account that are compared at once in this process. */
const ATTEMPTS_AT_ONCE = 2;
/** Passwords that may wait for a hashing thread; more are told to come again. */
const HASH_QUEUE = 200;

/**
 * Starts what answers HTTP, and what it must know of the log to do so.
 *
 * @returns where it answers
 */
export async function startApiRole(
  infrastructure: Infrastructure,
  inbox: Inbox | null,
  progress: Progress,
  replacements: Replacements,
  lifecycle: Lifecycle,
): Promise<string> {
  const { config, databaseUrl, log, logger, masterSecret, pool, registry } = infrastructure;
  const signing = await startSigning(infrastructure, lifecycle);
  const knownKeys = knownApiKeys(log);
  const learners = [...signing.learners, knownKeys];
  const ended = await followFromHere(infrastructure, learners, progress, lifecycle);
  const idempotency = startIdempotentAnswers({ pool, url: databaseUrl, masterSecret, logger: logger });
  lifecycle.defer(() => idempotency.stop());
  const limiter = openLimiter(infrastructure, lifecycle);
  const limits = rateLimits(limiter, registry);
  const background = backgroundTasks(logger);
  lifecycle.defer(() => background.finish());

  const tokens = accessTokens(signing.keys, config.publicUrl, config.token.ttlMs);
  const commands: CommandDependencies = {
    log,
    hasher: replacements.hasher ?? openHasher(infrastructure, lifecycle),
    isBreached: openBreachCheck(infrastructure),
    emailClaimStream: emailClaimStreams(masterSecret),
    identityClaimStream: identityClaimStreams(masterSecret),
    linkTokens: linkTokens(masterSecret),
    refreshTokens: refreshTokens(masterSecret),
    runAfterAnswer: background.run,
    defer: background.putOff,
    limitConcurrency: keyedSemaphore(ATTEMPTS_AT_ONCE),
    singleFlight: singleFlight(),
    locationFingerprints: locationFingerprints(masterSecret),
    recordAttempt: attemptMetrics(registry),
    rules: config,
  };
  const readers = [...infrastructure.projections.map(({ name }) => name), IN_MEMORY];
  const waitForReadModels = (position: Position) => progress.reached(readers, position, READABLE_MS);
  const server = await startApi({
    dependencies: {
      commands,
      readModels: readModels(pool),
      findUser: userFinder(pool),
      waitForReadModels,
      signingKeys: signing.keys,
      rotation: signing.rotation,
      apiKeys: apiKeys(masterSecret),
      accessTokens: tokens,
      oauth: openOAuth(infrastructure, limiter),
      readiness: readinessOf(infrastructure),
      exposeVerificationToken: config.exposeVerificationToken,
      privateSignUp: config.privateSignUp,
    },
    authentication: {
      accessTokens: tokens,
      endedSessions: ended,
      serviceToken: config.serviceToken,
      checkApiKey: apiKeyCheck(commands, knownKeys),
      limits,
      cookieOrigins: new Set([new URL(config.publicUrl).origin, ...config.corsOrigins]),
    },
    idempotency,
    limits,
    pseudonym: logPseudonyms(masterSecret),
    waitForReadModels,
    logger: logger,
    registry,
    corsOrigins: config.corsOrigins,
    publicUrl: config.publicUrl,
    trustedProxies: config.trustedProxies,
    host: config.host,
    port: config.port,
    showDocs: !config.production,
    showMetrics: config.healthPort === null && !config.production,
    pages: inbox === null ? [] : [inboxRoutes(inbox)],
  });
  lifecycle.defer(() => server.stop());
  return server.url;
}

/** Which sessions are over, from the read model and then from the log itself, which the others follow from there, too. */
async function followFromHere(
  { config, log, logger, pool }: Infrastructure,
  others: readonly LiveFollower[],
  progress: Progress,
  lifecycle: Lifecycle,
): Promise<EndedSessions> {
  const memoryMs = config.token.ttlMs + SLACK_MS;
  // The checkpoint first: what the projection takes in meanwhile is learned twice, not missed.
  const from = await readCheckpoint(pool, SESSIONS);
  const ended = endedSessions(await readEndings(pool, new Date(Date.now() - memoryMs)), memoryMs);
  const following = await subscribeLive({
    store: log.store,
    from,
    learners: [ended, ...others],
    logger: logger,
    onProgress: (position) => progress.report(IN_MEMORY, position),
  });
  lifecycle.defer(() => following.stop());
  return ended;
}

/** What the health of a process is made of. */
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

function openHasher(
  { config, masterSecret, registry }: Infrastructure,
  lifecycle: Lifecycle,
): PasswordHasher {
  const hasher = startPasswordHasher({
    scheme: config.passwordHash,
    pepper: { current: 1, keys: new Map([[1, deriveKey(masterSecret, 'password pepper 1')]]) },
    maxQueue: HASH_QUEUE,
  });
  lifecycle.defer(() => hasher.stop());
  passwordMetrics(registry, hasher);
  return hasher;
}

function openBreachCheck({ config, registry }: Infrastructure): BreachCheck {
  if (config.breachRangeUrl === null) return () => Promise.resolve(false);
  return breachCheck(config.breachRangeUrl, breachMetrics(registry));
}
