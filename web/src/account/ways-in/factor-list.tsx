import { unwrap } from '@credence/client';
import type { components } from '@credence/client';
import { api } from '../../client/credence.js';
import { useTranslation } from '../../language/translation.js';
import { ConfirmButton } from '../../parts/confirm-button.js';
import { fieldText } from '../../parts/field-text.js';
import { Field } from '../../parts/form.js';
import { Thing } from '../../parts/thing.js';
import { forgetPasskeys } from './forget-passkeys.js';

type Factor = components['schemas']['Factor'];

interface Props {
  readonly factors: readonly Factor[];
  readonly onChanged: (text: string) => void;
}

/** The passkeys and second factors of an account, with their names and ends. */
export function FactorList({ factors, onChanged }: Props) {
  const { t } = useTranslation();
  return (
    <ul className="things" aria-label={t('account.factors')}>
      {factors.length === 0 && <li className="muted">{t('account.noFactors')}</li>}
      {factors.map((factor) => (
        <FactorItem key={factor.id} factor={factor} onChanged={onChanged} />
      ))}
    </ul>
  );
}

function FactorItem({ factor, onChanged }: { readonly factor: Factor } & Pick<Props, 'onChanged'>) {
  const { t, ago } = useTranslation();
  const { name, kind, hint, last_used_at: used } = factor;
  const params = { path: { factor_id: factor.id } };
  return (
    <Thing
      title={name}
      facts={[
        name === t(`kind.${kind}`) ? null : t(`kind.${kind}`),
        factor.provider_name,
        hint === null ? null : t('account.phoneHint', { hint }),
        t('account.addedAt', { when: ago(factor.added_at) }),
        used === null ? t('account.neverUsed') : t('account.usedAt', { when: ago(used) }),
        factor.synced === true ? t('account.synced') : null,
        factor.usable_here ? null : t('account.notUsableHere'),
      ]}
    >
      <ConfirmButton
        label={t('action.rename')}
        name={t('action.renameOne', { name })}
        effect={t('account.renameEffect')}
        onConfirm={async (fields) => {
          const body = { name: fieldText(fields, 'name') };
          await unwrap(api.PATCH('/auth/factors/{factor_id}', { params, body }));
          onChanged(t('account.renamed'));
        }}
      >
        <Field label={t('factor.name')} name="name" maxLength={64} defaultValue={name} />
      </ConfirmButton>
      <ConfirmButton
        label={t('action.remove')}
        name={t('action.removeOne', { name })}
        effect={t('account.removeFactorEffect', { name })}
        onConfirm={async () => {
          await unwrap(api.DELETE('/auth/factors/{factor_id}', { params }));
          onChanged(t('account.factorRemoved'));
          if (kind === 'passkey' || kind === 'security_key') await forgetPasskeys();
        }}
      />
    </Thing>
  );
}
