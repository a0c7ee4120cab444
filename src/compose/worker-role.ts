import { join } from 'node:path';
import type { Config } from '../config/config.js';
import type { Inbox } from '../runtime/embedded/inbox/inbox.js';
import { startReporters } from './analytics/reporters.js';
import type { Infrastructure } from './infrastructure.js';
import { startNotaryOf } from './notary.js';
import { archiveStorageOf, startRetentionOf } from './privacy/privacy.js';
import { startWebhooks } from './webhooks.js';
import {
  connectionFinder,
  invitationFinder,
  membershipFinder,
  organizationKeyFinder,
  startDomainChecksOf,
} from './organizations.js';
import { erasureParts, watchErasures } from './privacy/erasure.js';
import { openSms } from './sms.js';
import { gatherer } from '../runtime/concurrency/gatherer.js';
import { jobPayloads } from '../security/keys/job-payloads.js';
import { linkTokens } from '../security/tokens/link-tokens.js';
import { oneTimeCodes } from '../security/tokens/one-time-codes.js';
import type { Lifecycle } from '../runtime/lifecycle.js';
import { singleFlight } from '../runtime/concurrency/single-flight.js';
import { startJobWorker } from '../workers/jobs/job-worker.js';
import { listenToJobQueue } from '../workers/jobs/queue.js';
import { countDeliveryAttempts } from '../workers/mails/mail-metrics.js';
import { requireTls } from '../workers/mails/smtp/smtp-url.js';
import { createMailSender } from '../workers/mails/smtp/sender.js';
import { runJob } from '../workers/handlers/run-job.js';
import { reviveUnknownKinds } from '../workers/handlers/unknown-kinds.js';
import { reactor } from '../workers/reactor.js';
import type { Reader } from '../projections/engine/reader.js';

/** Milliseconds within which accepted mails share a commit. */
const GATHER_MS = 10;
/** Mails that the built-in inbox retains. */
const INBOX_KEEP = 500;

/** Starts the built-in inbox, which receives every mail, unless an SMTP server is configured. */
export async function openInbox(
  { config, logger }: Infrastructure,
  lifecycle: Lifecycle,
): Promise<Inbox | null> {
  if (config.smtpUrl !== null) return null;
  // Loaded on demand: the server and the parser of the inbox take 8 MB, and production has a mail server.
  const { startInbox } = await import('../runtime/embedded/inbox/inbox.js');
  const inbox = await startInbox({
    folder: join(config.dataDir, 'inbox'),
    port: 0,
    keep: INBOX_KEEP,
    logger,
  });
  lifecycle.defer(() => inbox.stop());
  return inbox;
}

/**
 * Starts the job worker. The reactor of the same process wakes it directly, and the job queue wakes it for batches that
 * other workers leave.
 *
 * @returns the reactor, which turns events into jobs, the reader of webhooks, and a function that tells the worker that
 *   jobs may be due
 */
export async function startWorkerRole(
  infrastructure: Infrastructure,
  inbox: Inbox | null,
  lifecycle: Lifecycle,
): Promise<{ readonly readers: readonly Reader[]; readonly wake: () => void }> {
  const { config, stores, log, logger, masterSecret, now, queue, outbox, registry, roleChecks, countCode } =
    infrastructure;
  const attempts = countDeliveryAttempts(registry);
  roleChecks.isMailFailing = () => attempts.failingMs() >= config.smtpFailingAfterMs;
  const sender = createMailSender({
    smtpUrl: smtpUrlOf(config, inbox),
    from: config.mailFrom,
    logger,
    helloName: config.smtpHelloName,
    onAttempt: (failure) => {
      attempts.record(failure);
    },
  });
  lifecycle.defer(() => {
    sender.close();
    return Promise.resolve();
  });
  const dependencies = {
    log,
    now,
    sender,
    smsDelivery: openSms(infrastructure, inbox),
    erasure: erasureParts(infrastructure, inbox),
    findMemberships: membershipFinder(infrastructure.pool),
    invitations: invitationFinder(infrastructure.pool),
    findConnections: connectionFinder(infrastructure.pool),
    findOrganizationKeys: organizationKeyFinder(infrastructure.pool),
    gather: gatherer(GATHER_MS),
    linkTokens: linkTokens(masterSecret),
    codes: oneTimeCodes(masterSecret),
    countCode,
    payloads: jobPayloads(masterSecret),
    singleFlight: singleFlight(),
    storeArchive: archiveStorageOf(infrastructure),
    rules: config,
    recordSpan: infrastructure.tracer?.record ?? null,
    frontendUrl: config.frontendUrl,
    publicUrl: config.publicUrl,
    mailDomain: /@([^\s>]+)/.exec(config.mailFrom)?.[1] ?? 'localhost',
  };
  const worker = startJobWorker({
    outbox,
    run: (job) => runJob({ dependencies, outbox, logger }, job),
    wakeOthers: () => queue.wakeWorker(),
    logger,
  });
  lifecycle.defer(() => worker.stop());
  const endRevival = reviveUnknownKinds(outbox, logger);
  lifecycle.defer(() => {
    endRevival();
    return Promise.resolve();
  });
  const wake = () => worker.wake();
  watchErasures(infrastructure, lifecycle);
  startNotaryOf(infrastructure, lifecycle);
  startRetentionOf(infrastructure, lifecycle);
  await startReporters(infrastructure, lifecycle);
  startDomainChecksOf(infrastructure, lifecycle);
  const listener = await listenToJobQueue(stores, wake, logger);
  lifecycle.defer(() => listener.close());
  const reactions = reactor({ outbox, capabilities: log.store.capabilities, now, worker });
  return { readers: [reactions, startWebhooks(infrastructure, lifecycle)], wake };
}

function smtpUrlOf({ smtpUrl, smtpRequiresTls }: Config, inbox: Inbox | null): string {
  if (smtpUrl === null) return inbox?.url ?? '';
  return smtpRequiresTls ? requireTls(smtpUrl) : smtpUrl;
}
