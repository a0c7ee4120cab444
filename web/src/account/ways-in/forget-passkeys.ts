import { unwrap } from '@credence/client';
import { api } from '../../client/credence.js';

/** Tells the browser which passkeys the account still has, so that it offers no other one (WebAuthn Level 3 §5.1.10.3). */
export async function forgetPasskeys(): Promise<void> {
  if (!('signalAllAcceptedCredentials' in PublicKeyCredential)) return;
  const { public_key: options } = await unwrap(
    api.POST('/auth/factors/passkey/options', { body: { kind: 'passkey' } }),
  );
  await PublicKeyCredential.signalAllAcceptedCredentials({
    rpId: options.rp.id,
    userId: options.user.id,
    allAcceptedCredentialIds: options.excludeCredentials.map(({ id }) => id),
  });
}
