import { webhookAt, webhooks } from '../../domain/webhook/webhook.js';
import type { PauseReason } from '../../domain/webhook/webhook.js';
import { loadState } from '../../eventstore/folding/load-state.js';
import { renderMail } from '../mails/render.js';
import type { Mail } from '../mails/render.js';
import { utcMinute } from '../mails/utc-minute.js';
import { readCausingEvent } from './job-kind.js';
import type { JobKind } from './job-kind.js';
import { sendUnrecorded } from './send-unrecorded.js';

const REASONS: Readonly<Record<PauseReason, string | null>> = {
  gone: 'The receiver answered 410, which means that it no longer exists.',
  failing: 'Every delivery of the last 24 hours failed.',
  requested: null,
};

/** Mails the contact of a webhook that the service itself has paused. */
export const webhookPausedJob: JobKind = {
  name: 'webhook-paused',
  causedBy: { WebhookPaused: ({ data }) => (data['reason'] === 'requested' ? null : 0) },
  async run(dependencies, job) {
    const { log } = dependencies;
    const event = await readCausingEvent(log, job);
    const webhookId = webhooks.idOf(job.stream);
    if (event?.type !== 'WebhookPaused' || webhookId === null) return 'no webhook';
    const webhook = await loadState(log, webhookAt(webhookId));
    const reason = REASONS[event.data.reason];
    if (webhook.status !== 'paused' || webhook.contact === null || reason === null) return 'no longer wanted';
    const mail = pauseMail(webhookId, event.occurredAt, reason);
    await sendUnrecorded(dependencies, job, webhook.contact, mail);
    return 'sent';
  },
};

function pauseMail(webhookId: string, pausedAt: Date, reason: string): Mail {
  return renderMail({
    subject: 'A webhook was paused',
    username: '',
    paragraphs: [
      `On ${utcMinute(pausedAt)}, the deliveries to the webhook ${webhookId} were paused. ${reason}`,
      'The events since then are waiting. When the receiver works again, resume the webhook: the waiting events follow in their order.',
    ],
    ifUnexpected: 'You get this message because your address is the contact of this webhook.',
  });
}
