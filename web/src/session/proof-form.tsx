import type { components } from '@credence/client';
import { useTranslation } from '../language/translation.js';
import { ActionButton } from '../parts/action-button.js';
import { fieldText } from '../parts/field-text.js';
import { Field, Form } from '../parts/form.js';
import { methodOfCode } from './code-kind.js';
import { provePasskey } from './passkey.js';

/** A proof by a second factor. */
export type Proof =
  | { readonly method: 'totp' | 'recovery_code'; readonly code: string }
  | { readonly method: 'passkey'; readonly credential: Awaited<ReturnType<typeof provePasskey>> };

interface Props {
  readonly hasPasskey: boolean;
  readonly startPasskey: () => Promise<components['schemas']['PasskeyRequestOptions']>;
  readonly onProof: (proof: Proof) => Promise<void>;
}

/** Asks for a code of an app, a recovery code, or a passkey. */
export function ProofForm({ hasPasskey, startPasskey, onProof }: Props) {
  const { t } = useTranslation();
  return (
    <>
      {hasPasskey && (
        <ActionButton
          kind="primary"
          onAct={async () => {
            await onProof({ method: 'passkey', credential: await provePasskey(await startPasskey()) });
          }}
        >
          {t('proof.passkey')}
        </ActionButton>
      )}
      <Form
        submit={t('proof.submit')}
        onSubmit={async (fields) => {
          const code = fieldText(fields, 'code');
          await onProof({ method: methodOfCode(code), code });
        }}
      >
        <Field label={t('proof.code')} name="code" autoComplete="one-time-code" />
      </Form>
    </>
  );
}
