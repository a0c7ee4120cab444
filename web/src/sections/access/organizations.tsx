import { unwrap } from '@credence/client';
import type { components } from '@credence/client';
import { api } from '../../client/credence.js';
import { useLoad } from '../../client/use-load.js';
import { usePages } from '../../client/use-pages.js';
import { useTranslation } from '../../language/translation.js';
import { Badge } from '../../parts/badge.js';
import { LoadState } from '../../parts/load-state.js';
import { Moment } from '../../parts/moment.js';
import { PageHead } from '../../parts/page-head.js';
import { PagedTable } from '../../parts/table.js';
import { Link } from '../../routing/router.js';

type Organization = components['schemas']['Organization'];

/** The section of organisations: their list, or the members of one. */
export default function Organizations({ rest: [id] }: { readonly rest: readonly string[] }) {
  return id === undefined ? <OrganizationList /> : <OrganizationPage key={id} id={id} />;
}

function OrganizationList() {
  const { t } = useTranslation();
  const pages = usePages('organizations', (cursor) =>
    unwrap(api.GET('/v1/organizations', { params: { query: cursor === undefined ? {} : { cursor } } })),
  );
  return (
    <>
      <PageHead title={t('nav.organizations')} lead={t('organizations.lead')} />
      <PagedTable
        label={t('nav.organizations')}
        pages={pages}
        keyOf={({ id }) => id}
        columns={[
          { title: t('organizations.name'), cell: (organization) => <Name organization={organization} /> },
          { title: t('users.status'), cell: ({ status }) => <State status={status} /> },
          { title: t('organizations.owners'), cell: ({ owners }) => owners.length, wide: true },
          { title: t('organizations.founded'), cell: ({ founded_at: at }) => <Moment at={at} />, wide: true },
        ]}
      />
    </>
  );
}

function Name({ organization: { id, name, slug } }: { readonly organization: Organization }) {
  return (
    <Link to={`organizations/${id}`} className="person">
      <span className="avatar" aria-hidden="true">
        {[...name][0]?.toUpperCase()}
      </span>
      <span>
        <strong>{name}</strong>
        <span className="muted">{slug}</span>
      </span>
    </Link>
  );
}

function State({ status }: { readonly status: 'active' | 'suspended' }) {
  const { t } = useTranslation();
  return <Badge tone={status === 'active' ? 'good' : 'bad'}>{t(`status.${status}`)}</Badge>;
}

function OrganizationPage({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const path = { organization_id: id };
  const organization = useLoad(id, () =>
    unwrap(api.GET('/v1/organizations/{organization_id}', { params: { path } })),
  );
  const members = usePages(id, (cursor) =>
    unwrap(
      api.GET('/v1/organizations/{organization_id}/members', {
        params: { path, query: cursor === undefined ? {} : { cursor } },
      }),
    ),
  );
  return (
    <>
      <LoadState of={organization}>
        {({ name, slug, status }) => (
          <>
            <nav className="trail" aria-label={t('frame.trail')}>
              <Link to="organizations">{t('nav.organizations')}</Link>
            </nav>
            <PageHead title={name} lead={slug}>
              <State status={status} />
            </PageHead>
          </>
        )}
      </LoadState>
      <PagedTable
        label={t('organizations.members')}
        pages={members}
        keyOf={({ user_id: userId }) => userId}
        columns={[
          {
            title: t('users.person'),
            cell: ({ user_id: userId, username }) => <Link to={`users/${userId}`}>{username}</Link>,
          },
          { title: t('users.status'), cell: ({ status }) => <State status={status} /> },
          {
            title: t('user.roles'),
            cell: ({ owner, roles }) => [...(owner ? [t('organizations.owner')] : []), ...roles].join(', '),
          },
          { title: t('organizations.joined'), cell: ({ joined_at: at }) => <Moment at={at} />, wide: true },
        ]}
      />
    </>
  );
}
