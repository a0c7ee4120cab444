import { useState } from 'react';
import { unwrap } from '@credence/client';
import { api } from '../../client/credence.js';
import type { EventRecord } from '../../client/credence.js';
import { useLoad } from '../../client/use-load.js';
import { usePages } from '../../client/use-pages.js';
import { useTranslation } from '../../language/translation.js';
import { CausesOf } from '../../parts/causes-of.js';
import { ActorName, EventData } from '../../parts/event-view.js';
import { eventWords } from '../../parts/event-words.js';
import { Moment } from '../../parts/moment.js';
import { PageHead } from '../../parts/page-head.js';
import { SearchForm, SelectField, TextField } from '../../parts/search-form.js';
import { PagedTable } from '../../parts/table.js';
import { setSearch, useSearch } from '../../routing/router.js';
import { ExportButtons } from './export-buttons.js';
import { auditQuery } from './audit-query.js';

const PAGE = '50';

/** The search of the audit. Each search is an event too, which the page says. */
export default function Audit() {
  const { t } = useTranslation();
  const search = useSearch();
  const query = auditQuery(search);
  const types = useLoad('event-types', () => unwrap(api.GET('/event-types')));
  const names = types.value?.items.map(({ type }) => type) ?? [];
  const pages = usePages(JSON.stringify(query), (cursor) =>
    unwrap(
      api.GET('/v1/audit', {
        params: { query: { ...query, limit: PAGE, ...(cursor !== undefined && { cursor }) } },
      }),
    ),
  );
  const value = (name: string) => search.get(name) ?? '';
  return (
    <>
      <PageHead title={t('nav.audit')} lead={t('audit.lead')}>
        <ExportButtons query={query} />
      </PageHead>
      <SearchForm onSearch={setSearch}>
        <TextField label={t('audit.subject')} name="subject" value={value('subject')} />
        <TextField label={t('audit.actor')} name="actor" value={value('actor')} />
        <SelectField
          label={t('audit.type')}
          name="type"
          value={value('type')}
          options={[
            ['', t('users.any')],
            ...[...names].sort().map((name) => [name, eventWords(name)] as const),
          ]}
        />
        <TextField label={t('audit.source')} name="source" value={value('source')} />
        <TextField label={t('audit.from')} name="from" value={value('from')} type="datetime-local" />
        <TextField label={t('audit.to')} name="to" value={value('to')} type="datetime-local" />
      </SearchForm>
      <PagedTable
        label={t('nav.audit')}
        pages={pages}
        keyOf={({ id }) => id}
        columns={[
          { title: t('audit.event'), cell: (event) => <Entry event={event} /> },
          { title: t('audit.actor'), cell: ({ actor }) => <ActorName actor={actor} />, wide: true },
          { title: t('audit.address'), cell: ({ source }) => source?.ip ?? '–', wide: true },
          { title: t('audit.time'), cell: ({ occurred_at: at }) => <Moment at={at} /> },
        ]}
      />
    </>
  );
}

/** An event that opens to its content and its causes. */
function Entry({ event }: { readonly event: EventRecord }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{eventWords(event.type)}</summary>
      {isOpen && (
        <>
          <EventData event={event} />
          <h3>{t('event.causes')}</h3>
          <CausesOf correlationId={event.correlation_id} />
        </>
      )}
    </details>
  );
}
