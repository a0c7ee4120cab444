import { useState } from 'react';
import { Problem, unwrap } from '@credence/client';
import type { ProblemBody } from '@credence/client';
import { api } from '../client/credence.js';
import { SERVICE_URL } from '../client/place.js';
import { useTranslation } from '../language/translation.js';
import { fieldText } from '../parts/field-text.js';
import { Field, Form } from '../parts/form.js';
import { Logo } from '../parts/logo.js';
import { passwordIn } from './password-in.js';
import { SecondStep } from './second-step.js';

/** The sign-in of an administrator, with the second step of accounts that have one. */
export function SignIn({ onSignedIn }: { readonly onSignedIn: () => void }) {
  const { t } = useTranslation();
  const [step, setStep] = useState<ProblemBody | null>(null);

  async function signIn(fields: FormData): Promise<void> {
    const body = { email: fieldText(fields, 'email'), password: passwordIn(fields), cookie: true };
    try {
      await unwrap(api.POST('/auth/login', { body }));
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'mfa_required') throw error;
      setStep(error.body);
      return;
    }
    onSignedIn();
  }

  return (
    <main className="entrance">
      <div className="entrance-card">
        <Logo />
        <h1>{t('signIn.title')}</h1>
        <p className="muted">{t('signIn.lead')}</p>
        {step === null ? (
          <Form submit={t('signIn.submit')} onSubmit={signIn}>
            <Field label={t('signIn.email')} name="email" type="email" autoComplete="username" />
            <Field
              label={t('signIn.password')}
              name="password"
              type="password"
              autoComplete="current-password"
            />
          </Form>
        ) : (
          <SecondStep step={step} onSignedIn={onSignedIn} />
        )}
        <p className="entrance-foot">
          <a href={`${SERVICE_URL}/sign-in`}>{t('signIn.otherWays')}</a>
        </p>
      </div>
    </main>
  );
}
