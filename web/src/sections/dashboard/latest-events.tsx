import { unwrap } from '@credence/client';
import { api } from '../../client/credence.js';
import { useLoad } from '../../client/use-load.js';
import { useTranslation } from '../../language/translation.js';
import { Card } from '../../parts/card.js';
import { EventLine } from '../../parts/event-view.js';
import { LoadState } from '../../parts/load-state.js';

const SHOWN = '8';

/** The newest events. They are read once, because each search of the audit is an event too. */
export function LatestEvents() {
  const { t } = useTranslation();
  const events = useLoad('latest', () =>
    unwrap(api.GET('/v1/audit', { params: { query: { limit: SHOWN } } })),
  );
  return (
    <Card title={t('dashboard.latest')}>
      <LoadState of={events}>
        {({ items }) => (
          <ol className="event-list">
            {items.map((event) => (
              <li key={event.id}>
                <EventLine event={event} />
              </li>
            ))}
          </ol>
        )}
      </LoadState>
    </Card>
  );
}
