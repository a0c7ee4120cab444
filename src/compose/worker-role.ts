import { join } from 'node:path';
import { startInbox } from '../runtime/embedded/inbox/inbox.js';
import type { Inbox } from '../runtime/embedded/inbox/inbox.js';
import type { Infrastructure } from './infrastructure.js';
import { linkTokens } from '../security/tokens/link-tokens.js';
import type { Lifecycle } from '../runtime/lifecycle.js';
import { startJobWorker } from '../workers/jobs/queue.js';
import { startRequeueingLostJobs } from '../workers/jobs/requeue-lost-jobs.js';
import { createMailSender } from '../workers/mails/sender.js';
import { runJob } from '../workers/handlers/run-job.js';

/** Mails kept for the page of the inbox. */
const INBOX_KEEP = 500;

/** Where no mail server is configured, the program has one of its own that keeps all mail. */
export async function openInbox(
  { config, logger }: Infrastructure,
  lifecycle: Lifecycle,
): Promise<Inbox | null> {
  if (config.smtpUrl !== null) return null;
  const inbox = await startInbox({
    folder: join(config.dataDir, 'inbox'),
    port: 0,
    keep: INBOX_KEEP,
    logger: logger,
  });
  lifecycle.defer(() => inbox.stop());
  return inbox;
}

/** Starts what runs jobs, and what finds those that were lost. */
export async function startWorkerRole(
  { config, stores, log, logger, masterSecret, queue, outbox }: Infrastructure,
  inbox: Inbox | null,
  lifecycle: Lifecycle,
): Promise<void> {
  const sender = createMailSender({
    smtpUrl: config.smtpUrl ?? inbox?.url ?? '',
    from: config.mailFrom,
    logger: logger,
  });
  lifecycle.defer(() => {
    sender.close();
    return Promise.resolve();
  });
  const dependencies = {
    log,
    outbox,
    sender,
    linkTokens: linkTokens(masterSecret),
    frontendUrl: config.frontendUrl,
    publicUrl: config.publicUrl,
    mailDomain: /@([^\s>]+)/.exec(config.mailFrom)?.[1] ?? 'localhost',
  };
  const worker = await startJobWorker(stores, (job) => runJob(dependencies, job), logger);
  lifecycle.defer(() => worker.close());
  const offering = startRequeueingLostJobs({ queue, outbox, logger: logger });
  lifecycle.defer(() => offering.stop());
}
