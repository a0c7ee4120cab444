import { useTranslation } from '../../language/translation.js';
import { ActionButton } from '../../parts/action-button.js';
import { Card } from '../../parts/card.js';

interface Props {
  readonly codes: readonly string[];
  readonly onClose: () => void;
}

/** New recovery codes. No later answer of the service has them. */
export function ShownCodes({ codes, onClose }: Props) {
  const { t } = useTranslation();
  if (codes.length === 0) return null;
  return (
    <Card title={t('account.shownCodes')}>
      <p>{t('account.codesOnce')}</p>
      <ul id="codes" className="codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="page-actions">
        <ActionButton onAct={() => navigator.clipboard.writeText(codes.join('\n'))}>
          {t('action.copy')}
        </ActionButton>
        <button type="button" className="button primary" onClick={onClose}>
          {t('account.codesKept')}
        </button>
      </div>
    </Card>
  );
}
