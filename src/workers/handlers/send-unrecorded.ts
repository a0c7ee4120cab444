import type { MessageId } from '../mails/compose-message.js';
import type { Mail } from '../mails/render.js';
import { MailRefused } from '../mails/smtp/delivery-errors.js';
import type { ClaimedJob } from '../jobs/outbox.js';
import { JobFailed } from './job-kind.js';
import type { JobDependencies } from './job-kind.js';

/**
 * Sends a mail to an address that no account need have. The delivery is in the history of no person, so it is not recorded. After
 * a crash it is sent again under the same message id.
 *
 * @throws JobFailed the mail server refused it for good
 */
export async function sendUnrecorded(
  { sender, mailDomain }: Pick<JobDependencies, 'sender' | 'mailDomain'>,
  { id }: ClaimedJob,
  address: string,
  mail: Mail,
): Promise<void> {
  const messageId: MessageId = `<${id}@${mailDomain}>`;
  try {
    await sender.send({ to: { name: '', address }, messageId, mail });
  } catch (error) {
    throw error instanceof MailRefused ? new JobFailed(error.message) : error;
  }
}
