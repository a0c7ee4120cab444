import { unwrap } from '@credence/client';
import { api } from '../../client/credence.js';
import { useTranslation } from '../../language/translation.js';
import { Badge } from '../../parts/badge.js';
import { Card } from '../../parts/card.js';
import { ConfirmButton } from '../../parts/confirm-button.js';

interface Props {
  readonly isDemanded: boolean;
  readonly hasFactor: boolean;
  readonly onChanged: (text: string) => void;
}

/** Decides if every sign-in of the account needs a second factor. */
export function DemandCard({ isDemanded, hasFactor, onChanged }: Props) {
  const { t } = useTranslation();
  const release = async () => {
    await unwrap(api.POST('/auth/factors/release', { body: {} }));
    onChanged(t('account.saved'));
  };
  const demand = async () => {
    await unwrap(api.POST('/auth/factors/demand', { body: {} }));
    onChanged(t('account.saved'));
  };
  return (
    <Card
      title={t('account.demand')}
      aside={
        <Badge tone={isDemanded ? 'good' : 'neutral'}>
          {t(isDemanded ? 'factor.demanded' : 'factor.optional')}
        </Badge>
      }
    >
      <p className="muted">{t('account.demandLead')}</p>
      {(isDemanded || hasFactor) && (
        <p>
          <ConfirmButton
            key={String(isDemanded)}
            label={t(isDemanded ? 'account.release' : 'account.demandNow')}
            effect={t(isDemanded ? 'account.releaseEffect' : 'account.demandEffect')}
            onConfirm={isDemanded ? release : demand}
          />
        </p>
      )}
    </Card>
  );
}
