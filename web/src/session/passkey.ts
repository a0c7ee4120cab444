import type { components } from '@credence/client';

type Schemas = components['schemas'];
type Options = Schemas['PasskeyRequestOptions'];

/** Asks the browser for a proof by one of the passkeys or security keys that the service names. */
export async function provePasskey(options: Options) {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  const credential = await navigator.credentials.get({ publicKey });
  if (!(credential instanceof PublicKeyCredential)) throw new Error('The browser returned no passkey.');
  const { response } = credential;
  if (!(response instanceof AuthenticatorAssertionResponse)) throw new Error('The passkey proves nothing.');
  return {
    id: credential.id,
    rawId: credential.id,
    type: 'public-key',
    response: {
      clientDataJSON: base64url(response.clientDataJSON),
      authenticatorData: base64url(response.authenticatorData),
      signature: base64url(response.signature),
      ...(response.userHandle !== null && { userHandle: base64url(response.userHandle) }),
    },
  } as const;
}

/** Asks the browser to create a passkey or a security key. */
export async function createPasskey(options: Schemas['PasskeyCreationOptions']) {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  const credential = await navigator.credentials.create({ publicKey });
  if (!(credential instanceof PublicKeyCredential)) throw new Error('The browser created no passkey.');
  const { response } = credential;
  if (!(response instanceof AuthenticatorAttestationResponse)) throw new Error('The passkey has no key.');
  return {
    id: credential.id,
    rawId: credential.id,
    type: 'public-key',
    response: {
      clientDataJSON: base64url(response.clientDataJSON),
      attestationObject: base64url(response.attestationObject),
      transports: response.getTransports(),
    },
  } as const;
}

function base64url(bytes: ArrayBuffer): string {
  const text = btoa(String.fromCharCode(...new Uint8Array(bytes)));
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
