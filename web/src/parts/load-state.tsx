import type { ReactNode } from 'react';
import { useState } from 'react';
import { Problem } from '@credence/client';
import type { Loaded } from '../client/use-load.js';
import { useTranslation } from '../language/translation.js';
import { StepUp } from '../session/step-up.js';
import { ProblemNotice } from './problem-notice.js';

interface Props<T> {
  readonly of: Loaded<T>;
  readonly children: (value: T) => ReactNode;
}

/** Shows loaded data, or its state before. */
export function LoadState<T>({ of: { value, error, reload }, children }: Props<T>) {
  if (error !== undefined) return <Failure error={error} onRetry={reload} />;
  return value === undefined ? <Skeleton /> : children(value);
}

/** Shows an error, and asks for a new proof of the identity if the service demands one. */
export function Failure({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  const [isProving, setProving] = useState(false);
  const { t } = useTranslation();
  if (!(error instanceof Problem) || error.code !== 'reauthentication_required')
    return <ProblemNotice error={error} onRetry={onRetry} />;
  return (
    <div className="card">
      <ProblemNotice error={error} />
      {isProving ? (
        <StepUp onProved={onRetry} />
      ) : (
        <button type="button" className="button primary" onClick={() => setProving(true)}>
          {t('proof.start')}
        </button>
      )}
    </div>
  );
}

/** Stands for data on its way. */
export function Skeleton() {
  const { t } = useTranslation();
  return (
    <div className="skeleton" role="status" aria-label={t('state.loading')}>
      <i />
      <i />
      <i />
    </div>
  );
}
