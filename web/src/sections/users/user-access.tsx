import { unwrap } from '@credence/client';
import { api } from '../../client/credence.js';
import { useLoad } from '../../client/use-load.js';
import { useTranslation } from '../../language/translation.js';
import { Badge } from '../../parts/badge.js';
import { Card } from '../../parts/card.js';
import { LoadState } from '../../parts/load-state.js';
import { Table } from '../../parts/table.js';

/** The roles of a person, and the reason of each permission. */
export function UserAccess({ userId }: { readonly userId: string }) {
  const { t } = useTranslation();
  const params = { path: { user_id: userId } };
  const access = useLoad(userId, () => unwrap(api.GET('/v1/users/{user_id}/access', { params })));
  return (
    <LoadState of={access}>
      {({ roles, permissions }) => (
        <Card
          title={t('user.roles')}
          aside={
            <span className="badges">
              {roles.map((role) => (
                <Badge key={role} tone="good">
                  {role}
                </Badge>
              ))}
            </span>
          }
        >
          <Table
            label={t('access.permissions')}
            items={permissions}
            keyOf={({ key }) => key}
            columns={[
              { title: t('access.permission'), cell: ({ key }) => <code>{key}</code> },
              { title: t('access.because'), cell: ({ because }) => because.join(' → ') },
            ]}
          />
        </Card>
      )}
    </LoadState>
  );
}
