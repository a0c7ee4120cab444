import { join } from 'node:path';
import { recordDelivery } from './commands/record-delivery.js';
import { settleClaim } from './commands/settle-claim.js';
import { startInbox } from './embedded/inbox.js';
import type { Inbox } from './embedded/inbox.js';
import type { Foundation } from './foundation.js';
import { linkTokens } from './security/link-tokens.js';
import type { Stack } from './stack.js';
import { startJobWorker } from './workers/jobs/jobs.js';
import { startOfferingAgain } from './workers/jobs/offer-again.js';
import { createMailSender } from './workers/mails/sender.js';
import { runJob } from './workers/run-job.js';

/** Mails kept for the page of the inbox. */
const INBOX_KEEP = 500;

/** Where no mail server is configured, the program has one of its own that keeps all mail. */
export async function openInbox({ config, logger }: Foundation, stack: Stack): Promise<Inbox | null> {
  if (config.smtpUrl !== null) return null;
  const inbox = await startInbox({
    folder: join(config.dataDir, 'inbox'),
    port: 0,
    keep: INBOX_KEEP,
    log: logger,
  });
  stack.defer(() => inbox.stop());
  return inbox;
}

/** Starts what runs jobs, and what finds those that were lost. */
export async function startWorker(
  { config, stores, log, logger, masterSecret, queue, outstanding }: Foundation,
  inbox: Inbox | null,
  stack: Stack,
): Promise<void> {
  const sender = createMailSender({
    smtpUrl: config.smtpUrl ?? inbox?.url ?? '',
    from: config.mailFrom,
    log: logger,
  });
  stack.defer(() => {
    sender.close();
    return Promise.resolve();
  });
  const dependencies = {
    log,
    sender,
    linkTokens: linkTokens(masterSecret),
    frontendUrl: config.frontendUrl,
    publicUrl: config.publicUrl,
    mailDomain: /@([^\s>]+)/.exec(config.mailFrom)?.[1] ?? 'localhost',
    settleClaim: (...claim: Tail<typeof settleClaim>) => settleClaim({ log }, ...claim),
    recordDelivery: (...delivery: Tail<typeof recordDelivery>) => recordDelivery({ log }, ...delivery),
    strikeOut: (jobId: string) => outstanding.strikeOut(jobId),
  };
  const worker = await startJobWorker(stores, (job) => runJob(dependencies, job), logger);
  stack.defer(() => worker.close());
  const offering = startOfferingAgain({ queue, outstanding, log: logger });
  stack.defer(() => offering.stop());
}

type Tail<F> = F extends (first: never, ...rest: infer Rest) => unknown ? Rest : never;
