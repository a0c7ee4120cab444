import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newEmail, signUp, createVerifiedAccount } from '../../support/clients/accounts.js';
import { SERVICE_TOKEN, startCredence } from '../../support/server/credence.js';
import type { Answer, Credence } from '../../support/server/credence.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';
import { comparableAnswer } from '../../support/clients/refusals.js';
import { sendRawHttp } from '../../support/hostile/raw-http.js';

let stores: TestStores;
let credence: Credence;

beforeAll(async () => {
  stores = await useStores();
  credence = await startCredence(stores.environment);
});

afterAll(async () => {
  await credence.stop();
  await stores.dispose();
});

const post = async (path: string, body: unknown): Promise<Answer> =>
  await credence.call('POST', path, { body });

describe.each(['/auth/reset-password-request', '/auth/resend-verification'])('%s', (path) => {
  test('the answer is the same for every address (RST-1)', async () => {
    const unknown = await post(path, { email: newEmail() });
    expect(unknown.status).toBe(202);
    const { body: unverified } = await signUp(credence);
    const verified = await createVerifiedAccount(credence);
    const deactivated = await createVerifiedAccount(credence);
    const deactivate = `/v1/users/${deactivated.userId}/deactivate`;
    await credence.call('POST', deactivate, { token: SERVICE_TOKEN, body: {} });
    for (const { email } of [unverified, verified, deactivated]) {
      expect(comparableAnswer(await post(path, { email }))).toEqual(comparableAnswer(unknown));
    }
  });

  test('concurrent requests receive the same answer, and at least one mail is sent (RST-1)', async () => {
    const { body: unverified } = await signUp(credence);
    const { email } =
      path === '/auth/resend-verification' ? unverified : await createVerifiedAccount(credence);
    const before = (await credence.mails(email)).length;
    const answers = await Promise.all(Array.from({ length: 10 }, () => post(path, { email })));
    expect(answers.map(({ status }) => status)).toEqual(Array<number>(10).fill(202));
    expect((await credence.mails(email, before + 1)).length).toBeGreaterThan(before);
  });

  test.each([
    [['victim@example.com', 'eve@evil.example']],
    [{ email: 'victim@example.com' }],
    ['victim@example.com,eve@evil.example'],
    ['victim@example.com;eve@evil.example'],
    ['victim@example.com eve@evil.example'],
    ['victim@example.com\r\nBcc: eve@evil.example'],
    ['"victim@example.com,eve"@evil.example'],
    ['<eve@evil.example> victim@example.com'],
    ['eve@evil.example(victim@example.com)'],
    ['victim@example.com%00@evil.example'],
    ['victim@example.com\u2028eve@evil.example'],
  ])('the address %p is refused, and no other address receives a mail (RST-12)', async (email) => {
    expect((await post(path, { email })).status).toBe(422);
    expect(await credence.mails('eve@evil.example', 0)).toEqual([]);
  });
});

describe('links in mails', () => {
  const EVIL = 'evil.example';

  async function linksAfter(email: string, request: string): Promise<string[]> {
    const before = (await credence.mails(email, 0)).length;
    expect(await sendRawHttp(credence.url, request)).toMatch(/^HTTP\/1\.1 202 /);
    const mails = await credence.mails(email, before + 1);
    expect(mails).toHaveLength(before + 1);
    return mails.slice(before).flatMap(({ links, text }) => [...links, ...(text.match(/https?:\S+/g) ?? [])]);
  }

  test.each([
    ['a foreign Host header', '', `Host: ${EVIL}`],
    [
      'X-Forwarded-Host and X-Forwarded-Proto headers',
      '',
      `Host: localhost\r\nX-Forwarded-Host: ${EVIL}\r\nX-Forwarded-Proto: https`,
    ],
    ['a Forwarded header', '', `Host: localhost\r\nForwarded: host=${EVIL};proto=https`],
    [
      'foreign Origin and Referer headers',
      '',
      `Host: localhost\r\nOrigin: https://${EVIL}\r\nReferer: https://${EVIL}/`,
    ],
    ['an absolute request target', `http://${EVIL}`, `Host: ${EVIL}`],
  ])('links lead to the configured origin despite %s (RST-9)', async (_name, origin, headers) => {
    const { email } = await createVerifiedAccount(credence);
    const body = JSON.stringify({ email });
    const links = await linksAfter(
      email,
      `POST ${origin}/auth/reset-password-request HTTP/1.1\r\n${headers}\r\nConnection: close\r\n` +
        `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    expect(links.length).toBeGreaterThan(0);
    for (const link of links) expect(link.startsWith(`${credence.url}/reset-password?token=`)).toBe(true);
  });
});

test('a repeated request with an Idempotency-Key sends one mail', async () => {
  const { email } = await createVerifiedAccount(credence);
  const headers = { 'idempotency-key': randomUUID() };
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const answer = await credence.call('POST', '/auth/reset-password-request', { body: { email }, headers });
    expect(answer.status).toBe(202);
  }
  // Mails to one address arrive in order, so no earlier mail is still on its way after the next.
  await credence.mails(email, 2);
  await credence.call('POST', '/auth/reset-password-request', { body: { email } });
  expect(await credence.mails(email, 3)).toHaveLength(3);
});
