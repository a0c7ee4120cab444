import { randomBytes, randomUUID } from 'node:crypto';
import { decodeJwt } from 'jose';
import type { Answer } from '../server/credence.js';
import { requestResetToken, waitForToken } from '../clients/accounts.js';
import { createVisitor } from '../clients/visitor.js';
import { CLIENT_SECRET } from '../federation/credence-with-providers.js';
import type { CredenceWithProviders } from '../federation/credence-with-providers.js';

/** A user who registers with Google. */
export const GRACE = {
  sub: `subject ${randomUUID()}`,
  email: `grace.${randomUUID()}@example.com`,
  email_verified: true,
  name: `Grace ${randomUUID()}`,
};
/** The same user at Acme, linked later. */
export const GRACE_AT_ACME = {
  sub: `subject ${randomUUID()}`,
  email: `hopper.${randomUUID()}@acme.example`,
  email_verified: true,
  name: `Hopper ${randomUUID()}`,
};

/**
 * Sends every secret of a sign-in with a provider through the program. Returns the secrets by name.
 *
 * @throws Error an answer lacks a secret
 */
export async function plantProviderSecrets(setup: CredenceWithProviders): Promise<Map<string, string>> {
  const { credence, providers } = setup;
  const secrets = new Map([['client secret', CLIENT_SECRET]]);
  const returnTo = `${setup.frontEnd}/signed-in`;

  function keep(name: string, value: string | null | undefined): string {
    if (typeof value !== 'string' || value === '') throw new Error(`Missing secret: ${name}`);
    secrets.set(name, value);
    return value;
  }

  function keepSession(name: string, { body }: Answer): string {
    keep(`${name} refresh_token`, body.refresh_token);
    return keep(`${name} access_token`, body.access_token);
  }

  const visitor = createVisitor();
  const callbackUrl = await setup.authorize('google', GRACE, visitor);
  keep('state', callbackUrl.searchParams.get('state'));
  keep('browser cookie', visitor.cookies(credence.url).split('=')[1]);
  const token = keepSession('provider', await setup.finishCallback(callbackUrl, visitor));
  // The code is already used, and the browser is another one.
  await setup.finishCallback(callbackUrl, createVisitor());
  await setup.link('acme', GRACE_AT_ACME, token);

  const codeFor = async (name: string) =>
    keep(name, (await setup.signInFromFrontEnd('google', GRACE, returnTo)).searchParams.get('code'));
  const code = await codeFor('one-time code');
  const exchange = () => credence.call('POST', '/oauth/exchange', { body: { code } });
  keepSession('one-time code', await exchange());
  await exchange();
  await codeFor('unused one-time code');
  const abandoned = await setup.authorize('google', GRACE, createVisitor());
  keep('state of an abandoned sign-in', abandoned.searchParams.get('state'));
  keep('code of an abandoned sign-in', abandoned.searchParams.get('code'));

  for (const [name, provider] of Object.entries(providers)) {
    for (const [secret, value] of provider.issuedSecrets) keep(`${secret} of ${name}`, value);
  }
  const idToken = keep(
    'ID token',
    [...providers.google.issuedSecrets].find(([name]) => name.startsWith('id'))?.[1],
  );
  const nonce = keep('nonce', String(decodeJwt(idToken)['nonce']));
  const body = { id_token: idToken, nonce };
  // The sign-in by the browser has used the nonce, so the token is refused.
  await credence.call('POST', '/oauth/google/id-token', { body });

  // A reset removes the linked identity, and its mail has a link that restores it.
  const password = keep('password of a linked account', randomBytes(12).toString('base64url'));
  const reset = keep('reset token of a linked account', await requestResetToken(credence, GRACE.email));
  await credence.call('POST', '/auth/reset-password-confirm', {
    body: { token: reset, new_password: password },
  });
  const restore = keep('restore token', await waitForToken(credence, GRACE.email, '/restore-identity'));
  const { status } = await credence.call('POST', '/auth/restore-identity', { body: { token: restore } });
  if (status !== 200) throw new Error(`The identity was not restored: ${String(status)}.`);
  return secrets;
}
