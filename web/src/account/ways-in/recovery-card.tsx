import { unwrap } from '@credence/client';
import type { components } from '@credence/client';
import { api } from '../../client/credence.js';
import { useTranslation } from '../../language/translation.js';
import { Card } from '../../parts/card.js';
import { ConfirmButton } from '../../parts/confirm-button.js';

interface Props {
  readonly codes: components['schemas']['Factors']['recovery_codes'];
  readonly hasFactor: boolean;
  readonly onIssued: (codes: readonly string[]) => void;
}

/** The number of unused recovery codes, and new ones in their place. */
export function RecoveryCard({ codes, hasFactor, onIssued }: Props) {
  const { t, ago } = useTranslation();
  return (
    <Card title={t('account.recoveryCodes')}>
      <p className="muted">{t('account.recoveryLead')}</p>
      {codes !== null && (
        <p>
          {t('factor.codes', { count: codes.remaining })} ·{' '}
          {t('account.issuedAt', { when: ago(codes.issued_at) })}
        </p>
      )}
      {hasFactor && (
        <p>
          <ConfirmButton
            label={t('account.newCodes')}
            effect={t('account.newCodesEffect')}
            onConfirm={async () => {
              const issued = await unwrap(api.POST('/auth/factors/recovery-codes', { body: {} }));
              onIssued(issued.recovery_codes);
            }}
          />
        </p>
      )}
    </Card>
  );
}
