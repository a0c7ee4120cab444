import { unwrap } from '@credence/client';
import type { ProblemBody } from '@credence/client';
import { api } from '../client/credence.js';
import { SERVICE_URL } from '../client/place.js';
import { useTranslation } from '../language/translation.js';
import { ProofForm } from './proof-form.js';
import type { Proof } from './proof-form.js';

interface Props {
  readonly step: ProblemBody;
  readonly onSignedIn: () => void;
}

/** Completes a sign-in by a second factor. */
export function SecondStep({ step, onSignedIn }: Props) {
  const { t } = useTranslation();
  const mfaToken = step.mfa_token ?? '';
  if (step.enrolment_required === true)
    return (
      <p className="notice">
        {t('signIn.enrol')} <a href={`${SERVICE_URL}/set-up`}>{t('signIn.enrolLink')}</a>
      </p>
    );

  async function verify(proof: Proof): Promise<void> {
    await unwrap(api.POST('/auth/mfa/verify', { body: { ...proof, mfa_token: mfaToken, cookie: true } }));
    onSignedIn();
  }

  return (
    <ProofForm
      factors={step.factors ?? []}
      startPasskey={async () =>
        (await unwrap(api.POST('/auth/mfa/options', { body: { mfa_token: mfaToken } }))).public_key
      }
      sendCode={async (factorId) => {
        await unwrap(api.POST('/auth/mfa/code', { body: { mfa_token: mfaToken, factor_id: factorId } }));
      }}
      onProof={verify}
    />
  );
}
