import { recordDelivery } from '../../../commands/deliveries/record-delivery.js';
import type { DeliveryOutcome } from '../../../commands/deliveries/record-delivery.js';
import { deliveryAt } from '../../../domain/delivery/delivery.js';
import type { User } from '../../../domain/user/user.js';
import type { LoggedEvent } from '../../../eventstore/codec.js';
import { loadState } from '../../../eventstore/folding/load-state.js';
import type { ClaimedJob } from '../../jobs/outbox.js';
import type { MessageId } from '../../mails/compose-message.js';
import { userErasedMail } from '../../mails/messages/erasure.js';
import { renderMail } from '../../mails/render.js';
import { MailRefused } from '../../mails/smtp/delivery-errors.js';
import { causeOf } from '../job-kind.js';
import type { JobDependencies } from '../job-kind.js';

/** Attempts at the mail, over some seconds. An erasure does not wait longer for a mail server. */
const MAX_ATTEMPTS = 4;

/**
 * Sends the last mail to the owner of an erased account, while the address can be read. No job holds it: the erasure goes on
 * without it after the last attempt.
 *
 * @throws Error the mail server is unavailable; the job repeats it
 */
export async function sendFarewell(
  { log, sender, now, mailDomain }: JobDependencies,
  job: ClaimedJob,
  event: LoggedEvent,
  before: User,
): Promise<void> {
  if (before.status !== 'registered') return;
  const delivery = await loadState(log, deliveryAt(job.id));
  if (delivery.outcome !== 'pending') return;
  const record = async (outcome: DeliveryOutcome['outcome']) => {
    const known = { jobId: job.id, userId: before.id, mail: 'user-erased', outcome };
    await recordDelivery({ log }, known, causeOf(job, event, 'farewell', now()));
  };
  const { to, ...content } = userErasedMail(before, event);
  const messageId: MessageId = `<${job.id}@${mailDomain}>`;
  try {
    await sender.send({ to: { name: '', address: to }, messageId, mail: renderMail(content) });
  } catch (error) {
    if (!(error instanceof MailRefused) && job.attempts + 1 < MAX_ATTEMPTS) throw error;
    await record({ failed: error instanceof Error ? error.message : 'unknown' });
    return;
  }
  await record({ sent: messageId });
}
