import { useState } from 'react';
import { unwrap } from '@credence/client';
import type { components } from '@credence/client';
import { api } from '../../client/credence.js';
import { carryOut } from '../../client/carry-out.js';
import { usePages } from '../../client/use-pages.js';
import { useTranslation } from '../../language/translation.js';
import { ActionDialog } from '../../parts/action-dialog.js';
import { Badge } from '../../parts/badge.js';
import { Moment } from '../../parts/moment.js';
import { PageHead } from '../../parts/page-head.js';
import { SearchForm, SelectField } from '../../parts/search-form.js';
import { PagedTable } from '../../parts/table.js';
import { setSearch, useSearch } from '../../routing/router.js';
import { useMay } from '../../session/session.js';

type Job = components['schemas']['Jobs']['items'][number];

const TONES = { waiting: 'neutral', active: 'good', delayed: 'warn', failed: 'bad' } as const;
const STATES = ['waiting', 'active', 'delayed', 'failed'] as const;

/** The jobs that are not finished, such as mails. */
export default function Jobs() {
  const { t } = useTranslation();
  const mayRetry = useMay('operations:write');
  const search = useSearch();
  const state = STATES.find((one) => one === search.get('state'));
  const [retried, setRetried] = useState<Job | null>(null);
  const pages = usePages(state ?? '', (cursor) => {
    const query = { ...(state !== undefined && { state }), ...(cursor !== undefined && { cursor }) };
    return unwrap(api.GET('/v1/jobs', { params: { query } }));
  });
  return (
    <>
      <PageHead title={t('nav.jobs')} lead={t('jobs.lead')} />
      <SearchForm onSearch={setSearch}>
        <SelectField
          label={t('users.status')}
          name="state"
          value={state ?? ''}
          options={[['', t('users.any')], ...STATES.map((one) => [one, t(`job.${one}`)] as const)]}
        />
      </SearchForm>
      <PagedTable
        label={t('nav.jobs')}
        pages={pages}
        keyOf={({ id }) => id}
        columns={[
          { title: t('jobs.job'), cell: ({ name }) => <strong>{name}</strong> },
          {
            title: t('users.status'),
            cell: ({ state: now }) => <Badge tone={TONES[now]}>{t(`job.${now}`)}</Badge>,
          },
          { title: t('webhooks.attempts'), cell: ({ attempts }) => attempts, wide: true },
          { title: t('jobs.cause'), cell: ({ cause }) => cause ?? '–', wide: true },
          { title: t('jobs.due'), cell: ({ due_at: at }) => <Moment at={at} /> },
          ...(mayRetry
            ? [{ title: t('action.title'), cell: (job: Job) => <Retry job={job} onRetry={setRetried} /> }]
            : []),
        ]}
      />
      {retried !== null && (
        <ActionDialog
          title={t('jobs.retry')}
          effect={t('jobs.retryEffect', { name: retried.name })}
          run={() =>
            carryOut(api.POST('/v1/jobs/{job_id}/retry', { params: { path: { job_id: retried.id } } }))
          }
          onDone={pages.reload}
          onClose={() => setRetried(null)}
        />
      )}
    </>
  );
}

function Retry({ job, onRetry }: { readonly job: Job; readonly onRetry: (job: Job) => void }) {
  const { t } = useTranslation();
  if (job.state !== 'failed') return null;
  return (
    <button type="button" className="button plain" onClick={() => onRetry(job)}>
      {t('jobs.retry')}
    </button>
  );
}
