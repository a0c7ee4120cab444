import { unwrap } from '@credence/client';
import { api } from '../../client/credence.js';
import { useLoad } from '../../client/use-load.js';
import { useTranslation } from '../../language/translation.js';
import { Card } from '../../parts/card.js';
import { Empty } from '../../parts/empty.js';
import { LoadState } from '../../parts/load-state.js';
import { PageHead } from '../../parts/page-head.js';
import { Funnel } from './funnel.js';

/** The sign-ups of the last 30 days by their method, with the steps that they reached. */
export default function Analytics() {
  const { t } = useTranslation();
  const funnels = useLoad('funnels', () =>
    unwrap(api.GET('/v1/analytics/funnels', { params: { query: { by: 'method' } } })),
  );
  return (
    <>
      <PageHead title={t('nav.analytics')} lead={t('analytics.lead')} />
      <LoadState of={funnels}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty text={t('state.empty')} />
          ) : (
            <div className="columns">
              {items.map((funnel) => (
                <Card key={funnel.method} title={t('analytics.by', { method: funnel.method ?? '' })}>
                  <Funnel counts={funnel} />
                </Card>
              ))}
            </div>
          )
        }
      </LoadState>
    </>
  );
}
