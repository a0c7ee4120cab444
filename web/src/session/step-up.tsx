import { unwrap } from '@credence/client';
import { api } from '../client/credence.js';
import { SERVICE_URL } from '../client/place.js';
import { useLoad } from '../client/use-load.js';
import { useTranslation } from '../language/translation.js';
import { Field, Form } from '../parts/form.js';
import { passwordIn } from './password-in.js';
import { ProofForm } from './proof-form.js';
import type { Proof } from './proof-form.js';

async function readWaysIn() {
  const [{ items: factors }, { has_password: hasPassword }] = await Promise.all([
    unwrap(api.GET('/auth/factors')),
    unwrap(api.GET('/auth/identities')),
  ]);
  return { factors, hasPassword };
}

/** Proves the identity of a signed-in person again, by a factor or else by the password. */
export function StepUp({ onProved }: { readonly onProved: () => void }) {
  const { t } = useTranslation();
  const waysIn = useLoad('ways-in', readWaysIn);
  if (waysIn.value === undefined) return <p className="muted">{t('state.loading')}</p>;
  const { factors, hasPassword } = waysIn.value;

  async function prove(proof: Proof | { readonly method: 'password'; readonly password: string }) {
    await unwrap(api.POST('/auth/step-up', { body: { ...proof, cookie: true } }));
    onProved();
  }

  if (factors.length === 0 && !hasPassword)
    return (
      <p className="notice">
        {t('proof.signInAgain')} <a href={`${SERVICE_URL}/sign-in`}>{t('signIn.submit')}</a>
      </p>
    );
  return (
    <div className="step-up">
      <p>{t('proof.again')}</p>
      {factors.length > 0 ? (
        <ProofForm
          factors={factors}
          startPasskey={async () =>
            (await unwrap(api.POST('/auth/step-up/options', { body: {} }))).public_key
          }
          sendCode={async (factorId) => {
            await unwrap(api.POST('/auth/step-up/code', { body: { factor_id: factorId } }));
          }}
          onProof={prove}
        />
      ) : (
        <Form
          submit={t('proof.submit')}
          onSubmit={async (fields) => {
            await prove({ method: 'password', password: passwordIn(fields) });
          }}
        >
          <Field
            label={t('signIn.password')}
            name="password"
            type="password"
            autoComplete="current-password"
          />
        </Form>
      )}
    </div>
  );
}
