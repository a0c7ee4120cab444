import { unwrap } from '@credence/client';
import { api } from '../../client/credence.js';
import { usePages } from '../../client/use-pages.js';
import { useTranslation } from '../../language/translation.js';
import { Card } from '../../parts/card.js';
import { ConfirmButton } from '../../parts/confirm-button.js';
import { PageHead } from '../../parts/page-head.js';
import { PagedList } from '../../parts/paged-list.js';
import { Thing } from '../../parts/thing.js';
import { useFarewell } from '../farewell.js';
import { ProofMark } from './proof-mark.js';
import type { HistoryEntry } from './verify-entry.js';

const PAGE = '20';

/** The history of an account. A person can report an entry that somebody else caused. */
export default function History() {
  const { t } = useTranslation();
  const pages = usePages('history', (cursor) =>
    unwrap(
      api.GET('/auth/events', {
        params: { query: { limit: PAGE, ...(cursor !== undefined && { cursor }) } },
      }),
    ),
  );
  return (
    <>
      <PageHead title={t('account.history')} lead={t('account.historyLead')} />
      <Card title={t('account.historyCard')}>
        <p className="muted">{t('account.proofLead')}</p>
        <PagedList pages={pages} label={t('account.history')}>
          {(entry) => <Entry key={entry.id} entry={entry} />}
        </PagedList>
      </Card>
    </>
  );
}

function Entry({ entry }: { readonly entry: HistoryEntry }) {
  const { t, time } = useTranslation();
  const bid = useFarewell();
  const { id, text, occurred_at: at, by, device, ip } = entry;
  return (
    <Thing
      title={
        <>
          {text} <ProofMark entry={entry} />
        </>
      }
      facts={[time(at), by === 'administrator' || by === 'service' ? t(`by.${by}`) : null, device, ip]}
    >
      <ConfirmButton
        label={t('account.notMe')}
        name={`${t('account.notMe')}: ${text}`}
        effect={t('account.notMeEffect')}
        onConfirm={async () => {
          await unwrap(api.POST('/auth/events/{id}/not-me', { params: { path: { id } } }));
          bid(t('account.notMeDone'));
        }}
      />
    </Thing>
  );
}
