import { unwrap } from '@credence/client';
import type { components } from '@credence/client';
import { api } from '../../client/credence.js';
import { useLoad } from '../../client/use-load.js';
import { useTranslation } from '../../language/translation.js';
import { Badge } from '../../parts/badge.js';
import { Card } from '../../parts/card.js';
import { LoadState } from '../../parts/load-state.js';

const REFRESH_MS = 5000;
/** A reader behind by more than this many seconds deserves a look. */
const SLOW_SECONDS = 5;

/** The readers of the log, with their delay and their parked events. */
export function ReaderList() {
  const { t } = useTranslation();
  const readers = useLoad('readers', () => unwrap(api.GET('/v1/projections')), REFRESH_MS);
  return (
    <Card title={t('readers.title')}>
      <LoadState of={readers}>
        {({ items }) => (
          <ul className="reader-list">
            {items.map((reader) => (
              <li key={reader.reader}>
                <ReaderState reader={reader} />
              </li>
            ))}
          </ul>
        )}
      </LoadState>
    </Card>
  );
}

/** The name of a reader, its delay and its parked events. */
export function ReaderState({
  reader: { reader, lag_seconds: lag, parked },
}: {
  readonly reader: components['schemas']['Readers']['items'][number];
}) {
  const { t, number } = useTranslation();
  return (
    <>
      <code>{reader}</code>
      {parked > 0 && <Badge tone="bad">{t('readers.parked', { count: number(parked) })}</Badge>}
      <Badge tone={lag > SLOW_SECONDS ? 'warn' : 'good'}>
        {lag === 0 ? t('readers.current') : t('readers.lag', { seconds: number(lag) })}
      </Badge>
    </>
  );
}
