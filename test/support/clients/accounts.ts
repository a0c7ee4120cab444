import { randomUUID } from 'node:crypto';
import type { Answer, Credence, InboxItem } from '../server/credence.js';
import { waitFor } from './wait-for.js';

export const PASSWORD = 'correct horse battery staple';

export interface Account {
  readonly email: string;
  readonly userId: string;
  readonly password: string;
}

export interface SignedInAccount extends Account {
  readonly token: string;
}

interface AccountOptions {
  readonly email?: string;
  readonly password?: string;
}

/** Returns an email address that no account has. */
export function newEmail(): string {
  return `${randomUUID()}@example.com`;
}

/** Sends a registration and returns the answer, also if it is a refusal. */
export async function signUp(credence: Credence, options: AccountOptions = {}): Promise<Answer> {
  const { email = newEmail(), password = PASSWORD } = options;
  return await credence.call('POST', '/auth/signup', { body: { email, username: 'ada', password } });
}

/** Sends a sign-in and returns the answer, also if it is a refusal. */
export async function signIn(credence: Credence, email: string, password = PASSWORD): Promise<Answer> {
  return await credence.call('POST', '/auth/login', { body: { email, password } });
}

/**
 * Registers an account and verifies it with the mailed link.
 *
 * @throws Error the service refuses a request
 */
export async function createVerifiedAccount(
  credence: Credence,
  options: AccountOptions = {},
): Promise<Account> {
  const { email = newEmail(), password = PASSWORD } = options;
  const { status: signedUp, body } = await signUp(credence, { email, password });
  if (signedUp >= 400) throw new Error(`Registration of ${email} failed with status ${signedUp}.`);
  const token = await waitForToken(credence, email, '/verify-email');
  const { status } = await credence.call('POST', '/auth/verify-email', { body: { token } });
  if (status !== 200) throw new Error(`Verification of ${email} failed with status ${status}.`);
  return { email, userId: body.user_id, password };
}

/**
 * Registers and verifies an account and signs in.
 *
 * @throws Error the service refuses a request
 */
export async function createSignedInAccount(
  credence: Credence,
  options: AccountOptions = {},
): Promise<SignedInAccount> {
  const account = await createVerifiedAccount(credence, options);
  const { status, body } = await signIn(credence, account.email, account.password);
  if (status !== 200) throw new Error(`Sign-in of ${account.email} failed with status ${status}.`);
  return { ...account, token: body.access_token };
}

/**
 * Requests a password reset and returns the token of the mailed link.
 *
 * @param nth number of the reset link, counted from the first one that the address ever received
 */
export async function requestResetToken(credence: Credence, email: string, nth = 1): Promise<string> {
  await credence.call('POST', '/auth/reset-password-request', { body: { email } });
  return await waitForToken(credence, email, '/reset-password', nth);
}

/** Waits for the nth mail to an address with a link to a path, and returns the token of that link. */
export async function waitForToken(
  credence: Credence,
  address: string,
  path: string,
  nth = 1,
): Promise<string> {
  const link = await waitFor(`mail ${nth} with a link to ${path} arrives for ${address}`, async () => {
    const links = (await credence.mails(address, 0)).flatMap((mail) => mail.links);
    return links.filter((url) => new URL(url).pathname === path)[nth - 1];
  });
  return new URL(link).searchParams.get('token') ?? '';
}

/** Waits for a mail with a subject to an address. Other mails may arrive before it. */
export async function waitForMail(credence: Credence, address: string, subject: string): Promise<InboxItem> {
  return await waitFor(`mail “${subject}” arrives for ${address}`, async () =>
    (await credence.mails(address, 0)).find((mail) => mail.subject === subject),
  );
}
