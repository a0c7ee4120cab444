import { basePathOf } from '../../api/http/base-path.js';
import { cookiePolicy } from '../../api/http/authentication/cookie-policy.js';
import { mailedSignIn } from '../../api/mailed/mailed-sign-in.js';
import { samlMetrics } from '../../api/federation/outcome-metrics.js';
import { invitationMetrics } from '../../api/organizations/invitation-metrics.js';
import { rateLimits } from '../../api/http/limits/rate-limits.js';
import { startApi } from '../../api/http/server/start-api.js';
import { transportSecurity } from '../../api/http/server/transport-security.js';
import { backgroundTasks } from '../../runtime/concurrency/background-tasks.js';
import type { Inbox } from '../../runtime/embedded/inbox/inbox.js';
import { inboxRoutes } from '../../runtime/embedded/inbox/page.js';
import type { Position } from '../../eventstore/port.js';
import { readinessOf } from '../health.js';
import type { Infrastructure } from '../infrastructure.js';
import { auditQueriesOf } from '../notary.js';
import { privacyParts } from '../privacy/privacy.js';
import { commandDependencies } from './command-dependencies.js';
import { callerCaches } from './caller-caches.js';
import { followLive, IN_MEMORY } from './live-state.js';
import { hashingAdmission, openHasher } from './password-checks.js';
import { openOAuth } from './identity-providers.js';
import { consumerMetrics, openFeed } from './feed.js';
import { graphqlParts } from './graphql.js';
import { recordRefusals } from './refusals.js';
import { openCounts, openLimiter } from './rate-limiter.js';
import { analyticsQueries, readModels } from './read-models.js';
import { openReadModelVersions } from './read-model-versions.js';
import { openSmsService } from './sms-service.js';
import { activity } from '../../projections/live/activity.js';
import { recentEvents } from '../../projections/live/recent-events.js';
import type { Progress } from '../../projections/engine/progress.js';
import { userFinder } from '../../projections/views/accounts/query.js';
import { accessTokens } from '../../security/tokens/access-tokens.js';
import { apiKeys } from '../../security/tokens/api-keys.js';
import { erasureLedger } from '../../security/keys/erasures/ledger.js';
import { erasureReceipts } from '../../security/tokens/erasure-receipts.js';
import { logPseudonyms } from '../../security/keys/log-pseudonyms.js';
import type { RunningPasswordHasher } from '../../security/passwords/hasher.js';
import { startIdempotentAnswers } from '../../security/request-stores/idempotent-answers.js';
import { requestBindings } from '../../security/tokens/request-bindings.js';
import { webhookSecrets } from '../../security/webhooks/webhook-secrets.js';
import { startSigning } from '../signing.js';
import { startListener } from '../start/listen-refusals.js';
import type { Lifecycle } from '../../runtime/lifecycle.js';
import { openJobs } from '../../workers/jobs/open-jobs.js';

/** Parts that a benchmark replaces in order to measure the others. Configuration cannot replace them. */
export interface Replacements {
  readonly hasher?: RunningPasswordHasher;
}

/** The parts of the other roles that the API uses. */
interface ApiParts {
  /** The built-in inbox, or null if mail goes to a server. */
  readonly inbox: Inbox | null;
  readonly progress: Progress;
  readonly replacements: Replacements;
  /** Tells a worker that jobs may be due. */
  readonly wakeWorker: () => void;
}

/** Longest time that a response waits until the read models contain its writes. */
const READ_MODEL_WAIT_MS = 2000;
/** Loads the library that verifies passkeys. It takes long enough to delay the first request, or the start. */
async function loadVerifier(): Promise<void> {
  await import('@simplewebauthn/server');
}

/**
 * Starts the HTTP API with its in-memory state: signing keys, API keys and ended sessions.
 *
 * @returns the URL of the API
 */
export async function startApiRole(
  infrastructure: Infrastructure,
  { inbox, progress, replacements, wakeWorker }: ApiParts,
  lifecycle: Lifecycle,
): Promise<string> {
  const { config, logger, masterSecret, now, pool, registry } = infrastructure;
  const signing = await startSigning(infrastructure, lifecycle);
  const callers = callerCaches(infrastructure);
  const recent = recentEvents();
  const counted = activity(now);
  const followers = [...signing.followers, ...callers.followers, recent, counted];
  const live = await followLive(infrastructure, followers, progress, lifecycle);
  const idempotency = startIdempotentAnswers({ pool, masterSecret, logger });
  lifecycle.defer(() => idempotency.stop());
  const counts = openCounts(infrastructure, lifecycle);
  const limiter = openLimiter(infrastructure, config.rateLimits, counts, lifecycle);
  const limits = rateLimits(limiter, registry);
  const background = backgroundTasks(logger);
  lifecycle.defer(() => background.finish());

  const tokens = accessTokens(signing.keys, config.publicUrl, config.token.ttlMs, now);
  const hasher = replacements.hasher ?? openHasher(infrastructure, lifecycle);
  const commands = commandDependencies(infrastructure, {
    hasher,
    background,
    sms: openSmsService(infrastructure, limiter, counts, lifecycle),
    requiredConnection: callers.requiredConnection,
    wakeWorker,
  });
  consumerMetrics(infrastructure);
  const refusals = recordRefusals(commands, logger, lifecycle);
  const cookies = cookiePolicy(config);
  if (cookies.warning !== null) logger.warn(cookies.warning);
  const awaited = infrastructure.projections.filter(({ gathers }) => gathers !== true);
  const readers = [...awaited.map(({ name }) => name), IN_MEMORY];
  const waitForReadModels = (position: Position) => progress.waitFor(readers, position, READ_MODEL_WAIT_MS);
  const server = await startListener('PORT', () =>
    startApi({
      dependencies: {
        commands,
        readModels: readModels(pool),
        versions: openReadModelVersions(infrastructure, lifecycle),
        jobs: openJobs(pool),
        analytics: config.analytics ? analyticsQueries(pool) : null,
        proofs: auditQueriesOf(infrastructure),
        ...privacyParts(infrastructure),
        findUser: userFinder(pool),
        findUserNumber: (userId) => infrastructure.userNumbers.find(userId),
        waitForReadModels,
        signingKeys: signing.keys,
        erasures: erasureLedger(pool),
        signReceipt: erasureReceipts(signing.keys, config.publicUrl),
        rotation: signing.rotation,
        publicUrl: config.publicUrl,
        activity: counted,
        feed: openFeed(infrastructure, recent, pool),
        apiKeys: apiKeys(masterSecret),
        webhookSecrets: webhookSecrets(masterSecret),
        webhookReach: config.webhookReach,
        webhookLimit: config.webhookLimit,
        accessTokens: tokens,
        oauth: openOAuth(infrastructure, limiter, cookies),
        samlMetrics: samlMetrics(registry),
        requestBindings: requestBindings(masterSecret),
        mailedSignIn: config.signInLinks ? mailedSignIn(limiter) : null,
        cookies,
        readiness: readinessOf(infrastructure),
        access: callers.access,
        graphql: graphqlParts(infrastructure, callers),
        findMember: callers.administrators.findMember,
        countInvitation: invitationMetrics(registry),
        anyoneFounds: config.organizationsByAnyone,
        bootstrapSecret: config.bootstrapSecret,
        exposeVerificationToken: config.exposeVerificationToken,
        relatedOrigins: config.webauthn.relatedOrigins,
      },
      authentication: {
        accessTokens: tokens,
        endedSessions: live.ended,
        knowsRevocations: live.isCurrent,
        serviceToken: config.serviceToken,
        checkApiKey: callers.checkApiKey(commands),
        administrators: callers.administrators,
        limits,
        cookies,
        cookieOrigins: new Set([new URL(config.publicUrl).origin, ...config.corsOrigins]),
      },
      idempotency,
      limits,
      noteRefusal: refusals.note,
      hashing: hashingAdmission(hasher),
      pseudonym: logPseudonyms(masterSecret, config.logPseudonymRotationMs, now),
      now,
      waitForReadModels,
      logger,
      recordSpan: infrastructure.tracer?.record ?? null,
      registry,
      corsOrigins: config.corsOrigins,
      publicUrl: config.publicUrl,
      frontEnd: config.frontEnd,
      trustedProxies: config.trustedProxies,
      trustedProxyHeader: config.trustedProxyHeader,
      strictTransportSecurity: transportSecurity(config.publicUrl, config.hstsIncludeSubDomains),
      host: config.host,
      port: config.port,
      showDocs: !config.production,
      showMetrics: config.healthPort === null && !config.production,
      pages: inbox === null ? [] : [inboxRoutes(inbox, basePathOf(config.publicUrl))],
    }),
  );
  lifecycle.defer(() => server.stop());
  // Before the server: consumers that wait would delay its stop.
  lifecycle.defer(() => {
    recent.stop();
    return Promise.resolve();
  });
  background.run(loadVerifier);
  return server.url;
}
