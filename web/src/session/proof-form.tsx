import { useState } from 'react';
import type { components } from '@credence/client';
import { useTranslation } from '../language/translation.js';
import { ActionButton } from '../parts/action-button.js';
import { fieldText } from '../parts/field-text.js';
import { Field, Form } from '../parts/form.js';
import { methodOfCode } from './code-kind.js';
import { provePasskey } from './passkey.js';

/** A proof by a second factor. */
export type Proof =
  | { readonly method: 'totp' | 'sms' | 'recovery_code'; readonly code: string }
  | { readonly method: 'passkey'; readonly credential: Awaited<ReturnType<typeof provePasskey>> };

/** A factor that can prove an identity. */
type Factor = Pick<components['schemas']['Factor'], 'id' | 'kind' | 'name' | 'hint'>;

interface Props {
  readonly factors: readonly Factor[];
  readonly startPasskey: () => Promise<components['schemas']['PasskeyRequestOptions']>;
  readonly sendCode: (factorId: string) => Promise<void>;
  readonly onProof: (proof: Proof) => Promise<void>;
}

/** Asks for a passkey, or a code of an app, of a text message or of recovery. */
export function ProofForm({ factors, startPasskey, sendCode, onProof }: Props) {
  const { t } = useTranslation();
  const [isSent, setSent] = useState(false);
  const hasKey = factors.some(({ kind }) => kind === 'passkey' || kind === 'security_key');
  return (
    <>
      {hasKey && (
        <ActionButton
          kind="primary"
          onAct={async () => {
            await onProof({ method: 'passkey', credential: await provePasskey(await startPasskey()) });
          }}
        >
          {t('proof.passkey')}
        </ActionButton>
      )}
      {factors
        .filter(({ kind }) => kind === 'phone')
        .map(({ id, name, hint }) => (
          <ActionButton
            key={id}
            onAct={async () => {
              await sendCode(id);
              setSent(true);
            }}
          >
            {t('proof.sendCode', { name, hint: hint ?? '' })}
          </ActionButton>
        ))}
      <Form
        submit={t('proof.submit')}
        onSubmit={async (fields) => {
          const code = fieldText(fields, 'code');
          await onProof({ method: methodOfCode(code, isSent ? 'sms' : 'totp'), code });
        }}
      >
        <Field label={t(isSent ? 'proof.sentCode' : 'proof.code')} name="code" autoComplete="one-time-code" />
      </Form>
    </>
  );
}
