import { unwrap } from '@credence/client';
import { api } from '../client/credence.js';
import { usePages } from '../client/use-pages.js';
import { useTranslation } from '../language/translation.js';
import { ActionButton } from '../parts/action-button.js';
import { Badge } from '../parts/badge.js';
import { Card } from '../parts/card.js';
import { ConfirmButton } from '../parts/confirm-button.js';
import { fieldText } from '../parts/field-text.js';
import { Field } from '../parts/form.js';
import { useNotice } from '../parts/notices.js';
import { PageHead } from '../parts/page-head.js';
import { PagedList } from '../parts/paged-list.js';
import { Thing } from '../parts/thing.js';

/** The organisations of a person, and the invitations to others. */
export default function Organizations() {
  const { t } = useTranslation();
  const say = useNotice();
  const own = usePages('organizations', (cursor) =>
    unwrap(api.GET('/auth/organizations', { params: { query: cursor === undefined ? {} : { cursor } } })),
  );
  return (
    <>
      <PageHead title={t('nav.organizations')} lead={t('account.organizationsLead')}>
        <ConfirmButton
          label={t('account.found')}
          effect={t('account.foundEffect')}
          onConfirm={async (fields) => {
            await unwrap(api.POST('/auth/organizations', { body: { name: fieldText(fields, 'name') } }));
            say(t('account.founded'));
            own.reload();
          }}
        >
          <Field label={t('organizations.name')} name="name" maxLength={100} />
        </ConfirmButton>
      </PageHead>
      <Invitations onAccepted={own.reload} />
      <Card title={t('account.ownOrganizations')}>
        <PagedList pages={own} label={t('account.ownOrganizations')}>
          {({ id, name, slug, status, roles }) => (
            <Thing
              key={id}
              title={
                <>
                  {name} {status === 'suspended' && <Badge tone="warn">{t('status.suspended')}</Badge>}
                </>
              }
              facts={[slug, roles.join(', ')]}
            >
              <ConfirmButton
                label={t('account.leave')}
                name={t('account.leaveOne', { name })}
                effect={t('account.leaveEffect', { name })}
                onConfirm={async () => {
                  const params = { path: { organization_id: id } };
                  await unwrap(api.DELETE('/auth/organizations/{organization_id}', { params }));
                  say(t('account.left', { name }));
                  own.reload();
                }}
              />
            </Thing>
          )}
        </PagedList>
      </Card>
    </>
  );
}

function Invitations({ onAccepted }: { readonly onAccepted: () => void }) {
  const { t, time } = useTranslation();
  const say = useNotice();
  const invitations = usePages('invitations', (cursor) =>
    unwrap(api.GET('/auth/invitations', { params: { query: cursor === undefined ? {} : { cursor } } })),
  );
  return (
    <Card title={t('account.invitations')}>
      <PagedList pages={invitations} label={t('account.invitations')}>
        {({ id, organization_name: name, expires_at: expires }) => {
          const params = { path: { invitation_id: id } };
          return (
            <Thing key={id} title={name} facts={[t('account.until', { time: time(expires) })]}>
              <ActionButton
                kind="primary"
                onAct={async () => {
                  await unwrap(api.POST('/auth/invitations/{invitation_id}/accept', { params }));
                  say(t('account.accepted', { name }));
                  invitations.reload();
                  onAccepted();
                }}
              >
                {t('account.accept')}
              </ActionButton>
              <ActionButton
                onAct={async () => {
                  await unwrap(api.POST('/auth/invitations/{invitation_id}/decline', { params }));
                  say(t('account.declined', { name }));
                  invitations.reload();
                }}
              >
                {t('account.decline')}
              </ActionButton>
            </Thing>
          );
        }}
      </PagedList>
    </Card>
  );
}
