import { randomBytes, randomUUID } from 'node:crypto';
import { waitForToken, requestResetToken, signIn, signUp } from '../clients/accounts.js';
import { SECRET_KEY, SERVICE_TOKEN } from '../server/credence.js';
import type { Answer, Credence } from '../server/credence.js';
import { plantProviderSecrets } from './planted-provider-secrets.js';
import type { CredenceWithProviders } from '../federation/credence-with-providers.js';

/** What a person and the service have said to each other, and nobody else may learn. */
export interface PlantedSecrets {
  readonly userId: string;
  /** By what it is. */
  readonly secrets: ReadonlyMap<string, string>;
}

const fresh = (name: string) => `${name} ${randomBytes(9).toString('base64url')}`;

export const USERNAME = 'Ada ","admin":true,"x":"';
export const USER_AGENT = `agent/${randomUUID()} ","admin":true,"x":"`;
export const EMAIL = `ada.${randomUUID()}@example.com`;
export const NEW_EMAIL = `lovelace.${randomUUID()}@example.org`;
export const PASSWORDS = {
  first: fresh('the first'),
  changed: fresh('the changed'),
  reset: fresh('the reset'),
  wrong: fresh('the wrong'),
  misplaced: fresh('in the wrong field'),
  malformed: fresh('in half a body'),
};

/** Sends every kind of secret through a program once: where it belongs, and where it does not. */
export async function plantSecrets(us: CredenceWithProviders): Promise<PlantedSecrets> {
  const { credence } = us;
  const secrets = new Map<string, string>([
    ...Object.entries(PASSWORDS).map(([name, value]): [string, string] => [`password ${name}`, value]),
    ['the master secret', SECRET_KEY],
    ['the service token', SERVICE_TOKEN],
    ...(await plantProviderSecrets(us)),
  ]);
  const userId = await journey(credence, secrets);
  await failures(credence, secrets.get('an unused reset token') ?? '');
  return { userId, secrets };
}

/** An account from its registration to its second address, by way of every password and link. */
async function journey(credence: Credence, secrets: Map<string, string>): Promise<string> {
  const { first, changed, reset } = PASSWORDS;

  async function post(path: string, body: unknown, token?: string): Promise<Answer> {
    const key = keep(`the idempotency key of ${path} ${secrets.size}`, randomUUID());
    const headers = { 'idempotency-key': key, 'user-agent': USER_AGENT };
    return await credence.call('POST', path, { body, headers, ...(token !== undefined && { token }) });
  }

  function keep(name: string, value: string): string {
    secrets.set(name, value);
    return value;
  }

  /** Keeps every token of a sign-in, whatever tokens it has. */
  async function session(name: string, password: string): Promise<string> {
    const { body } = await post('/auth/login', { email: EMAIL, password });
    for (const [field, value] of Object.entries(body)) {
      if (field.endsWith('_token')) keep(`${name} ${field}`, String(value));
    }
    keep(`${name} signature`, body.access_token.split('.')[2] ?? '');
    return body.access_token;
  }

  const { body } = await post('/auth/signup', { email: EMAIL, username: USERNAME, password: first });
  const verification = keep('the verification token', await waitForToken(credence, EMAIL, '/verify-email'));
  await post('/auth/verify-email', { token: verification });
  const one = await session('the first session', first);
  await post('/auth/change-password', { old_password: first, new_password: changed }, one);
  const link = keep('the reset token', await requestResetToken(credence, EMAIL));
  await post('/auth/reset-password-confirm', { token: link, new_password: reset });
  const two = await session('the second session', reset);
  await post('/auth/change-email', { new_email: NEW_EMAIL, password: reset }, two);
  const confirmation = keep(
    'the new address’s token',
    await waitForToken(credence, NEW_EMAIL, '/confirm-email'),
  );
  await post('/auth/confirm-email', { token: confirmation });
  keep('an unused reset token', await requestResetToken(credence, NEW_EMAIL));
  return body.user_id;
}

/** What clients do wrong with secrets in their hands. */
async function failures(credence: Credence, token: string): Promise<void> {
  const { wrong, misplaced, malformed } = PASSWORDS;
  await signIn(credence, NEW_EMAIL, wrong);
  await signIn(credence, misplaced, wrong);
  await signIn(credence, `${misplaced.replaceAll(' ', '.')}@example.com`, wrong);
  await signUp(credence, { email: EMAIL, password: 'short' });
  await credence.call('POST', '/auth/login', { body: `{"email":"${EMAIL}","password":"${malformed}` });
  await credence.call('POST', '/auth/login', {
    body: { email: EMAIL, password: wrong, [misplaced]: misplaced },
  });
  await credence.call('POST', '/auth/login', { body: { email: EMAIL, password: { value: wrong } } });
  await credence.call('POST', '/auth/change-password', {
    token,
    body: { old_password: wrong, new_password: wrong },
  });
  await credence.call('GET', `/nowhere/${token}?token=${token}&password=${encodeURIComponent(wrong)}`);
  await credence.call('GET', `/v1/users?email=${EMAIL}&password=${encodeURIComponent(wrong)}`, {
    token: SERVICE_TOKEN,
  });
  await credence.call('GET', '/auth/me', {
    headers: { authorization: `Basic ${btoa(wrong)}`, cookie: `a=${token}` },
  });
  await fetch(`${credence.url}/reset-password?token=${token}`);
}
