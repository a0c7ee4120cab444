import { unwrap } from '@credence/client';
import { api } from '../../client/credence.js';
import type { EventRecord } from '../../client/credence.js';
import { useTranslation } from '../../language/translation.js';
import { ActionButton } from '../../parts/action-button.js';
import { toCsv } from './csv.js';
import type { AuditQuery } from './audit-query.js';

const PAGE = '200';
/** The most events of one file. A larger export belongs to the feed or to the command line. */
const LARGEST = 10_000;

/** Buttons that save the found events as a file. */
export function ExportButtons({ query }: { readonly query: AuditQuery }) {
  const { t } = useTranslation();
  return (
    <>
      <ActionButton onAct={async () => save('audit.csv', 'text/csv', toCsv(await readAll(query)))}>
        {t('audit.csv')}
      </ActionButton>
      <ActionButton
        onAct={async () => {
          const lines = (await readAll(query)).map((event) => JSON.stringify(event) + '\n');
          save('audit.jsonl', 'application/jsonl', lines.join(''));
        }}
      >
        {t('audit.json')}
      </ActionButton>
    </>
  );
}

async function readAll(query: AuditQuery): Promise<EventRecord[]> {
  const events: EventRecord[] = [];
  let cursor: string | null = null;
  do {
    const page: { items: EventRecord[]; next_cursor: string | null } = await unwrap(
      api.GET('/v1/audit', {
        params: { query: { ...query, limit: PAGE, ...(cursor !== null && { cursor }) } },
      }),
    );
    events.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor !== null && events.length < LARGEST);
  return events;
}

function save(name: string, type: string, content: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  URL.revokeObjectURL(url);
}
