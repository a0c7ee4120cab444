import { useState } from 'react';
import { unwrap } from '@credence/client';
import { api } from '../../client/credence.js';
import type { Permission } from '../../client/credence.js';
import { useTranslation } from '../../language/translation.js';
import { ActionDialog } from '../../parts/action-dialog.js';
import { fieldText } from '../../parts/field-text.js';
import { Field } from '../../parts/form.js';
import { useSession } from '../../session/session.js';

/** Creates an API key with scopes that the administrator has, and shows it once. */
export function NewApiKey({ onCreated }: { readonly onCreated: () => void }) {
  const { t } = useTranslation();
  const { permissions } = useSession();
  const [isOpen, setOpen] = useState(false);
  const [key, setKey] = useState('');

  async function create(fields: FormData) {
    // The form offers permissions only, and the service rejects any other word.
    const scopes = fields.getAll('scope').map(String) as Permission[];
    const days = Number(fieldText(fields, 'days'));
    const body = { name: fieldText(fields, 'name'), scopes, ...(days > 0 && { expires_in_days: days }) };
    const pending = api.POST('/v1/api-keys', { body });
    const created = await unwrap(pending);
    setKey(created.key);
    return await pending;
  }

  return (
    <>
      <button type="button" className="button primary" onClick={() => setOpen(true)}>
        {t('apiKeys.new')}
      </button>
      {isOpen && (
        <ActionDialog
          title={t('apiKeys.new')}
          effect={t('apiKeys.newEffect')}
          fields={
            <>
              <Field label={t('factor.name')} name="name" />
              <Field label={t('apiKeys.days')} name="days" type="number" required={false} />
              <fieldset className="choices">
                <legend>{t('apiKeys.scopes')}</legend>
                {[...permissions].sort().map((permission) => (
                  <label key={permission}>
                    <input type="checkbox" name="scope" value={permission} /> {permission}
                  </label>
                ))}
              </fieldset>
            </>
          }
          run={create}
          result={
            <p>
              {t('apiKeys.once')}
              <code className="secret">{key}</code>
            </p>
          }
          onDone={onCreated}
          onClose={() => {
            setKey('');
            setOpen(false);
          }}
        />
      )}
    </>
  );
}
