import { useState } from 'react';
import { unwrap } from '@credence/client';
import type { components } from '@credence/client';
import { api } from '../../client/credence.js';
import { useTranslation } from '../../language/translation.js';
import { ActionButton } from '../../parts/action-button.js';
import { Dialog } from '../../parts/dialog.js';
import { fieldText } from '../../parts/field-text.js';
import { Field, Form } from '../../parts/form.js';

interface Props {
  readonly onAdded: (recoveryCodes?: readonly string[]) => void;
}

/** Adds an authenticator app, whose key is shown as a QR code and as text. */
export function AddApp({ onAdded }: Props) {
  const { t } = useTranslation();
  const [enrolment, setEnrolment] = useState<components['schemas']['TotpEnrolment'] | null>(null);
  return (
    <>
      <ActionButton
        onAct={async () => setEnrolment(await unwrap(api.POST('/auth/factors/totp', { body: {} })))}
      >
        {t('account.addApp')}
      </ActionButton>
      {enrolment !== null && (
        <Dialog title={t('account.addApp')} onClose={() => setEnrolment(null)}>
          {(close) => (
            <>
              <p>{t('account.scan')}</p>
              <img
                className="qr"
                alt={t('account.qr')}
                width={200}
                height={200}
                src={`data:image/svg+xml,${encodeURIComponent(enrolment.qr_svg)}`}
              />
              <code className="secret">{enrolment.secret.replace(/(.{4})(?=.)/g, '$1 ')}</code>
              <Form
                submit={t('action.confirm')}
                onSubmit={async (fields) => {
                  const code = fieldText(fields, 'code').replace(/\s/g, '');
                  const body = { enrolment_token: enrolment.enrolment_token, code };
                  const added = await unwrap(api.POST('/auth/factors/totp/confirm', { body }));
                  close();
                  onAdded(added.recovery_codes);
                }}
              >
                <Field
                  label={t('account.appCode')}
                  name="code"
                  inputMode="numeric"
                  autoComplete="one-time-code"
                />
              </Form>
            </>
          )}
        </Dialog>
      )}
    </>
  );
}
