import { unwrap } from '@credence/client';
import { api } from '../../client/credence.js';
import { useLoad } from '../../client/use-load.js';
import { useTranslation } from '../../language/translation.js';
import { LoadState } from '../../parts/load-state.js';
import { PageHead } from '../../parts/page-head.js';
import { Link } from '../../routing/router.js';
import { useMay } from '../../session/session.js';
import { Deliveries } from './deliveries.js';
import { WebhookActions } from './webhook-actions.js';
import { WebhookState } from './webhook-state.js';

/** One webhook with its deliveries. */
export function WebhookPage({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const mayWrite = useMay('webhooks:write');
  const params = { path: { webhook_id: id } };
  const found = useLoad(id, () => unwrap(api.GET('/v1/webhooks/{webhook_id}', { params })));
  return (
    <>
      <nav className="trail" aria-label={t('frame.trail')}>
        <Link to="webhooks">{t('nav.webhooks')}</Link>
      </nav>
      <LoadState of={found}>
        {(webhook) => (
          <PageHead title={webhook.url} lead={webhook.description}>
            <WebhookState webhook={webhook} />
            {mayWrite && <WebhookActions webhook={webhook} onChanged={found.reload} />}
          </PageHead>
        )}
      </LoadState>
      <Deliveries webhookId={id} mayRetry={mayWrite} />
    </>
  );
}
