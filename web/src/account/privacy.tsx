import { unwrap } from '@credence/client';
import { api } from '../client/credence.js';
import { useLoad } from '../client/use-load.js';
import { useTranslation } from '../language/translation.js';
import { ActionButton } from '../parts/action-button.js';
import { Badge } from '../parts/badge.js';
import { Card } from '../parts/card.js';
import { ConfirmButton } from '../parts/confirm-button.js';
import { LoadState } from '../parts/load-state.js';
import { useNotice } from '../parts/notices.js';
import { PageHead } from '../parts/page-head.js';
import { Thing } from '../parts/thing.js';
import { useFarewell } from './farewell.js';

/** Exports the data of an account, and deletes it. */
export default function Privacy() {
  const { t } = useTranslation();
  return (
    <>
      <PageHead title={t('account.privacy')} lead={t('account.privacyLead')} />
      <ExportCard />
      <DeletionCard />
    </>
  );
}

function ExportCard() {
  const { t, ago } = useTranslation();
  const say = useNotice();
  const exports = useLoad('exports', () => unwrap(api.GET('/auth/export')));
  return (
    <Card title={t('account.export')}>
      <p className="muted">{t('account.exportLead')}</p>
      <LoadState of={exports}>
        {({ items }) => (
          <ul className="things">
            {items.map(({ id, state, requested_at: at }) => (
              <Thing
                key={id}
                title={<Badge tone={state === 'ready' ? 'good' : 'neutral'}>{t(`export.${state}`)}</Badge>}
                facts={[t('account.requestedAt', { when: ago(at) })]}
              />
            ))}
          </ul>
        )}
      </LoadState>
      <p>
        <ActionButton
          onAct={async () => {
            await unwrap(api.POST('/auth/export', { body: {} }));
            say(t('account.exportRequested'));
            exports.reload();
          }}
        >
          {t('account.requestExport')}
        </ActionButton>
      </p>
    </Card>
  );
}

function DeletionCard() {
  const { t, time } = useTranslation();
  const bid = useFarewell();
  return (
    <Card title={t('account.delete')}>
      <p className="muted">{t('account.deleteLead')}</p>
      <p>
        <ConfirmButton
          kind="danger"
          label={t('account.delete')}
          effect={t('account.deleteEffect')}
          onConfirm={async () => {
            const { due_at: due } = await unwrap(api.DELETE('/auth/me', { body: {} }));
            bid(due === null ? t('account.deleted') : t('account.deletedLater', { time: time(due) }));
          }}
        />
      </p>
    </Card>
  );
}
