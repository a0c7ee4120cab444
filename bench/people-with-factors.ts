import { codeOfStep } from '../test/support/domain/totp-codes.js';
import { Authenticator } from '../test/support/webauthn/authenticator.js';
import { openAccount, post, signIn } from './account.js';
import type { SignUp } from './account.js';

const TOTP_STEP_MS = 30_000;

/** An account with an authenticator app. */
export interface PersonWithApp extends SignUp {
  readonly secret: string;
}

/** Opens an account with an app. Its enrolment uses an older code, so that the present one is left for a sign-in. */
export async function openPersonWithApp(url: string): Promise<PersonWithApp> {
  const account = await openAccount(url);
  const headers = { authorization: `Bearer ${(await signIn(url, account)).access_token}` };
  const path = `${url}/auth/factors/totp`;
  const started = await post<{ secret: string; enrolment_token: string }>(path, {}, headers);
  const { secret, enrolment_token } = started;
  const confirm = () => post(`${path}/confirm`, { enrolment_token, code: codeIn(secret, -1) }, headers);
  // The code may expire on its way; then the next one works.
  await confirm().catch(confirm);
  return { ...account, secret };
}

/** Returns the code that an app shows some steps of 30 seconds from now. */
export function codeIn(secret: string, steps: number): string {
  return codeOfStep(Math.floor(Date.now() / TOTP_STEP_MS) + steps, secret);
}

/** Signs in by password, and returns the token of the second step. */
export async function firstStep(url: string, { email, password }: SignUp): Promise<string> {
  const response = await fetch(`${url}/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  const { mfa_token: token } = (await response.json()) as { mfa_token?: string };
  if (token === undefined) throw new Error(`The sign-in answered ${String(response.status)}.`);
  return token;
}

/** Adds passkeys to an account. Returns the authenticators that hold them. */
export async function addPasskeys(url: string, account: SignUp, count: number): Promise<Authenticator[]> {
  const headers = { authorization: `Bearer ${(await signIn(url, account)).access_token}` };
  const path = `${url}/auth/factors/passkey`;
  const authenticators: Authenticator[] = [];
  for (let n = 0; n < count; n += 1) {
    const { public_key: options } = await post<{
      public_key: { challenge: string; rp: { id: string }; user: { id: string } };
    }>(`${path}/options`, { kind: 'passkey' }, headers);
    const authenticator = new Authenticator({ id: options.rp.id, origin: url });
    authenticator.userHandle = options.user.id;
    await post(path, { credential: authenticator.create(options.challenge) }, headers);
    authenticators.push(authenticator);
  }
  return authenticators;
}

/** Answers a new challenge of a sign-in. */
export async function answerOf(url: string, authenticator: Authenticator) {
  const { public_key: options } = await post<{ public_key: { challenge: string } }>(
    `${url}/auth/passkey/options`,
    {},
  );
  return { credential: authenticator.get(options.challenge) };
}
