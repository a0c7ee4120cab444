import { unwrap } from '@credence/client';
import { api } from '../client/credence.js';
import { useLoad } from '../client/use-load.js';
import { useTranslation } from '../language/translation.js';
import { Card } from '../parts/card.js';
import { ConfirmButton } from '../parts/confirm-button.js';
import { Field, Form } from '../parts/form.js';
import { LoadState } from '../parts/load-state.js';
import { useNotice } from '../parts/notices.js';
import { PageHead } from '../parts/page-head.js';
import { passwordIn } from '../session/password-in.js';

/** Changes, sets or removes the password. */
export default function Password() {
  const { t } = useTranslation();
  const say = useNotice();
  const identities = useLoad('identities', () => unwrap(api.GET('/auth/identities')));

  async function save(fields: FormData, hasPassword: boolean): Promise<void> {
    const body = { new_password: passwordIn(fields, 'new_password') };
    await (hasPassword
      ? unwrap(api.POST('/auth/change-password', { body: { ...body, old_password: passwordIn(fields) } }))
      : unwrap(api.POST('/auth/set-password', { body })));
    say(t('account.passwordSaved'));
    identities.reload();
  }

  return (
    <>
      <PageHead title={t('account.password')} lead={t('account.passwordLead')} />
      <LoadState of={identities}>
        {({ has_password: hasPassword }) => (
          <Card title={t(hasPassword ? 'account.changePassword' : 'account.setPassword')}>
            <Form submit={t('action.save')} onSubmit={(fields) => save(fields, hasPassword)} clears>
              {hasPassword && (
                <Field
                  label={t('account.currentPassword')}
                  name="password"
                  type="password"
                  autoComplete="current-password"
                />
              )}
              <Field
                label={t('account.newPassword')}
                name="new_password"
                type="password"
                autoComplete="new-password"
              />
            </Form>
            {hasPassword && (
              <p>
                <ConfirmButton
                  label={t('account.removePassword')}
                  effect={t('account.removePasswordEffect')}
                  onConfirm={async () => {
                    await unwrap(api.DELETE('/auth/password'));
                    say(t('account.passwordRemoved'));
                    identities.reload();
                  }}
                />
              </p>
            )}
          </Card>
        )}
      </LoadState>
    </>
  );
}
