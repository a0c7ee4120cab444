import { unwrap } from '@credence/client';
import { api } from '../../client/credence.js';
import type { PastAccount, UserRecord } from '../../client/credence.js';
import { useLoad } from '../../client/use-load.js';
import { useTranslation } from '../../language/translation.js';
import { Card, Facts } from '../../parts/card.js';
import { LoadState } from '../../parts/load-state.js';
import { Moment } from '../../parts/moment.js';

/** Reads an account as it is at a position or a time. The answer has its ways in, too. */
export async function readAccountAt(userId: string, asOf: string): Promise<PastAccount> {
  const params = { path: { user_id: userId }, query: { as_of: asOf } };
  const account = await unwrap(api.GET('/v1/users/{user_id}', { params }));
  if (!('erased' in account)) throw new Error('The answer is not of the past.');
  return account;
}

/** The profile of an account, and its ways in. */
export function UserProfile({ user }: { readonly user: UserRecord }) {
  const { t, time } = useTranslation();
  const detail = useLoad(user.user_id + user.updated_at, () =>
    readAccountAt(user.user_id, new Date().toISOString()),
  );
  return (
    <div className="columns">
      <Card title={t('user.profile')}>
        <Facts
          items={[
            [t('field.username'), user.username],
            [t('field.email'), user.email],
            [t('field.user_id'), <code key="id">{user.user_id}</code>],
            [t('users.number'), user.id ?? '–'],
            [t('users.registered'), time(user.registered_at)],
            [t('user.updated'), <Moment key="updated" at={user.updated_at} />],
          ]}
        />
      </Card>
      <Card title={t('user.waysIn')}>
        <LoadState of={detail}>{(account) => <WaysIn account={account} />}</LoadState>
      </Card>
    </div>
  );
}

function WaysIn({ account }: { readonly account: PastAccount }) {
  const { t, time } = useTranslation();
  const { has_password: hasPassword, identities, factors } = account;
  if (hasPassword === null && identities === null && factors === null)
    return <p className="muted">{t('user.notReadable')}</p>;
  return (
    <Facts
      items={[
        ...(hasPassword === null
          ? []
          : [[t('signIn.password'), t(hasPassword ? 'word.yes' : 'word.no')] as const]),
        ...(identities ?? []).map(
          ({ provider, label, linked_at: at }) => [provider, `${label} · ${time(at)}`] as const,
        ),
        ...(factors ?? []).map(
          ({ kind, name, added_at: at }) => [t(`kind.${kind}`), `${name} · ${time(at)}`] as const,
        ),
      ]}
    />
  );
}
