import { unwrap } from '@credence/client';
import type { components } from '@credence/client';
import { api } from '../../client/credence.js';
import { usePages } from '../../client/use-pages.js';
import { useTranslation } from '../../language/translation.js';
import { ActionButton } from '../../parts/action-button.js';
import { Badge } from '../../parts/badge.js';
import { eventWords } from '../../parts/event-words.js';
import { Moment } from '../../parts/moment.js';
import { PagedTable } from '../../parts/table.js';

type Delivery = components['schemas']['WebhookDelivery'];

const TONES = { delivered: 'good', waiting: 'warn', parked: 'bad' } as const;

interface Props {
  readonly webhookId: string;
  readonly mayRetry: boolean;
}

/** The deliveries of a webhook, with the answers of its receiver. */
export function Deliveries({ webhookId, mayRetry }: Props) {
  const { t } = useTranslation();
  const path = { webhook_id: webhookId };
  const pages = usePages(webhookId, (cursor) =>
    unwrap(
      api.GET('/v1/webhooks/{webhook_id}/deliveries', {
        params: { path, query: cursor === undefined ? {} : { cursor } },
      }),
    ),
  );
  const retry = async (eventId: string) => {
    await unwrap(
      api.POST('/v1/webhooks/{webhook_id}/deliveries/{event_id}/retry', {
        params: { path: { ...path, event_id: eventId } },
      }),
    );
    pages.reload();
  };
  return (
    <PagedTable
      label={t('webhooks.deliveries')}
      pages={pages}
      keyOf={({ event_id: id }) => id}
      columns={[
        { title: t('audit.event'), cell: ({ type }) => eventWords(type) },
        {
          title: t('users.status'),
          cell: ({ status }) => <Badge tone={TONES[status]}>{t(`delivery.${status}`)}</Badge>,
        },
        { title: t('webhooks.answer'), cell: answerOf },
        { title: t('webhooks.attempts'), cell: ({ attempts }) => attempts, wide: true },
        { title: t('audit.time'), cell: ({ updated_at: at }) => <Moment at={at} />, wide: true },
        ...(mayRetry
          ? [
              {
                title: t('action.title'),
                cell: (delivery: Delivery) => (
                  <ActionButton onAct={() => retry(delivery.event_id)}>{t('webhooks.retry')}</ActionButton>
                ),
              },
            ]
          : []),
      ]}
    />
  );
}

function answerOf({ answer_status: status, failure }: Delivery): string {
  return failure ?? (status === null ? '–' : String(status));
}
