import { UnrecoverableError } from 'bullmq';
import { recordDelivery } from '../../commands/deliveries/record-delivery.js';
import { fold } from '../../domain/aggregate.js';
import { deliveryAt } from '../../domain/delivery/delivery.js';
import { personOf } from '../../domain/event-catalog.js';
import type { DomainEvent } from '../../domain/event-catalog.js';
import { userIdSchema } from '../../domain/ids.js';
import type { EventId, UserId } from '../../domain/ids.js';
import { userAt } from '../../domain/user/user.js';
import type { User } from '../../domain/user/user.js';
import type { EventLog } from '../../eventstore/event-log.js';
import { loadState } from '../../eventstore/load-state.js';
import type { LinkPurpose } from '../../security/tokens/link-tokens.js';
import type { MailDefinition } from '../mails/define-mail.js';
import { MailRefused } from '../mails/delivery-errors.js';
import { renderMail } from '../mails/render.js';
import type { MessageId } from '../mails/sender.js';
import { causeOf } from './job-kind.js';
import type { DelayRule, JobDependencies, JobKind, RunningJob } from './job-kind.js';

/**
 * The links to pages that a front end need not serve. The page of a sign-up reads a cookie of this service. An identity is
 * restored so rarely that existing front ends have no page for it.
 */
const OWN_PAGES: ReadonlySet<LinkPurpose> = new Set(['confirm-sign-up', 'restore-identity']);

/** Defines the job that sends a mail and records its delivery. */
export function mailJob(mail: MailDefinition): JobKind {
  const delay: DelayRule = ({ data }) => (mail.appliesTo(data) ? 0 : null);
  return {
    name: mail.name,
    causedBy: { [mail.causedBy]: delay },
    async run(dependencies, job) {
      const { log } = dependencies;
      const [delivery, user] = await Promise.all([
        loadState(log, deliveryAt(job.id)),
        loadRecipient(log, job),
      ]);
      if (delivery.outcome === 'sent') return 'already sent';
      if (user === null) return 'no recipient';
      return await sendAndRecord(dependencies, job, mail, user);
    },
  };
}

/** Loads the account that the event is about. Most events are in the account's own stream, which is read already. */
async function loadRecipient(log: EventLog, { event, history }: RunningJob): Promise<User | null> {
  const userId = personOf(event.stream, event.data);
  if (userId === null) return null;
  const user = userAt(userIdSchema.parse(userId));
  if (event.stream === user.stream) return fold<User, DomainEvent>(user, history);
  return await loadState(log, user);
}

async function sendAndRecord(
  dependencies: JobDependencies,
  job: RunningJob,
  { name, compose }: MailDefinition,
  user: User,
): Promise<string> {
  const { log, now, sender, mailDomain } = dependencies;
  const account = user.status === 'registered' ? user : null;
  const link = (purpose: LinkPurpose) => linkTo(dependencies, purpose, user.id, job.event.id);
  const mail = compose({ event: job.event, user: account, link });
  if (mail === null) return 'no longer wanted';

  const messageId: MessageId = `<${job.id}@${mailDomain}>`;
  const delivery = { jobId: job.id, userId: user.id, mail: name };
  try {
    await sender.send({ to: { name: '', address: mail.to }, messageId, mail: renderMail(mail) });
  } catch (error) {
    const refused = error instanceof MailRefused;
    if (refused || job.isLastAttempt) {
      const reason = error instanceof Error ? error.message : 'unknown';
      await recordDelivery(
        { log },
        { ...delivery, outcome: { failed: reason } },
        causeOf(job, 'failed', now()),
      );
    }
    throw refused ? new UnrecoverableError(error.message) : error;
  }
  await recordDelivery({ log }, { ...delivery, outcome: { sent: messageId } }, causeOf(job, 'sent', now()));
  return 'sent';
}

function linkTo(
  { linkTokens, frontendUrl, publicUrl }: JobDependencies,
  purpose: LinkPurpose,
  userId: UserId,
  eventId: EventId,
): string {
  const baseUrl = OWN_PAGES.has(purpose) ? publicUrl : frontendUrl;
  return `${baseUrl}/${purpose}?token=${linkTokens.issue(purpose, { userId, eventId })}`;
}
