import { unwrap } from '@credence/client';
import type { components } from '@credence/client';
import { api } from '../client/credence.js';
import { useLoad } from '../client/use-load.js';
import { useTranslation } from '../language/translation.js';
import { Badge } from '../parts/badge.js';
import { Card } from '../parts/card.js';
import { fieldText } from '../parts/field-text.js';
import { Field, Form } from '../parts/form.js';
import { LoadState } from '../parts/load-state.js';
import { useNotice } from '../parts/notices.js';
import { PageHead } from '../parts/page-head.js';
import { passwordIn } from '../session/password-in.js';

type User = components['schemas']['User'];

/** The name and the address of an account. */
export default function Profile() {
  const { t } = useTranslation();
  const user = useLoad('me', () => unwrap(api.GET('/auth/me')));
  return (
    <>
      <PageHead title={t('account.profile')} lead={t('account.profileLead')} />
      <LoadState of={user}>
        {(me) => (
          <div className="columns">
            <NameCard user={me} onChanged={user.reload} />
            <AddressCard user={me} />
          </div>
        )}
      </LoadState>
    </>
  );
}

function NameCard({ user, onChanged }: { readonly user: User; readonly onChanged: () => void }) {
  const { t } = useTranslation();
  const say = useNotice();
  return (
    <Card title={t('field.username')}>
      <Form
        submit={t('action.save')}
        onSubmit={async (fields) => {
          await unwrap(api.PATCH('/auth/me', { body: { username: fieldText(fields, 'username') } }));
          say(t('account.saved'));
          onChanged();
        }}
      >
        <Field
          label={t('field.username')}
          name="username"
          autoComplete="nickname"
          maxLength={64}
          defaultValue={user.username}
        />
      </Form>
    </Card>
  );
}

/** Changes the address with the password. A link that is mailed to the new address completes the change. */
function AddressCard({ user }: { readonly user: User }) {
  const { t } = useTranslation();
  const say = useNotice();
  const identities = useLoad('identities', () => unwrap(api.GET('/auth/identities')));
  return (
    <Card
      title={t('field.email')}
      aside={
        <Badge tone={user.is_verified ? 'good' : 'warn'}>
          {t(user.is_verified ? 'status.verified' : 'status.unverified')}
        </Badge>
      }
    >
      <p className="strong">{user.email}</p>
      <LoadState of={identities}>
        {({ has_password }) =>
          has_password ? (
            <Form
              submit={t('account.changeEmail')}
              onSubmit={async (fields) => {
                const body = { new_email: fieldText(fields, 'new_email'), password: passwordIn(fields) };
                await unwrap(api.POST('/auth/change-email', { body }));
                say(t('account.changeEmailSent', { email: body.new_email }));
              }}
            >
              <Field label={t('account.newEmail')} name="new_email" type="email" autoComplete="email" />
              <Field
                label={t('account.currentPassword')}
                name="password"
                type="password"
                autoComplete="current-password"
              />
            </Form>
          ) : (
            <p className="muted">{t('account.changeEmailNeedsPassword')}</p>
          )
        }
      </LoadState>
    </Card>
  );
}
