import { unwrap } from '@credence/client';
import { api } from '../../client/credence.js';
import { useLoad } from '../../client/use-load.js';
import { useTranslation } from '../../language/translation.js';
import { Badge } from '../../parts/badge.js';
import { LoadState } from '../../parts/load-state.js';
import { Moment } from '../../parts/moment.js';
import { Table } from '../../parts/table.js';

/** The second factors of an account. */
export function UserFactors({ userId }: { readonly userId: string }) {
  const { t, number } = useTranslation();
  const params = { path: { user_id: userId } };
  const factors = useLoad(userId, () => unwrap(api.GET('/v1/users/{user_id}/factors', { params })));
  return (
    <LoadState of={factors}>
      {({ items, recovery_codes: codes, demanded }) => (
        <>
          <p className="badges">
            <Badge tone={demanded ? 'good' : 'neutral'}>
              {t(demanded ? 'factor.demanded' : 'factor.optional')}
            </Badge>
            <Badge>{t('factor.codes', { count: number(codes?.remaining ?? 0) })}</Badge>
          </p>
          <Table
            label={t('user.factors')}
            items={items}
            keyOf={({ id }) => id}
            columns={[
              { title: t('factor.name'), cell: ({ name }) => <strong>{name}</strong> },
              { title: t('factor.kind'), cell: ({ kind }) => t(`kind.${kind}`) },
              { title: t('factor.added'), cell: ({ added_at: at }) => <Moment at={at} />, wide: true },
              { title: t('session.used'), cell: ({ last_used_at: at }) => <Moment at={at} /> },
            ]}
          />
        </>
      )}
    </LoadState>
  );
}
