import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newEmail, createSignedInAccount } from '../../support/clients/accounts.js';
import type { Answer, Call } from '../../support/server/credence.js';
import { waitFor } from '../../support/clients/wait-for.js';
import { refusal } from '../../support/clients/refusals.js';
import { readMetric } from '../../support/clients/admin-api.js';
import { createVisitor } from '../../support/clients/visitor.js';
import { startCredenceWithProviders } from '../../support/federation/credence-with-providers.js';
import type { CredenceWithProviders } from '../../support/federation/credence-with-providers.js';

const OF_SOURCE = 25;
const OF_ACCOUNT = 2;

let us: CredenceWithProviders;

beforeAll(async () => {
  us = await startCredenceWithProviders({
    RATE_LIMITS: `oauth.source=${String(OF_SOURCE)}/1h,oauth.account=${String(OF_ACCOUNT)}/1h`,
    TRUSTED_PROXIES: '127.0.0.0/8, ::1',
  });
});

afterAll(async () => {
  await us.stop();
});

const aPerson = () => ({ sub: randomUUID(), email: newEmail(), email_verified: true });

describe('LGS-2 somebody who comes back from a provider', () => {
  const answers = (outcome: string) =>
    readMetric(us.credence, `credence_oauth_answers_total{provider="google",outcome="${outcome}"}`);

  /** The line of the way back, and what its query was. */
  async function comesBack(change: (back: URL) => void): Promise<{ line: string; query: URLSearchParams }> {
    const visitor = createVisitor();
    const back = await us.authorize('google', aPerson(), visitor);
    const query = new URLSearchParams(back.searchParams);
    change(back);
    const answer = await us.finishCallback(back, visitor);
    const id = answer.headers.get('x-request-id') ?? '';
    const line = await waitFor('the line of the callback', () =>
      us.credence
        .output()
        .split('\n')
        .find((one) => one.includes(`"request_id":"${id}"`)),
    );
    return { line, query };
  }

  const about = {
    route: '/oauth/{provider}/callback',
    method: 'GET',
    provider: 'google',
    caller: 'anonymous',
  };

  test('has a line that tells the provider and the outcome, and is counted', async () => {
    const { line, query } = await comesBack(() => undefined);
    expect(JSON.parse(line)).toMatchObject({ ...about, status: 200, source: expect.any(String) });
    for (const value of query.values()) expect(line).not.toContain(value);
    expect(await answers('signed_in')).toBe(1);
  });

  test.each([
    {
      what: 'who has declined',
      change: (back: URL) => {
        back.searchParams.delete('code');
        back.searchParams.set('error', 'access_denied');
        back.searchParams.set('error_description', 'words of somebody else');
      },
      told: { status: 403, problem: 'provider_denied', reason: 'access_denied' },
    },
    {
      what: 'whose code is not the provider’s',
      change: (back: URL) => back.searchParams.set('code', 'made-up'),
      told: { status: 403, problem: 'untrustworthy_answer', reason: 'invalid_grant' },
    },
  ])(
    '$what has one that tells the reason in a word, and none of the words of others',
    async ({ change, told }) => {
      const { line, query } = await comesBack(change);
      expect(JSON.parse(line)).toMatchObject({ ...about, ...told });
      for (const value of [...query.values(), 'words of somebody else', 'made-up'])
        expect(line).not.toContain(value);
      expect(await answers(told.problem)).toBe(1);
    },
  );

  test('without having gone there has one, too, without the state that was guessed', async () => {
    const { line } = await comesBack((back) => back.searchParams.set('state', 'a-guessed-state'));
    expect(JSON.parse(line)).toMatchObject({ ...about, status: 400, problem: 'invalid_state' });
    expect(line).not.toContain('a-guessed-state');
  });
});

describe('LIM-9 sign-ins by providers have a limit', () => {
  let sources = 0;
  const aSource = () => ({ 'x-forwarded-for': `198.51.100.${String((sources += 1))}` });

  test.each<[string, string, string, () => Call['body']]>([
    ['the start', 'GET', '/oauth/unheard-of', () => undefined],
    ['the way back', 'GET', '/oauth/google/callback?state=guessed', () => undefined],
    ['codes', 'POST', '/oauth/exchange', () => ({ code: randomUUID() })],
    ['ID tokens', 'POST', '/oauth/google/id-token', () => ({ id_token: randomUUID(), nonce: randomUUID() })],
  ])('by source, of %s, whatever comes of it', async (_, method, path, body) => {
    const source = aSource();
    const ask = (headers: Record<string, string>) =>
      us.credence.call(method, path, { headers, ...(body() !== undefined && { body: body() }) });
    const answers: Answer[] = [];
    for (let n = 0; n < OF_SOURCE; n += 1) answers.push(await ask(source));
    expect(answers.map(({ status }) => status)).not.toContain(429);
    expect(refusal(await ask(source))).toEqual([429, 'rate_limited']);
    expect((await ask(aSource())).status).not.toBe(429);
  });

  test('by source, of all of them together', async () => {
    const headers = aSource();
    const each = [
      () => us.credence.call('GET', '/oauth/unheard-of', { headers }),
      () => us.credence.call('GET', '/oauth/google/callback?state=guessed', { headers }),
      () => us.credence.call('POST', '/oauth/exchange', { headers, body: { code: randomUUID() } }),
    ];
    for (let n = 0; n < OF_SOURCE; n += 1) expect((await each[n % each.length]?.())?.status).not.toBe(429);
    for (const ask of each) expect((await ask()).status).toBe(429);
  });

  test('by account, of links, whoever asks', async () => {
    const [one, other] = [await createSignedInAccount(us.credence), await createSignedInAccount(us.credence)];
    const ask = async ({ token }: { token: string }) =>
      (await us.credence.call('POST', '/oauth/google/link', { token, headers: aSource() })).status;
    expect([await ask(one), await ask(one), await ask(one)]).toEqual([200, 200, 429]);
    expect(await ask(other)).toBe(200);
  });
});
