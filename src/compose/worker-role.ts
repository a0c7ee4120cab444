import { join } from 'node:path';
import type { Config } from '../config/config.js';
import { startInbox } from '../runtime/embedded/inbox/inbox.js';
import type { Inbox } from '../runtime/embedded/inbox/inbox.js';
import type { Infrastructure } from './infrastructure.js';
import { linkTokens } from '../security/tokens/link-tokens.js';
import type { Lifecycle } from '../runtime/lifecycle.js';
import { startJobWorker } from '../workers/jobs/queue.js';
import { startRequeueingLostJobs } from '../workers/jobs/requeue-lost-jobs.js';
import { mailMetrics } from '../workers/mails/mail-metrics.js';
import { requireTls } from '../workers/mails/smtp-url.js';
import { createMailSender } from '../workers/mails/sender.js';
import { runJob } from '../workers/handlers/run-job.js';
import { reactor } from '../workers/reactor.js';
import type { Reader } from '../projections/engine/reader.js';

/** Mails that the built-in inbox retains. */
const INBOX_KEEP = 500;

/** Starts the built-in inbox, which receives every mail, unless an SMTP server is configured. */
export async function openInbox(
  { config, logger }: Infrastructure,
  lifecycle: Lifecycle,
): Promise<Inbox | null> {
  if (config.smtpUrl !== null) return null;
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
 * Starts the job worker and the requeueing of lost jobs.
 *
 * @returns the reactor, which turns events into jobs
 */
export async function startWorkerRole(
  infrastructure: Infrastructure,
  inbox: Inbox | null,
  lifecycle: Lifecycle,
): Promise<Reader> {
  const { config, stores, log, now, logger, masterSecret, queue, outbox, registry } = infrastructure;
  const sender = createMailSender({
    smtpUrl: smtpUrlOf(config, inbox),
    from: config.mailFrom,
    logger,
    helloName: config.smtpHelloName,
    countFailure: mailMetrics(registry),
  });
  lifecycle.defer(() => {
    sender.close();
    return Promise.resolve();
  });
  const dependencies = {
    log,
    now,
    outbox,
    sender,
    linkTokens: linkTokens(masterSecret),
    frontendUrl: config.frontendUrl,
    publicUrl: config.publicUrl,
    mailDomain: /@([^\s>]+)/.exec(config.mailFrom)?.[1] ?? 'localhost',
  };
  const worker = await startJobWorker(stores, (job) => runJob(dependencies, job), logger);
  lifecycle.defer(() => worker.close());
  const requeueing = startRequeueingLostJobs({ queue, outbox, logger });
  lifecycle.defer(() => requeueing.stop());
  return reactor(queue, outbox, log.store.capabilities);
}

function smtpUrlOf({ smtpUrl, smtpRequiresTls }: Config, inbox: Inbox | null): string {
  if (smtpUrl === null) return inbox?.url ?? '';
  return smtpRequiresTls ? requireTls(smtpUrl) : smtpUrl;
}
