import { unwrap } from '@credence/client';
import { api } from '../client/credence.js';
import { useLoad } from '../client/use-load.js';
import { useTranslation } from '../language/translation.js';
import { Field, Form } from '../parts/form.js';
import { passwordIn } from './password-in.js';
import { ProofForm } from './proof-form.js';
import type { Proof } from './proof-form.js';

/** Proves the identity of a signed-in person again, by a factor or else by the password. */
export function StepUp({ onProved }: { readonly onProved: () => void }) {
  const { t } = useTranslation();
  const factors = useLoad('factors', () => unwrap(api.GET('/auth/factors')));
  if (factors.value === undefined) return <p className="muted">{t('state.loading')}</p>;
  const kinds = factors.value.items.map(({ kind }) => kind);

  async function prove(proof: Proof | { readonly method: 'password'; readonly password: string }) {
    await unwrap(api.POST('/auth/step-up', { body: { ...proof, cookie: true } }));
    onProved();
  }

  return (
    <div className="step-up">
      <p>{t('proof.again')}</p>
      {kinds.length > 0 ? (
        <ProofForm
          hasPasskey={kinds.some((kind) => kind === 'passkey' || kind === 'security_key')}
          startPasskey={async () =>
            (await unwrap(api.POST('/auth/step-up/options', { body: {} }))).public_key
          }
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
