import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  newEmail,
  PASSWORD,
  requestResetToken,
  createSignedInAccount,
  signIn,
  signUp,
} from '../../support/clients/accounts.js';
import { SERVICE_TOKEN, startCredence } from '../../support/server/credence.js';
import type { Credence } from '../../support/server/credence.js';
import { waitFor } from '../../support/clients/wait-for.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';
import { refusal } from '../../support/clients/refusals.js';

let stores: TestStores;
let first: Credence;
let second: Credence;

beforeAll(async () => {
  stores = await useStores();
  first = await startCredence(stores.environment);
  // One stream for each caller.
  const environment = { ...stores.environment, PUBLIC_URL: first.url, MAX_EVENT_STREAMS: '4' };
  second = await startCredence(environment, { role: 'api' });
});

afterAll(async () => {
  await second.stop();
  await first.stop();
  await stores.dispose();
});

test('a change through one process is visible at its position in the other (EVT-10, GQL-10)', async () => {
  const { token } = await createSignedInAccount(first);
  for (let n = 1; n <= 5; n += 1) {
    const username = `name ${n}`;
    const written = await first.call('PATCH', '/auth/me', { token, body: { username } });
    const read = await second.call('GET', '/auth/me', {
      token,
      headers: { 'event-position': written.headers.get('event-position') ?? '' },
    });
    expect([read.status, read.body.username, read.headers.get('consistency')]).toEqual([200, username, null]);
    expect(read.headers.get('etag')).toBe(written.headers.get('etag'));
    const asked = await second.call('POST', '/graphql', {
      token,
      headers: { 'event-position': written.headers.get('event-position') ?? '' },
      body: { query: '{ me { username } }' },
    });
    expect(asked.body).toEqual({ data: { me: { username } } });
  }
});

test('a read at a future position answers with Consistency: pending (EVT-10)', async () => {
  const { headers, status } = await second.call('GET', '/v1/users', {
    token: SERVICE_TOKEN,
    headers: { 'event-position': '7fffffffffffffff' },
  });
  expect([status, headers.get('consistency')]).toEqual([200, 'pending']);
});

test('a password reset through one process revokes access tokens in both (TOK-8)', async () => {
  const { email, token } = await createSignedInAccount(first);
  expect((await second.call('GET', '/auth/me', { token })).status).toBe(200);
  const body = { token: await requestResetToken(first, email), new_password: 'batteries for every horse' };
  expect((await second.call('POST', '/auth/reset-password-confirm', { body })).status).toBe(200);
  expect((await second.call('GET', '/auth/me', { token })).status).toBe(401);
  await waitFor(
    'the other refuses the token',
    async () => (await first.call('GET', '/auth/me', { token })).status === 401,
    1000,
  );
});

test('exactly one of several concurrent registrations of one address through two processes succeeds (REG-6)', async () => {
  const email = newEmail();
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, nth) => signUp(nth % 2 === 0 ? first : second, { email })),
  );
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  for (const answer of answers.filter(({ status }) => status !== 201)) {
    expect(refusal(answer)).toEqual([409, 'email_taken']);
  }
  const query = `/v1/users?email=${encodeURIComponent(email)}`;
  expect((await second.call('GET', query, { token: SERVICE_TOKEN })).body.items).toHaveLength(1);
});

test('registrations with one Idempotency-Key through two processes create one account (REG-11)', async () => {
  const body = { email: newEmail(), username: 'ada', password: PASSWORD };
  const headers = { 'idempotency-key': randomUUID() };
  const send = async (credence: Credence) => await credence.call('POST', '/auth/signup', { body, headers });
  const answers = await Promise.all([first, second, first, second].map(send));
  for (const { status } of answers) expect([201, 409]).toContain(status);
  const [fromFirst, fromSecond] = [await send(first), await send(second)];
  expect(fromFirst.status).toBe(201);
  expect(fromSecond.body).toEqual(fromFirst.body);
});

test('an account registered through one process signs in through the other at once (EVT-10)', async () => {
  const { email } = await createSignedInAccount(first);
  for (const credence of [first, second]) expect((await signIn(credence, email)).status).toBe(200);
});

describe('the feed of public events', () => {
  const followed = async (by: Credence, query: string) => {
    const { status, body } = await by.call('GET', `/v1/events?${query}`, { token: SERVICE_TOKEN });
    expect(status).toBe(200);
    return body as unknown as FeedPage;
  };

  async function headOf(by: Credence): Promise<string> {
    for (let after = ''; ;) {
      const page = await followed(by, `after=${after}&limit=1000`);
      if (page.caught_up) return page.next;
      after = page.next;
    }
  }

  test('a consumer gets the events of one process through the other, while it waits (FED-1)', async () => {
    const start = await headOf(second);
    const { userId } = await createSignedInAccount(first);
    const got: Record<string, unknown>[] = [];
    for (
      let after = start;
      !got.some(({ type }) => String(type).startsWith('com.credence.SessionStarted.'));
    ) {
      const page = await followed(second, `after=${after}&subject=${userId}&limit=2&wait=20`);
      got.push(...page.items);
      after = page.next;
    }
    const types = got.map(({ type }) => String(type).split('.')[2]);
    expect(types.filter((type) => type?.startsWith('Mail') !== true)).toEqual(
      expect.arrayContaining(['UserRegistered', 'PasswordSet', 'EmailVerified', 'SessionStarted']),
    );
    expect(got.every(({ subject, source }) => subject === userId && source === first.url)).toBe(true);
    const positions = got.map(({ position }) => String(position));
    expect(positions).toEqual([...new Set(positions)].sort());
    expect((await followed(first, `after=${start}&subject=${userId}`)).items).toEqual(
      expect.arrayContaining(got),
    );
  });

  test('without events:read_personal no personal field is in the feed (FED-6)', async () => {
    const { token: key } = await keyWith(['events:read']);
    const { email } = await createSignedInAccount(first);
    const read = async (token: string) =>
      JSON.stringify((await second.call('GET', '/v1/events?limit=1000', { token })).body);
    expect(await read(key)).not.toContain(email);
    expect(await read(SERVICE_TOKEN)).toContain(email);
  });

  test.each(['zzzz', '99999999999999999999', '9'.repeat(19), '9'.repeat(20) + '-' + '9'.repeat(20)])(
    'the position %s is refused by the feed and by the stream (FED-3)',
    async (after) => {
      for (const path of ['/v1/events', '/v1/events/stream']) {
        const answer = await second.call('GET', `${path}?after=${after}`, { token: SERVICE_TOKEN });
        expect(refusal(answer)).toEqual([400, 'invalid_position']);
      }
    },
  );

  test('a consumer starts at a time, and gets every event since then', async () => {
    const { userId } = await createSignedInAccount(first);
    const { items } = await followed(second, `subject=${userId}&limit=1`);
    const recorded = Date.parse(String(items[0]?.['time']));
    const since = (ms: number) => encodeURIComponent(new Date(recorded + ms).toISOString());
    const [earlier, later] = [since(-1000), since(60_000)];
    const answer = await followed(second, `after=${earlier}&subject=${userId}&limit=1`);
    expect(answer.items).toEqual(items);
    expect(await followed(second, `after=${later}`)).toMatchObject({ items: [], caught_up: true });
  });

  test('an unknown event type is refused', async () => {
    const answer = await first.call('GET', '/v1/events?type=UserRegistred', { token: SERVICE_TOKEN });
    expect(refusal(answer)).toEqual([422, 'invalid_input']);
  });

  test('a stream resumes after Last-Event-ID, and ends soon after its API key is revoked', async () => {
    const start = await headOf(second);
    const { id, token } = await keyWith(['events:read']);
    const { userId } = await createSignedInAccount(first);
    const stream = await fetch(`${second.url}/v1/events/stream?subject=${userId}`, {
      headers: { authorization: `Bearer ${token}`, 'last-event-id': start },
    });
    expect([stream.status, stream.headers.get('content-type')]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
    ]);
    const chunks = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!text.includes('SessionStarted')) text += (await chunks?.read())?.value ?? '';
    expect(text).toContain('UserRegistered');
    await first.call('DELETE', `/v1/api-keys/${id}`, { token: SERVICE_TOKEN });
    // The revoked key gets none of these events, so the stream is over once it would have sent one.
    const ended = (async () => {
      while ((await chunks?.read())?.done !== true);
      return 'ended';
    })();
    await waitFor('the stream ends', async () => {
      await first.call('POST', `/v1/users/${userId}/deactivate`, { token: SERVICE_TOKEN });
      await first.call('POST', `/v1/users/${userId}/reactivate`, { token: SERVICE_TOKEN });
      return (await Promise.race([ended, Promise.resolve('open')])) === 'ended';
    });
  });

  test('an API key that has its share of the streams is refused another one', async () => {
    const { token } = await keyWith(['events:read']);
    const open = async () => {
      const headers = { authorization: `Bearer ${token}` };
      return await fetch(`${second.url}/v1/events/stream`, { headers });
    };
    const stream = await open();
    const refused = await open();
    expect([stream.status, refused.status, refused.headers.get('retry-after')]).toEqual([200, 503, '2']);
    expect(refused.headers.get('content-type')).toMatch('application/problem+json');
    expect(await refused.json()).toMatchObject({ code: 'too_busy' });
    await stream.body?.cancel();
    // The place is free again once the process has noticed that the client left.
    const again = await waitFor('the place is free', async () => {
      const answer = await open();
      return answer.status === 200 && answer;
    });
    await again.body?.cancel();
  });

  async function keyWith(scopes: readonly string[]): Promise<{ id: string; token: string }> {
    const body = { name: 'a consumer', scopes };
    const answer = await first.call('POST', '/v1/api-keys', { token: SERVICE_TOKEN, body });
    const { id, key } = answer.body as unknown as { id: string; key: string };
    return { id, token: key };
  }
});

interface FeedPage {
  readonly items: readonly Record<string, unknown>[];
  readonly next: string;
  readonly head: string;
  readonly caught_up: boolean;
}
