import type { RequestListener } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { newEmail, signIn, createVerifiedAccount } from '../../support/clients/accounts.js';
import type { Account } from '../../support/clients/accounts.js';
import type { Answer } from '../../support/server/credence.js';
import { createHostileProvider } from '../../support/federation/hostile-provider.js';
import type { Behaviour, HostileProvider } from '../../support/federation/hostile-provider.js';
import { waitFor } from '../../support/clients/wait-for.js';
import { refusal } from '../../support/clients/refusals.js';
import { readMetric } from '../../support/clients/admin-api.js';
import {
  OUR_CLIENT,
  startCredenceWithHostileProvider,
} from '../../support/federation/credence-with-hostile-provider.js';
import type { CredenceWithHostileProvider } from '../../support/federation/credence-with-hostile-provider.js';

const person = { sub: 'mallory', email: newEmail(), email_verified: true };

let setup: CredenceWithHostileProvider;
/** A provider that does not listen until a test starts it. */
let away: HostileProvider;
/** A provider with slow answers. */
let slow: HostileProvider;
let account: Account;

beforeAll(async () => {
  away = await createHostileProvider(person);
  slow = await createHostileProvider(person);
  await slow.start();
  setup = await startCredenceWithHostileProvider(person, {
    providers: (issuer) => ({
      away: { ...OUR_CLIENT, issuer: away.issuer },
      slow: { ...OUR_CLIENT, issuer: slow.issuer },
      forked: { ...OUR_CLIENT, issuer: `${issuer}/forked` },
      gigantic: { ...OUR_CLIENT, issuer: `${issuer}/gigantic` },
      redirecting: { ...OUR_CLIENT, issuer: `${issuer}/redirecting` },
      keyless: { ...OUR_CLIENT, issuer: `${issuer}/keyless` },
    }),
  });
  account = await createVerifiedAccount(setup.credence);
  await signIn(setup.credence, account.email);
});

afterEach(() => setup.provider.setBehaviour({}));

afterAll(async () => {
  const output = setup.credence.output();
  const running = setup.credence.process.exitCode === null;
  await setup.stop();
  await Promise.all([away.stop(), slow.stop()]);
  expect(running).toBe(true);
  expect(output).not.toMatch(/"level":(50|60)/);
});

const UNTRUSTWORTHY = [403, 'untrustworthy_answer'] as const;
const UNAVAILABLE = [503, 'provider_unavailable'] as const;
type Refusal = typeof UNTRUSTWORTHY | typeof UNAVAILABLE;

/** Expects a refusal with one count and no event, and with Retry-After if the provider is unavailable. */
async function expectRefused(
  expected: Refusal,
  signInWithProvider: () => Promise<Answer>,
  name = 'hostile',
): Promise<void> {
  const series = `credence_oauth_answers_total{provider="${name}",outcome="${expected[1]}"}`;
  const [head, before] = [await setup.head(), (await readMetric(setup.credence, series)) ?? 0];
  const answer = await signInWithProvider();
  expect(refusal(answer)).toEqual(expected);
  expect(answer.headers.has('retry-after')).toBe(expected === UNAVAILABLE);
  expect(await readMetric(setup.credence, series)).toBe(before + 1);
  expect(await setup.eventsSince(head)).toEqual([]);
}

const answerWith =
  (status: number, body: string | Buffer, type = 'application/json'): RequestListener =>
  (_request, response) =>
    response.writeHead(status, { 'content-type': type }).end(body);

const redirect: RequestListener = (_request, response) =>
  response.writeHead(307, { location: `${setup.provider.issuer}/internal` }).end();

const resetConnection: RequestListener = (request) => request.socket.destroy();

const resetWithinBody: RequestListener = (request, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' }).write('{"access');
  setTimeout(() => request.socket.destroy(), 20);
};

/** Sends one character per second. */
const sendSlowly: RequestListener = (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).write('{');
  const timer = setInterval(() => response.write(' '), 1000);
  response.once('close', () => clearInterval(timer));
};

/** Sends a body until the connection closes. */
const sendEndlessly: RequestListener = (_request, response) => {
  const chunk = `"${'x'.repeat(65_536)}",`;
  const write = () => {
    while (!response.destroyed && response.write(chunk)) bytesSent += chunk.length;
  };
  response.writeHead(200, { 'content-type': 'application/json' }).on('drain', write).write('[');
  write();
};
let bytesSent = 0;

/** Number of requests to the target of the redirection, which the program must not follow. */
let followedRedirects = 0;
const REDIRECT_TARGET: Behaviour['paths'] = {
  '/internal': (_request, response) => {
    followedRedirects += 1;
    response.end('{}');
  },
};

describe('an invalid answer of a provider', () => {
  const HTML = '<!doctype html><title>Down for maintenance</title>';
  const CASES: [string, RequestListener, token: Refusal, keys: Refusal][] = [
    ['status 500', answerWith(500, '{}'), UNAVAILABLE, UNAVAILABLE],
    ['status 502 in HTML', answerWith(502, HTML, 'text/html'), UNAVAILABLE, UNAVAILABLE],
    ['status 429', answerWith(429, '{"error":"slow_down"}'), UNAVAILABLE, UNAVAILABLE],
    ['status 401', answerWith(401, '{}'), UNTRUSTWORTHY, UNAVAILABLE],
    ['status 200 in HTML', answerWith(200, HTML, 'text/html'), UNTRUSTWORTHY, UNAVAILABLE],
    ['an empty body', answerWith(200, ''), UNTRUSTWORTHY, UNAVAILABLE],
    ['truncated JSON', answerWith(200, '{"access_token":'), UNTRUSTWORTHY, UNAVAILABLE],
    ['a list', answerWith(200, '[]'), UNTRUSTWORTHY, UNTRUSTWORTHY],
    ['null', answerWith(200, 'null'), UNTRUSTWORTHY, UNTRUSTWORTHY],
    ['deeply nested JSON', answerWith(200, '['.repeat(200_000)), UNTRUSTWORTHY, UNAVAILABLE],
    ['binary data', answerWith(200, Buffer.from([0xff, 0xfe, 0])), UNTRUSTWORTHY, UNAVAILABLE],
    ['a redirection', redirect, UNTRUSTWORTHY, UNAVAILABLE],
    ['an endless body', sendEndlessly, UNTRUSTWORTHY, UNTRUSTWORTHY],
    ['a connection reset', resetConnection, UNAVAILABLE, UNAVAILABLE],
    ['a connection reset within the body', resetWithinBody, UNAVAILABLE, UNAVAILABLE],
  ];

  test.each(CASES)(
    'a sign-in is refused if the token endpoint answers with %s',
    async (_name, listener, expected) => {
      setup.provider.setBehaviour({ paths: { '/token': listener, ...REDIRECT_TARGET } });
      await expectRefused(expected, () => setup.signIn());
    },
  );

  test.each(CASES)('a sign-in is refused if userinfo answers with %s', async (_name, listener, expected) => {
    setup.provider.setBehaviour({
      claims: ({ email: _email, ...claims }) => claims,
      paths: { '/userinfo': listener, ...REDIRECT_TARGET },
    });
    await expectRefused(expected, () => setup.signIn());
  });

  const KEY_SET_CASES = CASES.filter(([name]) =>
    ['status 500', 'status 200 in HTML', 'a list', 'a redirection', 'an endless body'].includes(name),
  );
  test.each(KEY_SET_CASES)(
    'a sign-in is refused if the key set answers with %s',
    async (_name, listener, _token, expected) => {
      await setup.provider.rotateKeys();
      setup.provider.setBehaviour({ paths: { '/jwks': listener, ...REDIRECT_TARGET } });
      await expectRefused(expected, () => setup.signIn());
    },
  );

  test('redirections are not followed, endless bodies are not read, and later sign-ins succeed', async () => {
    expect(followedRedirects).toBe(0);
    expect(bytesSent).toBeLessThan(64 * 1024 * 1024);
    expect(await setup.signIn()).toMatchObject({ status: 200 });
    expect(await signIn(setup.credence, account.email)).toMatchObject({ status: 200 });
  });
});

describe('invalid metadata of a provider', () => {
  const metadata = (path: string, more: object = {}) => ({
    issuer: setup.provider.issuer + path,
    authorization_endpoint: `${setup.provider.issuer}/authorize`,
    token_endpoint: `${setup.provider.issuer}/token`,
    jwks_uri: `${setup.provider.issuer}/jwks`,
    ...more,
  });

  test.each<[provider: string, name: string, listener: () => RequestListener, Refusal]>([
    ['forked', 'name another issuer', () => answerWith(200, JSON.stringify(metadata(''))), UNTRUSTWORTHY],
    [
      'keyless',
      'have no key set',
      () => answerWith(200, JSON.stringify(metadata('/keyless', { jwks_uri: undefined }))),
      UNTRUSTWORTHY,
    ],
    [
      'keyless',
      'have a key set without a valid URL',
      () => answerWith(200, JSON.stringify(metadata('/keyless', { jwks_uri: 'nowhere' }))),
      UNTRUSTWORTHY,
    ],
    [
      'keyless',
      'have a script as the authorization endpoint',
      () =>
        answerWith(
          200,
          JSON.stringify(metadata('/keyless', { authorization_endpoint: 'javascript:alert(1)' })),
        ),
      UNTRUSTWORTHY,
    ],
    ['gigantic', 'have an endless body', () => sendEndlessly, UNTRUSTWORTHY],
    ['redirecting', 'redirect to another path', () => redirect, UNTRUSTWORTHY],
    ['redirecting', 'end with a connection reset', () => resetWithinBody, UNAVAILABLE],
    ['redirecting', 'have status 500', () => answerWith(500, '{}'), UNAVAILABLE],
  ])('the provider %s is refused if its metadata %s (OAU-8)', async (name, _name, listener, expected) => {
    const paths = { [`/${name}/.well-known/openid-configuration`]: listener(), ...REDIRECT_TARGET };
    setup.provider.setBehaviour({ paths });
    const answer = await setup.credence.call('GET', `/oauth/${name}`);
    expect(refusal(answer)).toEqual(expected);
    expect(answer.headers.has('retry-after')).toBe(expected === UNAVAILABLE);
    expect(answer.headers.has('location')).toBe(false);
    expect(followedRedirects).toBe(0);
  });
});

describe('a sign-in with an unavailable provider', () => {
  const start = (returnTo: string) =>
    fetch(`${setup.credence.url}/oauth/away?return_to=${encodeURIComponent(returnTo)}`, {
      redirect: 'manual',
    });

  test('the front end receives the code provider_unavailable (OAU-11)', async () => {
    const returnTo = `${setup.credence.url}/signed-in?tab=1`;
    const { status, headers } = await start(returnTo);
    expect([status, headers.get('location')]).toEqual([302, `${returnTo}&error=provider_unavailable`]);
    expect(headers.getSetCookie()).toEqual([]);
    const expectedLine = /"status":302,.*"problem":"provider_unavailable"/;
    await waitFor('the log has a line for the refusal', () => expectedLine.test(setup.credence.output()));
  });

  test.each(['https://evil.example/', '//evil.example'])(
    'the redirection target %s is refused (OAU-9)',
    async (returnTo) => {
      const { status, headers } = await start(returnTo);
      expect([status, headers.get('location')]).toEqual([422, null]);
    },
  );
});

test('a provider that is unavailable at the start does not affect other sign-ins, and works once it is available', async () => {
  const answer = await setup.credence.call('GET', '/oauth/away');
  expect(refusal(answer)).toEqual(UNAVAILABLE);
  expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
  expect(await signIn(setup.credence, account.email)).toMatchObject({ status: 200 });
  await away.start();
  expect(await setup.signIn('away')).toMatchObject({ status: 409, body: { code: 'account_exists' } });
});

test('a sign-in with a slow provider fails within ten seconds and starts no session later', async () => {
  setup.provider.setBehaviour({ delays: { '/token': 30_000 } });
  slow.setBehaviour({
    claims: ({ email: _email, ...claims }) => claims,
    delays: { '/token': 3000, '/jwks': 3000, '/userinfo': 3000 },
  });
  away.setBehaviour({ paths: { '/token': sendSlowly } });
  const head = await setup.head();
  const started = performance.now();
  const timed = async (name: string) => {
    const answer = await setup.signIn(name);
    return { answer: refusal(answer), seconds: (performance.now() - started) / 1000 };
  };
  const [slowToken, slowBody, slowEndpoints] = await Promise.all(['hostile', 'away', 'slow'].map(timed));
  expect([slowToken, slowBody, slowEndpoints].map((attempt) => attempt?.answer)).toEqual([
    UNAVAILABLE,
    UNAVAILABLE,
    UNAVAILABLE,
  ]);
  expect(slowToken?.seconds).toBeLessThan(8);
  expect(slowBody?.seconds).toBeLessThan(8);
  expect(slowEndpoints?.seconds).toBeLessThan(10);
  await sleep(3000);
  expect(await setup.eventsSince(head)).toEqual([]);
});
