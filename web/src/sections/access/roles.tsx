import { useState } from 'react';
import { unwrap } from '@credence/client';
import { api } from '../../client/credence.js';
import type { Role } from '../../client/credence.js';
import { useLoad } from '../../client/use-load.js';
import { useTranslation } from '../../language/translation.js';
import { Badge } from '../../parts/badge.js';
import { Card } from '../../parts/card.js';
import { LoadState } from '../../parts/load-state.js';
import { PageHead } from '../../parts/page-head.js';
import { Table } from '../../parts/table.js';
import { RoleGraph } from './role-graph.js';

/** The roles, with a picture of which role inherits which. */
export default function Roles() {
  const { t } = useTranslation();
  const roles = useLoad('roles', () => unwrap(api.GET('/v1/roles')));
  const [chosen, setChosen] = useState<string | null>(null);
  return (
    <>
      <PageHead title={t('nav.roles')} lead={t('roles.lead')} />
      <LoadState of={roles}>
        {({ items }) => (
          <>
            <Card title={t('roles.graph')}>
              <RoleGraph roles={items} chosen={chosen} onChoose={setChosen} />
            </Card>
            <Table
              label={t('nav.roles')}
              items={items.filter(({ id }) => chosen === null || id === chosen)}
              keyOf={({ id }) => id}
              columns={[
                { title: t('roles.role'), cell: (role) => <RoleName role={role} /> },
                { title: t('roles.inherits'), cell: ({ inherits }) => namesOf(inherits, items) },
                { title: t('access.permissions'), cell: (role) => <Permissions role={role} /> },
              ]}
            />
            {chosen !== null && (
              <div>
                <button type="button" className="button plain" onClick={() => setChosen(null)}>
                  {t('roles.all')}
                </button>
              </div>
            )}
          </>
        )}
      </LoadState>
    </>
  );
}

function namesOf(ids: readonly string[], roles: readonly Role[]): string {
  const names = ids.map((id) => roles.find((role) => role.id === id || role.key === id)?.name ?? id);
  return names.length === 0 ? '–' : names.join(', ');
}

function RoleName({ role }: { readonly role: Role }) {
  return (
    <span className="two-lines">
      <strong>{role.name}</strong>
      <code className="muted">{role.key}</code>
    </span>
  );
}

/** The permissions of a role. Inherited ones are paler than its own. */
function Permissions({ role }: { readonly role: Role }) {
  const own = new Set(role.permissions);
  return (
    <span className="badges">
      {role.effective_permissions.map((permission) => (
        <Badge key={permission} tone={own.has(permission) ? 'good' : 'neutral'}>
          {permission}
        </Badge>
      ))}
    </span>
  );
}
