import { useEffect, useState } from 'react';
import { askForProofsWith } from '../client/proof-request.js';
import { useTranslation } from '../language/translation.js';
import { Dialog } from '../parts/dialog.js';
import { StepUp } from './step-up.js';

type Settle = (isProven: boolean) => void;

/** Asks for a proof of the identity whenever a request needs one. The request goes on after it. */
export function ProofDialog() {
  const { t } = useTranslation();
  const [settle, setSettle] = useState<Settle | null>(null);
  useEffect(() => askForProofsWith(() => new Promise((resolve) => setSettle(() => resolve))), []);
  if (settle === null) return null;
  const end = (isProven: boolean) => {
    settle(isProven);
    setSettle(null);
  };
  return (
    <Dialog title={t('proof.start')} onClose={() => end(false)}>
      {() => <StepUp onProved={() => end(true)} />}
    </Dialog>
  );
}
