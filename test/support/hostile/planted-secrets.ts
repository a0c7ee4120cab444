import { randomBytes, randomUUID } from 'node:crypto';
import { waitForToken, requestResetToken, signIn, signUp } from '../clients/accounts.js';
import { SECRET_KEY, SERVICE_TOKEN } from '../server/credence.js';
import type { Answer, Credence } from '../server/credence.js';
import { plantProviderSecrets } from './planted-provider-secrets.js';
import type { CredenceWithProviders } from '../federation/credence-with-providers.js';

/** Secrets that a user and the service have exchanged. */
export interface PlantedSecrets {
  readonly userId: string;
  /** Values by name. */
  readonly secrets: ReadonlyMap<string, string>;
}

const randomPassword = (name: string) => `${name} ${randomBytes(9).toString('base64url')}`;

// Both contain JSON syntax, which must not forge a member of a log line.
export const USERNAME = 'Ada ","admin":true,"x":"';
export const USER_AGENT = `agent/${randomUUID()} ","admin":true,"x":"`;
export const EMAIL = `ada.${randomUUID()}@example.com`;
export const NEW_EMAIL = `lovelace.${randomUUID()}@example.org`;
export const PASSWORDS = {
  first: randomPassword('first'),
  changed: randomPassword('changed'),
  reset: randomPassword('reset'),
  wrong: randomPassword('wrong'),
  misplaced: randomPassword('in the wrong field'),
  malformed: randomPassword('in malformed JSON'),
};

/** Sends every kind of secret through the program, both in correct and in wrong places. */
export async function plantSecrets(setup: CredenceWithProviders): Promise<PlantedSecrets> {
  const { credence } = setup;
  const secrets = new Map<string, string>([
    ...Object.entries(PASSWORDS).map(([name, value]): [string, string] => [`password ${name}`, value]),
    ['master secret', SECRET_KEY],
    ['service token', SERVICE_TOKEN],
    ...(await plantProviderSecrets(setup)),
  ]);
  const userId = await runJourney(credence, secrets);
  await sendMistakes(credence, secrets.get('unused reset token') ?? '');
  return { userId, secrets };
}

/** Takes an account from registration to a change of address, with every kind of password and link. */
async function runJourney(credence: Credence, secrets: Map<string, string>): Promise<string> {
  const { first, changed, reset } = PASSWORDS;

  async function post(path: string, body: unknown, token?: string): Promise<Answer> {
    const key = keep(`idempotency key of ${path} ${secrets.size}`, randomUUID());
    const headers = { 'idempotency-key': key, 'user-agent': USER_AGENT };
    return await credence.call('POST', path, { body, headers, ...(token !== undefined && { token }) });
  }

  function keep(name: string, value: string): string {
    secrets.set(name, value);
    return value;
  }

  /** Signs in and keeps every token of the answer. */
  async function openSession(name: string, password: string): Promise<string> {
    const { body } = await post('/auth/login', { email: EMAIL, password });
    for (const [field, value] of Object.entries(body)) {
      if (field.endsWith('_token')) keep(`${name} ${field}`, String(value));
    }
    keep(`${name} signature`, body.access_token.split('.')[2] ?? '');
    return body.access_token;
  }

  const { body } = await post('/auth/signup', { email: EMAIL, username: USERNAME, password: first });
  const verification = keep('verification token', await waitForToken(credence, EMAIL, '/verify-email'));
  await post('/auth/verify-email', { token: verification });
  const firstSession = await openSession('first session', first);
  await post('/auth/change-password', { old_password: first, new_password: changed }, firstSession);
  const link = keep('reset token', await requestResetToken(credence, EMAIL));
  await post('/auth/reset-password-confirm', { token: link, new_password: reset });
  const secondSession = await openSession('second session', reset);
  await post('/auth/change-email', { new_email: NEW_EMAIL, password: reset }, secondSession);
  const confirmation = keep('confirmation token', await waitForToken(credence, NEW_EMAIL, '/confirm-email'));
  await post('/auth/confirm-email', { token: confirmation });
  keep('unused reset token', await requestResetToken(credence, NEW_EMAIL));
  return body.user_id;
}

/** Sends secrets in places where a careless client might put them. */
async function sendMistakes(credence: Credence, token: string): Promise<void> {
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
