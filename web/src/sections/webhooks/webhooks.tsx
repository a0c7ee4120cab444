import { unwrap } from '@credence/client';
import { api } from '../../client/credence.js';
import { usePages } from '../../client/use-pages.js';
import { useTranslation } from '../../language/translation.js';
import { Moment } from '../../parts/moment.js';
import { PageHead } from '../../parts/page-head.js';
import { PagedTable } from '../../parts/table.js';
import { Link } from '../../routing/router.js';
import { WebhookPage } from './webhook-page.js';
import { WebhookState } from './webhook-state.js';

/** The section of webhooks: their list, or the deliveries of one. */
export default function Webhooks({ rest: [id] }: { readonly rest: readonly string[] }) {
  return id === undefined ? <WebhookList /> : <WebhookPage key={id} id={id} />;
}

function WebhookList() {
  const { t } = useTranslation();
  const pages = usePages('webhooks', (cursor) =>
    unwrap(api.GET('/v1/webhooks', { params: { query: cursor === undefined ? {} : { cursor } } })),
  );
  return (
    <>
      <PageHead title={t('nav.webhooks')} lead={t('webhooks.lead')} />
      <PagedTable
        label={t('nav.webhooks')}
        pages={pages}
        keyOf={({ id }) => id}
        columns={[
          { title: 'URL', cell: ({ id, url }) => <Link to={`webhooks/${id}`}>{url}</Link> },
          { title: t('users.status'), cell: (webhook) => <WebhookState webhook={webhook} /> },
          { title: t('webhooks.types'), cell: ({ types }) => types.length, wide: true },
          { title: t('webhooks.created'), cell: ({ created_at: at }) => <Moment at={at} />, wide: true },
        ]}
      />
    </>
  );
}
