import { randomUUID } from 'node:crypto';

const PASSWORD = 'correct horse battery staple';

export interface SignUp {
  readonly email: string;
  readonly username: string;
  readonly password: string;
}

/** Creates the body of a sign-up with a new address. */
export function newAccount(): SignUp {
  return { email: `${randomUUID()}@example.com`, username: 'ada', password: PASSWORD };
}

/** Registers and verifies an account. */
export async function openAccount(url: string): Promise<SignUp> {
  const account = newAccount();
  const { verificationToken } = await post<{ verificationToken: string }>(`${url}/auth/signup`, account);
  await post(`${url}/auth/verify-email`, { token: verificationToken });
  return account;
}

export interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
}

export async function signIn(url: string, { email, password }: SignUp): Promise<Tokens> {
  return await post<Tokens>(`${url}/auth/login`, { email, password });
}

/**
 * Sends a JSON body.
 *
 * @throws Error the status is not 2xx
 */
export async function post<Answer>(
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  return (await send('POST', url, body, headers)) as Answer;
}

/**
 * Sends a JSON body with a method, and returns the JSON document of the answer.
 *
 * @throws Error the status is not 2xx
 */
export async function send(
  method: string,
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): Promise<unknown> {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${url} returned ${String(response.status)}.`);
  return await response.json();
}

/**
 * Requests a JSON document.
 *
 * @throws Error the status is not 2xx
 */
export async function get<Answer>(url: string, token: string): Promise<Answer> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  if (!response.ok) throw new Error(`GET ${url} returned ${String(response.status)}.`);
  return (await response.json()) as Answer;
}
