import { randomUUID } from 'node:crypto';
import { decodeJwt } from 'jose';
import type { Answer } from '../server/credence.js';
import { createVisitor } from '../clients/visitor.js';
import { CLIENT_SECRET } from '../federation/credence-with-providers.js';
import type { CredenceWithProviders } from '../federation/credence-with-providers.js';

/** Whom the providers know: somebody who signs up by one, and links what another knows. */
export const GRACE = {
  sub: `subject ${randomUUID()}`,
  email: `grace.${randomUUID()}@example.com`,
  email_verified: true,
  name: `Grace ${randomUUID()}`,
};
export const GRACE_AT_ACME = {
  sub: `subject ${randomUUID()}`,
  email: `hopper.${randomUUID()}@acme.example`,
  email_verified: true,
  name: `Hopper ${randomUUID()}`,
};

/** Lets every secret of a sign-in by a provider go through a program once. */
export async function plantProviderSecrets(us: CredenceWithProviders): Promise<Map<string, string>> {
  const { credence, providers } = us;
  const secrets = new Map([['the client secret', CLIENT_SECRET]]);
  const place = `${us.frontEnd}/signed-in`;

  function keep(name: string, value: string | null | undefined): string {
    if (typeof value !== 'string' || value === '') throw new Error(`There is no ${name}.`);
    secrets.set(name, value);
    return value;
  }

  function keepSession(name: string, { body }: Answer): string {
    keep(`${name} refresh_token`, body.refresh_token);
    return keep(`${name} access_token`, body.access_token);
  }

  const visitor = createVisitor();
  const back = await us.authorize('google', GRACE, visitor);
  keep('the state', back.searchParams.get('state'));
  keep('the secret of the browser', visitor.cookies(credence.url).split('=')[1]);
  const token = keepSession('by a provider', await us.finishCallback(back, visitor));
  // It is spent, and comes from another browser.
  await us.finishCallback(back, createVisitor());
  await us.link('acme', GRACE_AT_ACME, token);

  const codeFor = async (name: string) =>
    keep(name, (await us.signInFromFrontEnd('google', GRACE, place)).searchParams.get('code'));
  const code = await codeFor('the one-time code');
  const exchange = () => credence.call('POST', '/oauth/exchange', { body: { code } });
  keepSession('by a code', await exchange());
  await exchange();
  await codeFor('an unused one-time code');
  const begun = await us.authorize('google', GRACE, createVisitor());
  keep('the state of who has not come back', begun.searchParams.get('state'));
  keep('the code of who has not come back', begun.searchParams.get('code'));

  for (const [name, provider] of Object.entries(providers)) {
    for (const [what, value] of provider.issuedSecrets) keep(`${what} of ${name}`, value);
  }
  const idToken = keep(
    'an ID token',
    [...providers.google.issuedSecrets].find(([name]) => name.startsWith('id'))?.[1],
  );
  const nonce = keep('the nonce', String(decodeJwt(idToken)['nonce']));
  const body = { id_token: idToken, nonce };
  keepSession('by an ID token', await credence.call('POST', '/oauth/google/id-token', { body }));
  await credence.call('POST', '/oauth/google/id-token', { body });
  return secrets;
}
