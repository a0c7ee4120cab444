import { unwrap } from '@credence/client';
import { api } from '../../client/credence.js';
import type { UserRecord } from '../../client/credence.js';
import { usePages } from '../../client/use-pages.js';
import { useTranslation } from '../../language/translation.js';
import { Badge } from '../../parts/badge.js';
import { Moment } from '../../parts/moment.js';
import { PageHead } from '../../parts/page-head.js';
import { SearchForm, SelectField, TextField } from '../../parts/search-form.js';
import { PagedTable } from '../../parts/table.js';
import { Link, navigate, setSearch, useSearch } from '../../routing/router.js';

const PAGE = '50';
const STATUSES = ['active', 'inactive', 'verified', 'unverified'] as const;
const USER_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The list of accounts with its search. An id opens its account at once. */
export function UserList() {
  const { t } = useTranslation();
  const search = useSearch();
  const email = search.get('email') ?? '';
  const status = STATUSES.find((one) => one === search.get('status'));
  const pages = usePages(`${email}:${status ?? ''}`, (cursor) =>
    unwrap(
      api.GET('/v1/users', {
        params: {
          query: {
            limit: PAGE,
            ...(cursor !== undefined && { cursor }),
            ...(email !== '' && { email }),
            ...(status !== undefined && { status }),
          },
        },
      }),
    ),
  );
  return (
    <>
      <PageHead title={t('nav.users')} lead={t('users.lead')} />
      <SearchForm
        onSearch={(values) => {
          const wanted = values['email'] ?? '';
          if (USER_ID.test(wanted)) navigate(`users/${wanted.toLowerCase()}`);
          else setSearch(values);
        }}
      >
        <TextField label={t('users.search')} name="email" value={email} />
        <SelectField
          label={t('users.status')}
          name="status"
          value={status ?? ''}
          options={[['', t('users.any')], ...STATUSES.map((one) => [one, t(`status.${one}`)] as const)]}
        />
      </SearchForm>
      <PagedTable
        label={t('nav.users')}
        pages={pages}
        keyOf={({ user_id }) => user_id}
        columns={[
          { title: t('users.person'), cell: (user) => <Person user={user} /> },
          { title: t('users.status'), cell: (user) => <UserState user={user} /> },
          { title: t('users.registered'), cell: (user) => <Moment at={user.registered_at} />, wide: true },
          { title: t('users.number'), cell: ({ id }) => id, wide: true },
        ]}
      />
    </>
  );
}

function Person({ user }: { readonly user: UserRecord }) {
  return (
    <Link to={`users/${user.user_id}`} className="person">
      <span className="avatar" aria-hidden="true">
        {[...user.username][0]?.toUpperCase()}
      </span>
      <span>
        <strong>{user.username}</strong>
        <span className="muted">{user.email}</span>
      </span>
    </Link>
  );
}

/** The state of an account in words. */
export function UserState({ user }: { readonly user: Pick<UserRecord, 'is_active' | 'is_verified'> }) {
  const { t } = useTranslation();
  return (
    <span className="badges">
      <Badge tone={user.is_active ? 'good' : 'bad'}>
        {t(user.is_active ? 'status.active' : 'status.inactive')}
      </Badge>
      {!user.is_verified && <Badge tone="warn">{t('status.unverified')}</Badge>}
    </span>
  );
}
