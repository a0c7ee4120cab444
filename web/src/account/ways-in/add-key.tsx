import { useState } from 'react';
import { unwrap } from '@credence/client';
import { api } from '../../client/credence.js';
import { useTranslation } from '../../language/translation.js';
import { ActionButton } from '../../parts/action-button.js';
import { createPasskey } from '../../session/passkey.js';

interface Props {
  readonly onAdded: (recoveryCodes?: readonly string[]) => void;
}

/** Adds a passkey or a security key. The browser and its authenticator lead through it. */
export function AddKey({ onAdded }: Props) {
  const { t } = useTranslation();
  const [refusal, setRefusal] = useState('');
  if (!('PublicKeyCredential' in window)) return <p className="muted">{t('account.noPasskeysHere')}</p>;

  async function add(kind: 'passkey' | 'security_key'): Promise<void> {
    setRefusal('');
    const { public_key: options } = await unwrap(
      api.POST('/auth/factors/passkey/options', { body: { kind } }),
    );
    let credential;
    try {
      credential = await createPasskey(options);
    } catch (error) {
      const isKnown = error instanceof DOMException && error.name === 'InvalidStateError';
      setRefusal(t(isKnown ? 'account.keyKnown' : 'account.nothingAdded'));
      return;
    }
    const body = { credential: { ...credential, response: { ...credential.response } } };
    const { recovery_codes: codes } = await unwrap(api.POST('/auth/factors/passkey', { body }));
    onAdded(codes);
  }

  return (
    <>
      <ActionButton kind="primary" onAct={() => add('passkey')}>
        {t('account.addPasskey')}
      </ActionButton>
      <ActionButton onAct={() => add('security_key')}>{t('account.addSecurityKey')}</ActionButton>
      {refusal !== '' && (
        <p role="alert" className="notice danger">
          {refusal}
        </p>
      )}
    </>
  );
}
