import { Problem } from '@credence/client';
import { useTranslation } from '../language/translation.js';

interface Props {
  readonly error: unknown;
  readonly onRetry?: () => void;
}

/** Shows a refusal of the service in its own words, or a failed request. */
export function ProblemNotice({ error, onRetry }: Props) {
  const { t } = useTranslation();
  const isProblem = error instanceof Problem;
  return (
    <div className="notice danger" role="alert">
      <strong>{isProblem ? error.body.title : t('state.failed')}</strong>
      <span>{isProblem ? error.body.detail : t('state.failedDetail')}</span>
      {onRetry !== undefined && (
        <button type="button" className="button plain" onClick={onRetry}>
          {t('state.retry')}
        </button>
      )}
    </div>
  );
}
