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

let us: CredenceWithHostileProvider;
/** One that is away when the program starts, and one that is slow. */
let away: HostileProvider;
let slow: HostileProvider;
let account: Account;

beforeAll(async () => {
  away = await createHostileProvider(person);
  slow = await createHostileProvider(person);
  await slow.start();
  us = await startCredenceWithHostileProvider(person, {
    providers: (issuer) => ({
      away: { ...OUR_CLIENT, issuer: away.issuer },
      slow: { ...OUR_CLIENT, issuer: slow.issuer },
      forked: { ...OUR_CLIENT, issuer: `${issuer}/forked` },
      gigantic: { ...OUR_CLIENT, issuer: `${issuer}/gigantic` },
      redirecting: { ...OUR_CLIENT, issuer: `${issuer}/redirecting` },
      keyless: { ...OUR_CLIENT, issuer: `${issuer}/keyless` },
    }),
  });
  account = await createVerifiedAccount(us.credence);
  await signIn(us.credence, account.email);
});

afterEach(() => us.provider.setBehaviour({}));

afterAll(async () => {
  const output = us.credence.output();
  const running = us.credence.process.exitCode === null;
  await us.stop();
  await Promise.all([away.stop(), slow.stop()]);
  expect(running).toBe(true);
  expect(output).not.toMatch(/"level":(50|60)/);
});

const UNTRUSTWORTHY = [403, 'untrustworthy_answer'] as const;
const UNAVAILABLE = [503, 'provider_unavailable'] as const;
type Refusal = typeof UNTRUSTWORTHY | typeof UNAVAILABLE;

/** Refused like this, counted, without a trace in the log, and with the time to come again where that may help. */
async function expectRefused(
  expected: Refusal,
  enter: () => Promise<Answer>,
  name = 'hostile',
): Promise<void> {
  const series = `credence_oauth_answers_total{provider="${name}",outcome="${expected[1]}"}`;
  const [head, before] = [await us.head(), (await readMetric(us.credence, series)) ?? 0];
  const answer = await enter();
  expect(refusal(answer)).toEqual(expected);
  expect(answer.headers.has('retry-after')).toBe(expected === UNAVAILABLE);
  expect(await readMetric(us.credence, series)).toBe(before + 1);
  expect(await us.eventsSince(head)).toEqual([]);
}

const answering =
  (status: number, body: string | Buffer, type = 'application/json'): RequestListener =>
  (_request, response) =>
    response.writeHead(status, { 'content-type': type }).end(body);

const redirecting: RequestListener = (_request, response) =>
  response.writeHead(307, { location: `${us.provider.issuer}/inside` }).end();

const breakingOff: RequestListener = (request) => request.socket.destroy();

const halfway: RequestListener = (request, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' }).write('{"access');
  setTimeout(() => request.socket.destroy(), 20);
};

/** Answers, but a character a second. */
const dribbling: RequestListener = (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).write('{');
  const drops = setInterval(() => response.write(' '), 1000);
  response.once('close', () => clearInterval(drops));
};

/** Goes on for as long as somebody listens. */
const endless: RequestListener = (_request, response) => {
  const chunk = `"${'x'.repeat(65_536)}",`;
  const goOn = () => {
    while (!response.destroyed && response.write(chunk)) written += chunk.length;
  };
  response.writeHead(200, { 'content-type': 'application/json' }).on('drain', goOn).write('[');
  goOn();
};
let written = 0;

/** Where the question was led that must not follow. */
let inside = 0;
const INSIDE: Behaviour['paths'] = {
  '/inside': (_request, response) => {
    inside += 1;
    response.end('{}');
  },
};

describe('what a provider answers that does not work', () => {
  const HTML = '<!doctype html><title>Down for maintenance</title>';
  const CASES: [string, RequestListener, token: Refusal, keys: Refusal][] = [
    ['500', answering(500, '{}'), UNAVAILABLE, UNAVAILABLE],
    ['502 in HTML', answering(502, HTML, 'text/html'), UNAVAILABLE, UNAVAILABLE],
    ['429', answering(429, '{"error":"slow_down"}'), UNAVAILABLE, UNAVAILABLE],
    ['401', answering(401, '{}'), UNTRUSTWORTHY, UNAVAILABLE],
    ['200 in HTML', answering(200, HTML, 'text/html'), UNTRUSTWORTHY, UNAVAILABLE],
    ['nothing', answering(200, ''), UNTRUSTWORTHY, UNAVAILABLE],
    ['half of its JSON', answering(200, '{"access_token":'), UNTRUSTWORTHY, UNAVAILABLE],
    ['a list', answering(200, '[]'), UNTRUSTWORTHY, UNTRUSTWORTHY],
    ['null', answering(200, 'null'), UNTRUSTWORTHY, UNTRUSTWORTHY],
    ['deep JSON', answering(200, '['.repeat(200_000)), UNTRUSTWORTHY, UNAVAILABLE],
    ['bytes', answering(200, Buffer.from([0xff, 0xfe, 0])), UNTRUSTWORTHY, UNAVAILABLE],
    ['a redirection', redirecting, UNTRUSTWORTHY, UNAVAILABLE],
    ['no end', endless, UNTRUSTWORTHY, UNTRUSTWORTHY],
    ['an end of the connection', breakingOff, UNAVAILABLE, UNAVAILABLE],
    ['the same in the middle of a word', halfway, UNAVAILABLE, UNAVAILABLE],
  ];

  test.each(CASES)('at its token endpoint: %s', async (_what, listener, expected) => {
    us.provider.setBehaviour({ paths: { '/token': listener, ...INSIDE } });
    await expectRefused(expected, () => us.signIn());
  });

  test.each(CASES)('where it is asked about users: %s', async (_what, listener, expected) => {
    us.provider.setBehaviour({
      claims: ({ email: _email, ...claims }) => claims,
      paths: { '/userinfo': listener, ...INSIDE },
    });
    await expectRefused(expected, () => us.signIn());
  });

  const OF_KEYS = CASES.filter(([what]) =>
    ['500', '200 in HTML', 'a list', 'a redirection', 'no end'].includes(what),
  );
  test.each(OF_KEYS)('where its keys are: %s', async (_what, listener, _token, expected) => {
    await us.provider.rotateKeys();
    us.provider.setBehaviour({ paths: { '/jwks': listener, ...INSIDE } });
    await expectRefused(expected, () => us.signIn());
  });

  test('is not followed anywhere, is not read on, and is forgotten when it works again', async () => {
    expect(inside).toBe(0);
    expect(written).toBeLessThan(64 * 1024 * 1024);
    expect(await us.signIn()).toMatchObject({ status: 200 });
    expect(await signIn(us.credence, account.email)).toMatchObject({ status: 200 });
  });
});

describe('what a provider says of itself that cannot be', () => {
  const metadata = (path: string, more: object = {}) => ({
    issuer: us.provider.issuer + path,
    authorization_endpoint: `${us.provider.issuer}/authorize`,
    token_endpoint: `${us.provider.issuer}/token`,
    jwks_uri: `${us.provider.issuer}/jwks`,
    ...more,
  });

  test.each<[name: string, what: string, listener: () => RequestListener, Refusal]>([
    ['forked', 'it is another', () => answering(200, JSON.stringify(metadata(''))), UNTRUSTWORTHY],
    [
      'keyless',
      'it has no keys',
      () => answering(200, JSON.stringify(metadata('/keyless', { jwks_uri: undefined }))),
      UNTRUSTWORTHY,
    ],
    [
      'keyless',
      'its keys are nowhere',
      () => answering(200, JSON.stringify(metadata('/keyless', { jwks_uri: 'nowhere' }))),
      UNTRUSTWORTHY,
    ],
    [
      'keyless',
      'people are to sign in at a script',
      () =>
        answering(
          200,
          JSON.stringify(metadata('/keyless', { authorization_endpoint: 'javascript:alert(1)' })),
        ),
      UNTRUSTWORTHY,
    ],
    ['gigantic', 'it does not end', () => endless, UNTRUSTWORTHY],
    ['redirecting', 'it is elsewhere', () => redirecting, UNTRUSTWORTHY],
    ['redirecting', 'it breaks off', () => halfway, UNAVAILABLE],
    ['redirecting', 'it has trouble', () => answering(500, '{}'), UNAVAILABLE],
  ])('OAU-8 %s: %s', async (name, _what, listener, expected) => {
    const paths = { [`/${name}/.well-known/openid-configuration`]: listener(), ...INSIDE };
    us.provider.setBehaviour({ paths });
    const answer = await us.credence.call('GET', `/oauth/${name}`);
    expect(refusal(answer)).toEqual(expected);
    expect(answer.headers.has('retry-after')).toBe(expected === UNAVAILABLE);
    expect(answer.headers.has('location')).toBe(false);
    expect(inside).toBe(0);
  });
});

describe('somebody who wants to a provider that is away', () => {
  const start = (place: string) =>
    fetch(`${us.credence.url}/oauth/away?return_to=${encodeURIComponent(place)}`, { redirect: 'manual' });

  test('OAU-11 is sent to where the way should have ended, with our own word for it', async () => {
    const place = `${us.credence.url}/signed-in?tab=1`;
    const { status, headers } = await start(place);
    expect([status, headers.get('location')]).toEqual([302, `${place}&error=provider_unavailable`]);
    expect(headers.getSetCookie()).toEqual([]);
    const told = /"status":302,.*"problem":"provider_unavailable"/;
    await waitFor('the log tells', () => told.test(us.credence.output()));
  });

  test.each(['https://evil.example/', '//evil.example'])('OAU-9 is never sent to %s', async (place) => {
    const { status, headers } = await start(place);
    expect([status, headers.get('location')]).toEqual([422, null]);
  });
});

test('a provider that is away when the program starts keeps nobody from signing in otherwise, and may come later', async () => {
  const answer = await us.credence.call('GET', '/oauth/away');
  expect(refusal(answer)).toEqual(UNAVAILABLE);
  expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
  expect(await signIn(us.credence, account.email)).toMatchObject({ status: 200 });
  await away.start();
  expect(await us.signIn('away')).toMatchObject({ status: 409, body: { code: 'account_exists' } });
});

test('nobody waits for long for a provider, whatever it is that takes long, and nobody is signed in after', async () => {
  us.provider.setBehaviour({ delays: { '/token': 30_000 } });
  slow.setBehaviour({
    claims: ({ email: _email, ...claims }) => claims,
    delays: { '/token': 3000, '/jwks': 3000, '/userinfo': 3000 },
  });
  away.setBehaviour({ paths: { '/token': dribbling } });
  const head = await us.head();
  const begun = performance.now();
  const timed = async (name: string) => {
    const answer = await us.signIn(name);
    return { answer: refusal(answer), seconds: (performance.now() - begun) / 1000 };
  };
  const [oneAnswer, byDrops, allAnswers] = await Promise.all(['hostile', 'away', 'slow'].map(timed));
  expect([oneAnswer, byDrops, allAnswers].map((one) => one?.answer)).toEqual([
    UNAVAILABLE,
    UNAVAILABLE,
    UNAVAILABLE,
  ]);
  expect(oneAnswer?.seconds).toBeLessThan(8);
  expect(byDrops?.seconds).toBeLessThan(8);
  expect(allAnswers?.seconds).toBeLessThan(10);
  await sleep(3000);
  expect(await us.eventsSince(head)).toEqual([]);
});
