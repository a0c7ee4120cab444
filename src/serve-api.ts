import { apiKeyCheck } from './api/api-key-check.js';
import { startIdempotency } from './api/idempotency.js';
import { rateLimits } from './api/rate-limits.js';
import type { ReadinessParts } from './api/readiness.js';
import { startApi } from './api/start-api.js';
import { backgroundWork } from './background-work.js';
import type { CommandDependencies } from './commands/dependencies.js';
import { together } from './commands/together.js';
import { turns } from './commands/turns.js';
import type { Inbox } from './embedded/inbox.js';
import { inboxRoutes } from './embedded/inbox-page.js';
import type { Position } from './eventstore/port.js';
import type { Foundation } from './foundation.js';
import { openOAuth } from './open-oauth.js';
import { openLimiter } from './open-rate-limiter.js';
import { readCheckpoint } from './projections/checkpoints.js';
import { endedSessions } from './projections/ended-sessions.js';
import type { EndedSessions } from './projections/ended-sessions.js';
import { followLog } from './projections/follow-log.js';
import type { Learner } from './projections/follow-log.js';
import { knownApiKeys } from './projections/known-api-keys.js';
import type { Progress } from './projections/progress.js';
import { SESSIONS } from './projections/sessions.js';
import { readEndings } from './projections/sessions-query.js';
import { userFinder } from './projections/users-query.js';
import { accessTokens } from './security/access-tokens.js';
import { apiKeys } from './security/api-keys.js';
import { attemptMetrics } from './security/attempt-metrics.js';
import { claimNames, identityClaimNames } from './security/claims.js';
import { breachMetrics } from './security/breach-metrics.js';
import { breachCheck } from './security/breached-passwords.js';
import type { BreachCheck } from './security/breached-passwords.js';
import { deriveKey } from './security/derive.js';
import { linkTokens } from './security/link-tokens.js';
import { masks } from './security/masks.js';
import { passwordMetrics } from './security/password-metrics.js';
import { startPasswordHasher } from './security/password-hashing.js';
import type { PasswordHasher } from './security/password-hashing.js';
import { placeNames } from './security/places.js';
import { refreshTokens } from './security/refresh-tokens.js';
import { startSigning } from './sign-tokens.js';
import type { Stack } from './stack.js';

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
export async function serveApi(
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
  const limiter = openLimiter(foundation, stack);
  const limits = rateLimits(limiter, registry);
  const background = backgroundWork(logger);
  stack.defer(() => background.finish());

  const tokens = accessTokens(signing.keys, config.publicUrl, config.token.ttlMs);
  const commands: CommandDependencies = {
    log,
    hasher: replacements.hasher ?? openHasher(foundation, stack),
    isBreached: openBreachCheck(foundation),
    claimNames: claimNames(masterSecret),
    identityClaimNames: identityClaimNames(masterSecret),
    linkTokens: linkTokens(masterSecret),
    refreshTokens: refreshTokens(masterSecret),
    afterwards: background.run,
    putOff: background.putOff,
    inTurn: turns(ATTEMPTS_AT_ONCE),
    together: together(),
    placeNames: placeNames(masterSecret),
    noteAttempt: attemptMetrics(registry),
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
      oauth: openOAuth(foundation, limiter),
      exposeVerificationToken: config.exposeVerificationToken,
      privateSignUp: config.privateSignUp,
    },
    readiness: readinessOf(foundation),
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
    mask: masks(masterSecret),
    readable,
    log: logger,
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

/** What the health of a process is made of. */
export function readinessOf({ pool, log, queue }: Foundation): ReadinessParts {
  return { pool, store: log.store, pingJobs: () => queue.ping() };
}

function openHasher({ config, masterSecret, registry }: Foundation, stack: Stack): PasswordHasher {
  const hasher = startPasswordHasher({
    scheme: config.passwordHash,
    pepper: { current: 1, keys: new Map([[1, deriveKey(masterSecret, 'password pepper 1')]]) },
    maxQueue: HASH_QUEUE,
  });
  stack.defer(() => hasher.stop());
  passwordMetrics(registry, hasher);
  return hasher;
}

function openBreachCheck({ config, registry }: Foundation): BreachCheck {
  if (config.breachRangeUrl === null) return () => Promise.resolve(false);
  return breachCheck(config.breachRangeUrl, breachMetrics(registry));
}
