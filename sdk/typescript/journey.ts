// Signs a person up, in and out. CREDENCE_URL is the service, with its development inbox.
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { createCredence, Problem, unwrap } from './src/index.js';

interface Inbox {
  readonly items: readonly { readonly to: string | readonly string[]; readonly links: readonly string[] }[];
}

const url = process.env['CREDENCE_URL'] ?? 'http://127.0.0.1:3000';
const password = 'correct horse battery staple';

/** Returns the token of the link in the first mail to an address. */
async function linkToken(address: string): Promise<string> {
  for (let i = 0; i < 100; i += 1) {
    const inbox = (await (await fetch(`${url}/dev/inbox.json`)).json()) as Inbox;
    const link = inbox.items.find(({ to }) => to.includes(address))?.links[0];
    if (link !== undefined) return new URL(link).searchParams.get('token') ?? '';
    await wait(100);
  }
  throw new Error('No mail arrived.');
}

/** Returns the code of a refusal. */
async function codeOf(refused: Promise<unknown>): Promise<string> {
  try {
    await refused;
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
  throw new Error('The request was not refused.');
}

const { api } = createCredence({ url });
const email = `${randomUUID()}@example.com`;
await unwrap(api.POST('/auth/signup', { body: { email, username: 'grace', password } }));
await unwrap(api.POST('/auth/verify-email', { body: { token: await linkToken(email) } }));

const wrong = api.POST('/auth/login', { body: { email, password: 'not the password' } });
console.log('refused:', await codeOf(unwrap(wrong)));

await unwrap(api.POST('/auth/login', { body: { email, password } }));
const me = await unwrap(api.GET('/auth/me'));
console.log('signed in:', me.username, me.is_verified);
await unwrap(api.POST('/auth/logout', { body: {} }));
console.log('signed out:', await codeOf(unwrap(api.GET('/auth/me'))));
