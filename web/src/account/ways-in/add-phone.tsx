import { useState } from 'react';
import { unwrap } from '@credence/client';
import { api } from '../../client/credence.js';
import { useTranslation } from '../../language/translation.js';
import { Dialog } from '../../parts/dialog.js';
import { fieldText } from '../../parts/field-text.js';
import { Field, Form } from '../../parts/form.js';

interface Props {
  readonly onAdded: (recoveryCodes?: readonly string[]) => void;
}

/** Adds a phone: sends a code to it, and takes the code back. */
export function AddPhone({ onAdded }: Props) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="button plain" onClick={() => setOpen(true)}>
        {t('account.addPhone')}
      </button>
      {isOpen && (
        <Dialog title={t('account.addPhone')} onClose={() => setOpen(false)}>
          {(close) => (
            <PhoneForms
              onAdded={(codes) => {
                close();
                onAdded(codes);
              }}
            />
          )}
        </Dialog>
      )}
    </>
  );
}

function PhoneForms({ onAdded }: Props) {
  const { t } = useTranslation();
  const [token, setToken] = useState<string | null>(null);
  if (token === null)
    return (
      <>
        <p>{t('account.phoneWarning')}</p>
        <Form
          submit={t('account.sendCode')}
          onSubmit={async (fields) => {
            const body = { phone: fieldText(fields, 'phone') };
            setToken((await unwrap(api.POST('/auth/factors/phone', { body }))).enrolment_token);
          }}
        >
          <Field label={t('account.phoneNumber')} name="phone" type="tel" autoComplete="tel" />
        </Form>
      </>
    );
  return (
    <>
      <p role="status">{t('account.codeSent')}</p>
      <Form
        submit={t('account.addPhone')}
        onSubmit={async (fields) => {
          const body = { enrolment_token: token, code: fieldText(fields, 'code') };
          onAdded((await unwrap(api.POST('/auth/factors/phone/confirm', { body }))).recovery_codes);
        }}
      >
        <Field
          key="code"
          label={t('account.messageCode')}
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
        />
      </Form>
    </>
  );
}
