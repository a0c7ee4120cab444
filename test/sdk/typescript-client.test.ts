import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sdkTypes } from '../../scripts/sdk-types.mjs';
import { createCredence, memoryStore, Problem, unwrap } from '../../sdk/typescript/src/index.js';
import type { CloudEvent, CredenceOptions, ProblemCode } from '../../sdk/typescript/src/index.js';
import { createVerifiedAccount, newEmail, PASSWORD } from '../support/clients/accounts.js';
import type { Account } from '../support/clients/accounts.js';
import { SERVICE_TOKEN, startCredence } from '../support/server/credence.js';
import type { Credence } from '../support/server/credence.js';
import { useStores } from '../support/stores/stores.js';
import type { TestStores } from '../support/stores/stores.js';

const TYPES = new URL('../../../sdk/typescript/src/schema.ts', import.meta.url);
/** Access tokens expire so soon that the client refreshes a second after each sign-in. */
const ACCESS_TOKEN_TTL = '11s';

let stores: TestStores;
let credence: Credence;
let account: Account;

beforeAll(async () => {
  stores = await useStores();
  credence = await startCredence({ ...stores.environment, ACCESS_TOKEN_TTL });
  account = await createVerifiedAccount(credence);
});

afterAll(async () => {
  await credence.stop();
  await stores.dispose();
});

function client(options: Partial<CredenceOptions> = {}) {
  return createCredence({ url: credence.url, ...options });
}

/** Sends requests, and loses the answers to the first ones with a path. */
function losing(path: string, count: number) {
  const sent: Request[] = [];
  return {
    sent,
    fetch: async (request: Request): Promise<Response> => {
      const response = await fetch(request.clone());
      if (new URL(request.url).pathname !== path) return response;
      sent.push(request);
      if (sent.length <= count) throw new TypeError('fetch failed');
      return response;
    },
  };
}

/** Makes the access token of a store too old. */
async function expire(store: ReturnType<typeof memoryStore>): Promise<void> {
  const tokens = await store.read();
  if (tokens !== null) await store.write({ ...tokens, expiresAt: 0 });
}

async function signIn(app: ReturnType<typeof client>) {
  const body = { email: account.email, password: PASSWORD };
  return await unwrap(app.api.POST('/auth/login', { body }));
}

describe('the TypeScript client', () => {
  test('a person signs up, confirms the address, signs in, reads the account and signs out (SDK-1)', async () => {
    const store = memoryStore();
    const { api } = client({ store });
    const email = newEmail();
    await unwrap(api.POST('/auth/signup', { body: { email, username: 'grace', password: PASSWORD } }));
    const [mail] = await credence.mails(email);
    const token = new URL(mail?.links[0] ?? '').searchParams.get('token') ?? '';
    await unwrap(api.POST('/auth/verify-email', { body: { token } }));
    await unwrap(api.POST('/auth/login', { body: { email, password: PASSWORD } }));
    const me = await unwrap(api.GET('/auth/me'));
    expect(me).toMatchObject({ email, username: 'grace', is_verified: true });
    await unwrap(api.POST('/auth/logout', { body: {} }));
    expect(await store.read()).toBeNull();
    await expect(unwrap(api.GET('/auth/me'))).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  test('a refusal is a problem with a code of the API (SDK-4)', async () => {
    const body = { email: account.email, password: 'not the password' };
    const refusal: unknown = await unwrap(client().api.POST('/auth/login', { body })).catch(
      (error: unknown) => error,
    );
    const code: ProblemCode = 'invalid_credentials';
    expect(refusal).toBeInstanceOf(Problem);
    expect(refusal).toMatchObject({ code, body: { status: 401 }, retryAfter: null });
  });

  test('two refreshes at once and a lost answer to one do not sign out (SDK-2)', async () => {
    const store = memoryStore();
    const { sent, fetch: send } = losing('/auth/refresh', 2);
    const signedOut: string[] = [];
    const tabs = ['one', 'other'].map((tab) =>
      client({ store, fetch: send, onSignedOut: () => signedOut.push(tab) }),
    );
    const [one, other] = tabs;
    if (one === undefined || other === undefined) throw new Error('Two tabs are needed.');
    await signIn(one);
    await expire(store);
    const read = await Promise.all(tabs.map((tab) => unwrap(tab.api.GET('/auth/me'))));
    expect(read.map(({ email }) => email)).toEqual([account.email, account.email]);
    expect(sent).toHaveLength(3);
    await expire(store);
    expect(await unwrap(other.api.GET('/auth/me'))).toMatchObject({ email: account.email });
    expect(signedOut).toEqual([]);
  });

  test('a session that the service has ended removes the tokens and is reported once', async () => {
    const store = memoryStore();
    const signedOut: true[] = [];
    const app = client({ store, onSignedOut: () => signedOut.push(true) });
    const { user_id: userId } = await signIn(app);
    const path = `/v1/users/${userId}/sign-out`;
    expect((await credence.call('POST', path, { token: SERVICE_TOKEN, body: {} })).status).toBe(200);
    const refusals = await Promise.allSettled([1, 2].map(() => unwrap(app.api.GET('/auth/me'))));
    expect(refusals.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await store.read()).toBeNull();
    expect(signedOut).toEqual([true]);
  });

  test('a write whose answer is lost is repeated with its key, and happens once', async () => {
    const { sent, fetch: send } = losing('/auth/signup', 2);
    const { api } = client({ fetch: send });
    const body = { email: newEmail(), username: 'grace', password: PASSWORD };
    expect(await unwrap(api.POST('/auth/signup', { body }))).toMatchObject({ email: body.email });
    const keys = new Set(sent.map(({ headers }) => headers.get('Idempotency-Key')));
    expect([sent.length, keys.size, keys.has(null)]).toEqual([3, 1, false]);
  });

  test('a read carries the position of the last write', async () => {
    const sent: Request[] = [];
    const app = client({
      fetch(request) {
        sent.push(request.clone());
        return fetch(request);
      },
    });
    await signIn(app);
    const changed = await app.api.PATCH('/auth/me', { body: { username: 'countess' } });
    expect(await unwrap(app.api.GET('/auth/me'))).toMatchObject({ username: 'countess' });
    const position = changed.response.headers.get('Event-Position');
    expect(position).not.toBeNull();
    expect(sent.at(-1)?.headers.get('Event-Position')).toBe(position);
  });

  test('events are followed across a lost connection, without a gap or a repeat', async () => {
    let connections = 0;
    const app = client({
      apiKey: SERVICE_TOKEN,
      async fetch(request) {
        const response = await fetch(request);
        connections += 1;
        return connections === 1 ? new Response(await oneMessage(response), response) : response;
      },
    });
    const ended = new AbortController();
    const followed: CloudEvent[] = [];
    for await (const event of app.events({ after: '', signal: ended.signal })) {
      followed.push(event);
      if (followed.length === 4) break;
    }
    ended.abort();
    const page = await unwrap(app.api.GET('/v1/events', { params: { query: { limit: '4' } } }));
    expect(followed.map(({ id }) => id)).toEqual(page.items.map(({ id }) => id));
    expect(connections).toBeGreaterThan(2);
  });

  test('a refusal of the events is a problem', async () => {
    const following = client({ apiKey: 'wrong' }).events();
    await expect(following.next()).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  test('its types are those of the OpenAPI document (SDK-3)', async () => {
    const document: unknown = await (await fetch(`${credence.url}/openapi.json`)).json();
    expect(await sdkTypes(document)).toBe(await readFile(TYPES, 'utf8'));
  });
});

/** Returns the first message of a stream as a body of its own. */
async function oneMessage({ body }: Response): Promise<string> {
  let text = '';
  if (body !== null)
    for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const end = text.indexOf('\n\n', text.indexOf('id:'));
      if (text.includes('id:') && end !== -1) return text.slice(0, end + 2);
    }
  return text;
}
