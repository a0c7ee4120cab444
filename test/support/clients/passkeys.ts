import type { CreationOptions, RequestOptions } from '../../../src/security/webauthn/option-schemas.js';
import type { CredentialKind } from '../../../src/domain/user/factors/passkey.js';
import type { Answer, Credence } from '../server/credence.js';
import { Authenticator } from '../webauthn/authenticator.js';
import type { Changes, RegistrationChanges } from '../webauthn/authenticator.js';

/** Returns an authenticator for the pages of a running service. */
export function authenticatorFor({ url }: Credence): Authenticator {
  return new Authenticator({ id: new URL(url).hostname, origin: url });
}

/** Requests the options of a new credential. */
export async function creationOptions(
  credence: Credence,
  token: string,
  kind: CredentialKind = 'passkey',
): Promise<CreationOptions> {
  const { status, body } = await credence.call('POST', '/auth/factors/passkey/options', {
    token,
    body: { kind },
  });
  if (status !== 200) throw new Error(`The options were refused: ${body.code}.`);
  return (body as unknown as { public_key: CreationOptions }).public_key;
}

/** Adds a credential of an authenticator to an account, and returns the answer. */
export async function addPasskey(
  credence: Credence,
  token: string,
  authenticator: Authenticator,
  {
    kind = 'passkey',
    name,
    ...changes
  }: RegistrationChanges & {
    kind?: CredentialKind;
    name?: string;
  } = {},
): Promise<Answer> {
  const { challenge, user } = await creationOptions(credence, token, kind);
  authenticator.userHandle = user.id;
  const credential = authenticator.create(challenge, changes);
  return await credence.call('POST', '/auth/factors/passkey', { token, body: { credential, name } });
}

/** Requests the options of a sign-in. */
export async function requestOptions(credence: Credence): Promise<RequestOptions> {
  const { body } = await credence.call('POST', '/auth/passkey/options', { body: {} });
  return (body as unknown as { public_key: RequestOptions }).public_key;
}

/** Signs in by a passkey, and returns the answer. */
export async function signInByPasskey(
  credence: Credence,
  authenticator: Authenticator,
  changes: Changes = {},
): Promise<Answer> {
  const { challenge } = await requestOptions(credence);
  const credential = authenticator.get(challenge, changes);
  return await credence.call('POST', '/auth/passkey/login', { body: { credential } });
}
