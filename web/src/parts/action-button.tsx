import { useState } from 'react';
import type { ReactNode } from 'react';
import { ProblemNotice } from './problem-notice.js';

interface Props {
  readonly kind?: 'primary' | 'danger' | 'plain';
  readonly onAct: () => Promise<void>;
  readonly children: ReactNode;
}

/** A button whose work takes time and may fail. */
export function ActionButton({ kind = 'plain', onAct, children }: Props) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(undefined);
  const act = () => {
    setBusy(true);
    setError(undefined);
    onAct()
      .catch(setError)
      .finally(() => setBusy(false));
  };
  return (
    <>
      <button type="button" className={`button ${kind}`} disabled={busy} onClick={act}>
        {children}
      </button>
      {error !== undefined && <ProblemNotice error={error} />}
    </>
  );
}
