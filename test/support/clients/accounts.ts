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

/** An address that nobody has yet. */
export function newEmail(): string {
  return `${randomUUID()}@example.com`;
}

export async function signUp(credence: Credence, wishes: AccountOptions = {}): Promise<Answer> {
  const { email = newEmail(), password = PASSWORD } = wishes;
  return await credence.call('POST', '/auth/signup', { body: { email, username: 'ada', password } });
}

export async function signIn(credence: Credence, email: string, password = PASSWORD): Promise<Answer> {
  return await credence.call('POST', '/auth/login', { body: { email, password } });
}

/**
 * Registers an account and verifies it by the mailed link.
 *
 * @throws Error the service refuses
 */
export async function createVerifiedAccount(
  credence: Credence,
  wishes: AccountOptions = {},
): Promise<Account> {
  const { email = newEmail(), password = PASSWORD } = wishes;
  const { status: signedUp, body } = await signUp(credence, { email, password });
  if (signedUp >= 400) throw new Error(`The sign-up of ${email} was answered with ${signedUp}.`);
  const token = await waitForToken(credence, email, '/verify-email');
  const { status } = await credence.call('POST', '/auth/verify-email', { body: { token } });
  if (status !== 200) throw new Error(`The verification of ${email} was answered with ${status}.`);
  return { email, userId: body.user_id, password };
}

/** @throws Error the service refuses */
export async function createSignedInAccount(
  credence: Credence,
  wishes: AccountOptions = {},
): Promise<SignedInAccount> {
  const account = await createVerifiedAccount(credence, wishes);
  const { status, body } = await signIn(credence, account.email, account.password);
  if (status !== 200) throw new Error(`The sign-in of ${account.email} was answered with ${status}.`);
  return { ...account, token: body.access_token };
}

/** Asks for a reset link and waits for it; `nth` counts the reset links that the address has had. */
export async function requestResetToken(credence: Credence, email: string, nth = 1): Promise<string> {
  await credence.call('POST', '/auth/reset-password-request', { body: { email } });
  return await waitForToken(credence, email, '/reset-password', nth);
}

/** The token in the nth mail to an address that links to a path; waits for it. */
export async function waitForToken(
  credence: Credence,
  address: string,
  path: string,
  nth = 1,
): Promise<string> {
  const link = await waitFor(`mail ${nth} to ${address} links to ${path}`, async () => {
    const links = (await credence.mails(address, 0)).flatMap((mail) => mail.links);
    return links.filter((one) => new URL(one).pathname === path)[nth - 1];
  });
  return new URL(link).searchParams.get('token') ?? '';
}

/** The first mail to an address with a subject; waits for it, whatever else is mailed meanwhile. */
export async function waitForMail(credence: Credence, address: string, subject: string): Promise<InboxItem> {
  return await waitFor(`“${subject}” is mailed to ${address}`, async () =>
    (await credence.mails(address, 0)).find((mail) => mail.subject === subject),
  );
}
