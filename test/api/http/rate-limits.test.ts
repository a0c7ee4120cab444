import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { waitForToken, newEmail, PASSWORD, createVerifiedAccount } from '../../support/clients/accounts.js';
import { SERVICE_TOKEN, startCredence } from '../../support/server/credence.js';
import type { Answer, Call, Credence } from '../../support/server/credence.js';
import { waitFor } from '../../support/clients/wait-for.js';
import { refusal } from '../../support/clients/refusals.js';
import { readMetric } from '../../support/clients/admin-api.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

/** Long enough for the sign-ins of a test on a busy machine, and short enough to wait for. */
const WINDOW_SECONDS = 5;
const LIMIT = 4;
const SOURCES = ['sign-up', 'mail', 'link', 'refresh', 'credential'];
const RATE_LIMITS = [
  `sign-in.source=${String(LIMIT)}/${String(WINDOW_SECONDS)}s`,
  ...SOURCES.map((name) => `${name}.source=${String(LIMIT)}/1h`),
  'sign-up.account=2/1h',
  'mail.recipient=2/1h',
  'link.account=2/1h',
  'refresh.account=3/1h',
  'password.account=3/1h',
  'change.account=3/1h',
].join(',');

let stores: TestStores;
/** Trusts no proxy. */
let credence: Credence;
/** Trusts proxies on this machine. */
let behindProxy: Credence;

beforeAll(async () => {
  stores = await useStores();
  credence = await startCredence({ ...stores.environment, RATE_LIMITS });
  const proxied = { RATE_LIMITS, TRUSTED_PROXIES: '127.0.0.0/8, ::1', PUBLIC_URL: credence.url };
  behindProxy = await startCredence({ ...stores.environment, ...proxied }, { role: 'api' });
});

afterAll(async () => {
  await Promise.all([credence.stop(), behindProxy.stop()]);
  await stores.dispose();
});

let sources = 0;
/** Returns the header of a proxy with a new source address. */
function aSource(): Record<string, string> {
  sources += 1;
  return { 'x-forwarded-for': `198.51.100.${String(sources)}` };
}

async function times(count: number, act: (n: number) => Promise<Answer>): Promise<number[]> {
  const statuses: number[] = [];
  for (let n = 0; n < count; n += 1) statuses.push((await act(n)).status);
  return statuses;
}

const wrongSignIn = (headers: Record<string, string>, by = behindProxy, email = newEmail()) =>
  by.call('POST', '/auth/login', { body: { email, password: 'wrong' }, headers });

describe('exceeded rate limits (LIM-7)', () => {
  test('an exceeded limit is answered with 429 and Retry-After, after which a request is accepted', async () => {
    const source = aSource();
    expect(await times(LIMIT, () => wrongSignIn(source))).toEqual(Array<number>(LIMIT).fill(401));
    const refused = await wrongSignIn(source);
    expect(refusal(refused)).toEqual([429, 'rate_limited']);
    expect(refused.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThanOrEqual(1);
    expect(seconds).toBeLessThanOrEqual(WINDOW_SECONDS);
    await sleep(seconds * 1000);
    expect((await wrongSignIn(source)).status).toBe(401);
  });

  test('every answer has the RateLimit headers', async () => {
    const source = aSource();
    const { headers } = await wrongSignIn(source);
    expect(headers.get('ratelimit-policy')).toBe(
      `"sign-in.source";q=${String(LIMIT)};w=${String(WINDOW_SECONDS)}`,
    );
    expect(headers.get('ratelimit')).toMatch(new RegExp(`^"sign-in.source";r=${String(LIMIT - 1)};t=[1-5]$`));
  });

  test.each([
    ['/auth/signup', (email: string) => ({ email, username: 'ada', password: PASSWORD })],
    ['/auth/reset-password-request', (email: string) => ({ email })],
    ['/auth/resend-verification', (email: string) => ({ email })],
  ])('the RateLimit headers of %s do not reveal earlier requests for an address', async (path, bodyFor) => {
    const email = newEmail();
    const ask = async (address: string) => {
      const answer = await behindProxy.call('POST', path, { body: bodyFor(address), headers: aSource() });
      const names = ['ratelimit-policy', 'ratelimit'].map((name) => answer.headers.get(name) ?? '');
      // The windows last one hour and begin with the first request of a source.
      return [answer.status, ...names.map((value) => value.replace(/;t=\d+/g, ''))];
    };
    await ask(email);
    const [, ...used] = await ask(email);
    const [, ...fresh] = await ask(newEmail());
    expect(used).toEqual(fresh);
    expect(used.join()).not.toMatch(/recipient|account/);
    const [status, ...exceeded] = await ask(email);
    expect([status, ...exceeded]).toEqual([429, ...fresh]);
  });

  test('a rejected request is counted in the metrics and not stored under its idempotency key', async () => {
    const source = aSource();
    const keyed = { ...source, 'idempotency-key': randomUUID() };
    await times(LIMIT, () => wrongSignIn(source));
    const email = newEmail();
    const refused = await wrongSignIn(keyed, behindProxy, email);
    expect(refused.status).toBe(429);
    await sleep(Number(refused.headers.get('retry-after')) * 1000);
    expect((await wrongSignIn(keyed, behindProxy, email)).status).toBe(401);
    expect(
      await readMetric(behindProxy, 'credence_rate_limited_total{limit="sign-in.source"}'),
    ).toBeGreaterThan(0);
  });

  test('correct passwords are not rate limited', async () => {
    const source = aSource();
    const { email } = await createVerifiedAccount(credence);
    const body = { email, password: PASSWORD };
    const correctSignIn = () => behindProxy.call('POST', '/auth/login', { body, headers: source });
    expect(await times(LIMIT + 2, correctSignIn)).toEqual(Array<number>(LIMIT + 2).fill(200));
  });
});

describe('bursts (LIM-7)', () => {
  const BURST = 3 * LIMIT;
  const refresh = (token: string, headers: Record<string, string>) =>
    behindProxy.call('POST', '/auth/refresh', { body: { refresh_token: token }, headers });

  test('a burst of valid refresh tokens does not block its source', async () => {
    const { email } = await createVerifiedAccount(credence);
    const tokens: string[] = [];
    for (let n = 0; n < BURST; n += 1) {
      const body = { email, password: PASSWORD };
      const answer = await behindProxy.call('POST', '/auth/login', { body, headers: aSource() });
      tokens.push(answer.body.refresh_token);
    }
    const source = aSource();
    const statuses = (await Promise.all(tokens.map((token) => refresh(token, source)))).map(
      (one) => one.status,
    );
    expect(statuses).toContain(429);
    const refused = tokens.filter((_, n) => statuses[n] === 429);
    expect(await times(refused.length, (n) => refresh(refused[n] ?? '', source))).toEqual(
      refused.map(() => 200),
    );
  });

  test.each<[string, string, () => Call['body']]>([
    ['per process', '/auth/refresh', () => ({ refresh_token: randomUUID() })],
    ['across processes', '/auth/verify-email', () => ({ token: randomUUID() })],
  ])('a burst cannot exceed the limit of guesses counted %s', async (_, path, guess) => {
    const source = aSource();
    const ask = async () => (await behindProxy.call('POST', path, { body: guess(), headers: source })).status;
    for (const admitted of [LIMIT, 0, 0]) {
      const statuses = await Promise.all(Array.from({ length: BURST }, ask));
      expect(statuses.filter((status) => status !== 429)).toHaveLength(admitted);
    }
  });
});

describe('the source of a request (LIM-5)', () => {
  const guess = (headers: Record<string, string>, by = behindProxy) =>
    by.call('POST', '/auth/refresh', { body: { refresh_token: 'guessed' }, headers });

  test('without a trusted proxy, the source is the connection whatever headers the client sends', async () => {
    const forged = (n: number) => ({
      'x-forwarded-for': `203.0.113.${String(n)}`,
      'x-real-ip': `203.0.113.${String(n)}`,
      forwarded: `for=203.0.113.${String(n)}`,
    });
    const statuses = await times(LIMIT + 1, (n) => guess(forged(n), credence));
    expect(statuses).toContain(429);
  });

  test('behind a trusted proxy, addresses that the client prepends are ignored', async () => {
    const [mine = ''] = Object.values(aSource());
    const through = (n: number) => ({ 'x-forwarded-for': `203.0.113.${String(n)}, ${mine}` });
    expect(await times(LIMIT + 1, (n) => guess(through(n)))).toContain(429);
  });

  test('the source is the /64 of an IPv6 address, and the IPv4 address of a mapped one', async () => {
    const prefix = `2001:db8:${String((sources += 1))}:1`;
    const host = (n: number) => ({ 'x-forwarded-for': `${prefix}::${String(n)}` });
    expect(await times(LIMIT + 1, (n) => guess(host(n)))).toContain(429);
    const [plain = ''] = Object.values(aSource());
    const spelled = (n: number) => ({ 'x-forwarded-for': n % 2 === 0 ? plain : `::ffff:${plain}` });
    expect(await times(LIMIT + 1, (n) => guess(spelled(n)))).toContain(429);
  });

  test('the source is the proxy if its header has no valid address', async () => {
    const garbage = (n: number) => ({ 'x-forwarded-for': `no address ${String(n)}` });
    expect(await times(LIMIT + 1, (n) => guess(garbage(n)))).toContain(429);
  });
});

test('no other spelling of the path and no other method reaches the sign-in (LIM-6)', async () => {
  const body = { email: newEmail(), password: 'wrong' };
  const spellings = ['/AUTH/login', '/auth/%6Cogin%2f', '/auth/./login;x'];
  for (const path of spellings) {
    const response = await fetch(credence.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect([path, response.status]).toEqual([path, 404]);
  }
  expect((await fetch(`${credence.url}/auth/login`, { method: 'HEAD' })).status).toBe(405);
  const override = { 'x-http-method-override': 'POST' };
  const overridden = await fetch(`${credence.url}/auth/login`, { headers: override });
  expect(overridden.status).toBe(405);
});

test('doubled and trailing slashes count towards the limits of the plain path (LIM-6)', async () => {
  const source = aSource();
  const paths = ['//auth/refresh', '/auth/refresh/', '/auth//refresh', '//auth//refresh//', '/auth/refresh'];
  const statuses: number[] = [];
  for (const path of paths) {
    const response = await fetch(behindProxy.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...source },
      body: JSON.stringify({ refresh_token: 'guessed' }),
    });
    statuses.push(response.status);
  }
  expect(statuses).toEqual([...Array<number>(LIMIT).fill(401), 429]);
});

describe('limits by source (LIM-9)', () => {
  const token = () => randomUUID();
  test.each<[string, string, () => Call['body']]>([
    ['sign-ins', '/auth/login', () => ({ email: newEmail(), password: 'wrong' })],
    ['reset requests', '/auth/reset-password-request', () => ({ email: newEmail() })],
    ['requests for a verification link', '/auth/resend-verification', () => ({ email: newEmail() })],
    ['guesses at verification links', '/auth/verify-email', () => ({ token: token() })],
    ['confirmations of a new address', '/auth/confirm-email', () => ({ token: token() })],
    ['resets', '/auth/reset-password-confirm', () => ({ token: token(), new_password: PASSWORD })],
    ['refreshes', '/auth/refresh', () => ({ refresh_token: token() })],
    ['sign-ups', '/auth/signup', () => ({ email: newEmail(), username: 'ada', password: PASSWORD })],
  ])('%s are limited by source', async (_, path, fresh) => {
    const source = aSource();
    const ask = (headers = source) => behindProxy.call('POST', path, { body: fresh(), headers });
    const statuses = await times(LIMIT + 1, () => ask());
    expect(statuses.slice(0, LIMIT)).not.toContain(429);
    expect(statuses.at(-1)).toBe(429);
    expect((await ask(aSource())).status).not.toBe(429);
  });

  test('guesses at service credentials are limited by source, and their valid use is not', async () => {
    const source = aSource();
    const ask = (token: string) => behindProxy.call('GET', '/v1/users', { token, headers: source });
    expect(await times(LIMIT + 2, () => ask(SERVICE_TOKEN))).not.toContain(429);
    const guess = () => ask(`crd_${randomUUID().replaceAll('-', '').repeat(2)}`);
    expect(await times(LIMIT + 1, guess)).toEqual([...Array<number>(LIMIT).fill(401), 429]);
    expect((await ask(SERVICE_TOKEN)).status).toBe(429);
  });
});

describe('limits by account (LIM-9)', () => {
  test.each(['/auth/reset-password-request', '/auth/resend-verification'])(
    'mail to one address is limited for all sources, registered or not: %s',
    async (path) => {
      const { email } = await signedUp();
      for (const address of [email, newEmail()]) {
        const ask = () => behindProxy.call('POST', path, { body: { email: address }, headers: aSource() });
        expect(await times(3, ask)).toEqual([202, 202, 429]);
        const spelled = { email: ` ${address.toUpperCase()} ` };
        expect((await behindProxy.call('POST', path, { body: spelled, headers: aSource() })).status).toBe(
          429,
        );
      }
    },
  );

  test('exhausting verification mails does not block password reset mails (LIM-4)', async () => {
    const { email } = await signedUp();
    const ask = (path: string) => behindProxy.call('POST', path, { body: { email }, headers: aSource() });
    expect(await times(3, () => ask('/auth/resend-verification'))).toEqual([202, 202, 429]);
    expect((await ask('/auth/reset-password-request')).status).toBe(202);
    expect(await waitForToken(credence, email, '/reset-password')).not.toBe('');
  });

  test('registrations with one address are limited', async () => {
    const body = { email: newEmail(), username: 'ada', password: PASSWORD };
    const ask = () => behindProxy.call('POST', '/auth/signup', { body, headers: aSource() });
    expect(await times(3, ask)).toEqual([201, 409, 429]);
  });

  test('attempts with one link are limited', async () => {
    const body = { token: randomUUID(), new_password: 'kolibri zaun lampe' };
    const ask = () => behindProxy.call('POST', '/auth/reset-password-confirm', { body, headers: aSource() });
    expect(await times(3, ask)).toEqual([410, 410, 429]);
  });

  test('refreshes of one session are limited', async () => {
    const { email } = await createVerifiedAccount(credence);
    const { body } = await behindProxy.call('POST', '/auth/login', {
      body: { email, password: PASSWORD },
      headers: aSource(),
    });
    let token = body.refresh_token;
    const statuses = await times(4, async () => {
      const answer = await behindProxy.call('POST', '/auth/refresh', {
        body: { refresh_token: token },
        headers: aSource(),
      });
      token = answer.body.refresh_token;
      return answer;
    });
    expect(statuses).toEqual([200, 200, 200, 429]);
  });

  test('password confirmations and other changes of one account are limited', async () => {
    const { email } = await createVerifiedAccount(credence);
    const { body } = await behindProxy.call('POST', '/auth/login', {
      body: { email, password: PASSWORD },
      headers: aSource(),
    });
    const wrong = { old_password: 'wrong', new_password: 'kolibri zaun lampe' };
    const ask = () =>
      behindProxy.call('POST', '/auth/change-password', { body: wrong, token: body.access_token });
    expect(await times(4, ask)).toEqual([403, 403, 403, 429]);
    const rename = (n: number) =>
      behindProxy.call('PATCH', '/auth/me', {
        body: { username: `ada ${String(n)}` },
        token: body.access_token,
      });
    expect(await times(4, rename)).toEqual([200, 200, 200, 429]);
  });

  async function signedUp(): Promise<{ email: string }> {
    const email = newEmail();
    const body = { email, username: 'ada', password: PASSWORD };
    await behindProxy.call('POST', '/auth/signup', { body, headers: aSource() });
    return { email };
  }
});

test('an exceeded limit is logged with pseudonyms of its source and account (LGS-2)', async () => {
  const source = aSource();
  const email = newEmail();
  await times(LIMIT + 1, () => wrongSignIn(source, behindProxy, email));
  const line = await waitFor('the exceeded limit is logged', () =>
    behindProxy
      .output()
      .split('\n')
      .findLast((one) => one.includes('"limits":["sign-in.source"]')),
  );
  expect(JSON.parse(line)).toMatchObject({
    problem: 'rate_limited',
    limits: ['sign-in.source'],
    source: expect.stringMatching(/^[\w-]{12}$/),
    account: expect.stringMatching(/^[\w-]{12}$/),
    status: 429,
  });
  expect(behindProxy.output()).not.toContain(email);
  expect(behindProxy.output()).not.toContain(source['x-forwarded-for']);
});

test('refused requests are in the audit with their source, and requests without credentials are not (AUD-1)', async () => {
  const attacker = aSource();
  const token = 'a-guess-at-a-token';
  await times(3, () => behindProxy.call('GET', '/auth/me', { token, headers: attacker }));
  await behindProxy.call('GET', '/auth/me', { headers: aSource() });
  // A process records what it has collected once a minute, and when it stops.
  await behindProxy.stop();
  const path = '/v1/audit?type=RequestsRefused&limit=200';
  const { items } = (await credence.call('GET', path, { token: SERVICE_TOKEN })).body;
  const refused = items.map(({ data, source, actor }) => ({ data, source, actor }));
  const tokens = refused.filter(
    ({ data }) => new Map(Object.entries(data ?? {})).get('kind') === 'unauthenticated',
  );
  expect(tokens).toContainEqual({
    data: { kind: 'unauthenticated', rule: null, count: 3, since: expect.any(String) },
    source: { ip: attacker['x-forwarded-for'], user_agent: 'node' },
    actor: 'anonymous',
  });
  expect(JSON.stringify(refused)).toContain('"rule":"sign-in.source"');
  const all = await credence.call('GET', '/v1/audit?limit=200', { token: SERVICE_TOKEN });
  expect(all.body.items.map(({ type }) => type)).toContain('RequestsRefused');
});
