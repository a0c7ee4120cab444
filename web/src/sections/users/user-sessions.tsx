import { unwrap } from '@credence/client';
import { api } from '../../client/credence.js';
import { usePages } from '../../client/use-pages.js';
import { useTranslation } from '../../language/translation.js';
import { Badge } from '../../parts/badge.js';
import { Moment } from '../../parts/moment.js';
import { PagedTable } from '../../parts/table.js';

async function readSessions(userId: string, cursor?: string) {
  const query = cursor === undefined ? {} : { cursor };
  const page = await unwrap(
    api.GET('/v1/users/{user_id}/sessions', { params: { path: { user_id: userId }, query } }),
  );
  if ('as_of' in page) throw new Error('The answer is of the past.');
  return page;
}

/** The open sessions of an account. */
export function UserSessions({ userId }: { readonly userId: string }) {
  const { t } = useTranslation();
  const pages = usePages(userId, (cursor) => readSessions(userId, cursor));
  return (
    <PagedTable
      label={t('user.sessions')}
      pages={pages}
      keyOf={({ id }) => id}
      columns={[
        { title: t('session.device'), cell: ({ device, ip }) => <Device device={device} ip={ip} /> },
        { title: t('session.level'), cell: ({ acr, amr }) => <Badge>{`${acr} · ${amr.join(', ')}`}</Badge> },
        { title: t('session.started'), cell: ({ started_at: at }) => <Moment at={at} />, wide: true },
        { title: t('session.used'), cell: ({ last_used_at: at }) => <Moment at={at} /> },
      ]}
    />
  );
}

function Device({ device, ip }: { readonly device: string; readonly ip: string | null }) {
  return (
    <span className="two-lines">
      <strong>{device}</strong>
      <span className="muted">{ip}</span>
    </span>
  );
}
