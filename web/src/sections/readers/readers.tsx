import { useState } from 'react';
import { unwrap } from '@credence/client';
import type { components } from '@credence/client';
import { api } from '../../client/credence.js';
import { useLoad } from '../../client/use-load.js';
import { useTranslation } from '../../language/translation.js';
import { Card } from '../../parts/card.js';
import { LoadState } from '../../parts/load-state.js';
import { PageHead } from '../../parts/page-head.js';
import { useMay } from '../../session/session.js';
import { ReaderState } from '../dashboard/reader-list.js';
import { Standby } from './standby.js';
import { CHANGES_OF, ChangeDialog } from './version-changes.js';
import type { Change } from './version-changes.js';

type Reader = components['schemas']['Readers']['items'][number];

/** Short enough to follow the progress of a rebuild. */
const REFRESH_MS = 1000;

/** The readers of the log, with the versions beside read models. */
export default function Readers() {
  const { t } = useTranslation();
  const readers = useLoad('readers', () => unwrap(api.GET('/v1/projections')), REFRESH_MS);
  const [chosen, setChosen] = useState<{ readonly reader: Reader; readonly change: Change } | null>(null);
  return (
    <>
      <PageHead title={t('nav.readers')} lead={t('readers.lead')} />
      <Card title={t('readers.title')}>
        <LoadState of={readers}>
          {({ items }) => (
            <ul className="reader-list">
              {items.map((reader) => (
                <li key={reader.reader}>
                  <ReaderState reader={reader} />
                  {reader.standby !== null && <Standby reader={reader.reader} standby={reader.standby} />}
                  <Changes reader={reader} onChoose={(change) => setChosen({ reader, change })} />
                </li>
              ))}
            </ul>
          )}
        </LoadState>
      </Card>
      {chosen !== null && (
        <ChangeDialog {...chosen} onDone={readers.reload} onClose={() => setChosen(null)} />
      )}
    </>
  );
}

/** The buttons of the changes that a read model admits. Only the names of read models have a version. */
function Changes({
  reader: { reader, standby },
  onChoose,
}: {
  readonly reader: Reader;
  readonly onChoose: (change: Change) => void;
}) {
  const { t } = useTranslation();
  const mayChange = useMay('operations:write');
  if (!mayChange || !reader.includes('@')) return null;
  return (
    <div className="standby">
      {CHANGES_OF[standby?.state ?? 'none'].map((change) => (
        <button key={change} type="button" className="button plain" onClick={() => onChoose(change)}>
          {t(`standby.${change}`)}
        </button>
      ))}
    </div>
  );
}
