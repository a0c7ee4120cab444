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

const SOURCE_LIMIT = 25;
const ACCOUNT_LIMIT = 2;

let setup: CredenceWithProviders;

beforeAll(async () => {
  setup = await startCredenceWithProviders({
    RATE_LIMITS: `oauth.source=${String(SOURCE_LIMIT)}/1h,oauth.account=${String(ACCOUNT_LIMIT)}/1h`,
    TRUSTED_PROXIES: '127.0.0.0/8, ::1',
  });
});

afterAll(async () => {
  await setup.stop();
});

const newPerson = () => ({ sub: randomUUID(), email: newEmail(), email_verified: true });

describe('the log line of a callback', () => {
  const answers = (outcome: string) =>
    readMetric(setup.credence, `credence_oauth_answers_total{provider="google",outcome="${outcome}"}`);

  /** Opens a changed callback URL. Returns its log line and its original query. */
  async function openCallback(
    change: (callbackUrl: URL) => void,
  ): Promise<{ line: string; query: URLSearchParams }> {
    const visitor = createVisitor();
    const callbackUrl = await setup.authorize('google', newPerson(), visitor);
    const query = new URLSearchParams(callbackUrl.searchParams);
    change(callbackUrl);
    const answer = await setup.finishCallback(callbackUrl, visitor);
    const id = answer.headers.get('x-request-id') ?? '';
    const line = await waitFor('the log has a line for the callback', () =>
      setup.credence
        .output()
        .split('\n')
        .find((candidate) => candidate.includes(`"request_id":"${id}"`)),
    );
    return { line, query };
  }

  const common = {
    route: '/oauth/{provider}/callback',
    method: 'GET',
    provider: 'google',
    caller: 'anonymous',
  };

  test('the log line of a sign-in has the provider and the outcome, and a metric counts it (LGS-2)', async () => {
    const { line, query } = await openCallback(() => undefined);
    expect(JSON.parse(line)).toMatchObject({ ...common, status: 200, source: expect.any(String) });
    for (const value of query.values()) expect(line).not.toContain(value);
    expect(await answers('signed_in')).toBe(1);
  });

  test.each([
    {
      name: 'a declined sign-in',
      change: (callbackUrl: URL) => {
        callbackUrl.searchParams.delete('code');
        callbackUrl.searchParams.set('error', 'access_denied');
        callbackUrl.searchParams.set('error_description', 'text of the provider');
      },
      expected: { status: 403, problem: 'provider_denied', reason: 'access_denied' },
    },
    {
      name: 'an invalid code',
      change: (callbackUrl: URL) => callbackUrl.searchParams.set('code', 'made-up'),
      expected: { status: 403, problem: 'untrustworthy_answer', reason: 'invalid_grant' },
    },
  ])(
    'the log line of $name has the error code and no text of the provider (LGS-2)',
    async ({ change, expected }) => {
      const { line, query } = await openCallback(change);
      expect(JSON.parse(line)).toMatchObject({ ...common, ...expected });
      for (const value of [...query.values(), 'text of the provider', 'made-up'])
        expect(line).not.toContain(value);
      expect(await answers(expected.problem)).toBe(1);
    },
  );

  test('the log line of a callback with a guessed state does not contain the state (LGS-2)', async () => {
    const { line } = await openCallback((callbackUrl) =>
      callbackUrl.searchParams.set('state', 'a-guessed-state'),
    );
    expect(JSON.parse(line)).toMatchObject({ ...common, status: 400, problem: 'invalid_state' });
    expect(line).not.toContain('a-guessed-state');
  });
});

describe('rate limits of provider sign-ins', () => {
  let sources = 0;
  const newSource = () => ({ 'x-forwarded-for': `198.51.100.${String((sources += 1))}` });

  test.each<[string, string, string, () => Call['body']]>([
    ['authorization requests', 'GET', '/oauth/unheard-of', () => undefined],
    ['callbacks', 'GET', '/oauth/google/callback?state=guessed', () => undefined],
    ['one-time codes', 'POST', '/oauth/exchange', () => ({ code: randomUUID() })],
    ['ID tokens', 'POST', '/oauth/google/id-token', () => ({ id_token: randomUUID(), nonce: randomUUID() })],
  ])('%s have a limit by source, whatever the outcome (LIM-9)', async (_, method, path, body) => {
    const source = newSource();
    const send = (headers: Record<string, string>) =>
      setup.credence.call(method, path, { headers, ...(body() !== undefined && { body: body() }) });
    const answers: Answer[] = [];
    for (let n = 0; n < SOURCE_LIMIT; n += 1) answers.push(await send(source));
    expect(answers.map(({ status }) => status)).not.toContain(429);
    expect(refusal(await send(source))).toEqual([429, 'rate_limited']);
    expect((await send(newSource())).status).not.toBe(429);
  });

  test('all provider endpoints share one limit by source (LIM-9)', async () => {
    const headers = newSource();
    const each = [
      () => setup.credence.call('GET', '/oauth/unheard-of', { headers }),
      () => setup.credence.call('GET', '/oauth/google/callback?state=guessed', { headers }),
      () => setup.credence.call('POST', '/oauth/exchange', { headers, body: { code: randomUUID() } }),
    ];
    for (let n = 0; n < SOURCE_LIMIT; n += 1) expect((await each[n % each.length]?.())?.status).not.toBe(429);
    for (const send of each) expect((await send()).status).toBe(429);
  });

  test('link requests have a limit by account, independent of the source (LIM-9)', async () => {
    const [first, second] = [
      await createSignedInAccount(setup.credence),
      await createSignedInAccount(setup.credence),
    ];
    const send = async ({ token }: { token: string }) =>
      (await setup.credence.call('POST', '/oauth/google/link', { token, headers: newSource() })).status;
    expect([await send(first), await send(first), await send(first)]).toEqual([200, 200, 429]);
    expect(await send(second)).toBe(200);
  });
});
