import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import {
  newEmail,
  signUp,
  createVerifiedAccount,
  waitForMail,
  waitForToken,
} from '../../support/clients/accounts.js';
import { SERVICE_TOKEN, startCredence } from '../../support/server/credence.js';
import type { Answer, Credence } from '../../support/server/credence.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';
import { readMetric } from '../../support/clients/admin-api.js';
import { comparableAnswer, refusal } from '../../support/clients/refusals.js';
import { sendRawHttp } from '../../support/hostile/raw-http.js';

let stores: TestStores;
let credence: Credence;

beforeAll(async () => {
  stores = await useStores();
  credence = await startCredence({ ...stores.environment, PASSWORDLESS_SIGNUP: 'on', LOG_LEVEL: 'trace' });
});

afterAll(async () => {
  await credence.stop();
  await stores.dispose();
});

/** The members of a body by name. */
const bodyOf = ({ body }: Answer) => body as unknown as Record<string, unknown>;

const post = async (path: string, body: unknown): Promise<Answer> =>
  await credence.call('POST', path, { body });

describe.each([['/auth/reset-password-request'], ['/auth/resend-verification'], ['/auth/sign-in-link']])(
  '%s',
  (path) => {
    test('the answer is the same for every address (RST-1, MGC-1)', async () => {
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
      [[['victim@example.com']]],
      ['victim@example.com,eve@evil.example'],
      ['victim@example.com;eve@evil.example'],
      ['victim@example.com eve@evil.example'],
      ['victim@example.com\r\nBcc: eve@evil.example'],
      ['"victim@example.com,eve"@evil.example'],
      ['<eve@evil.example> victim@example.com'],
      ['eve@evil.example(victim@example.com)'],
      ['victim@example.com%00@evil.example'],
      ['victim@example.com\u2028eve@evil.example'],
    ])('the address %p is refused, and no other address receives a mail (RST-12, MGC-17)', async (email) => {
      expect((await post(path, { email })).status).toBe(422);
      expect(await credence.mails('eve@evil.example', 0)).toEqual([]);
    });
  },
);

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

describe('a mailed sign-in', () => {
  /** Requests a mail, and returns the answer and the content of the mail. */
  async function requestMail(email: string, body: object = {}) {
    const answer = await post('/auth/sign-in-link', { email, ...body });
    const mail = await waitForMail(credence, email, 'Sign in to your account');
    const [link = ''] = mail.links;
    const code = /(\d{4} \d{4})/.exec(mail.text)?.[1] ?? '';
    const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    return { answer, mail, link, token: new URL(link).searchParams.get('token') ?? '', code, cookie };
  }

  test('signs in by its link with the cookie of the request, and by no other cookie (MGC-2, MGC-3, MGC-13)', async () => {
    const { email } = await createVerifiedAccount(credence);
    const { answer, link, token, cookie } = await requestMail(email);
    expect(answer.body).toMatchObject({ expires_in: 600, resend_after: 30 });
    expect(answer.headers.getSetCookie()[0]).toMatch(/^__Host-credence-oauth=.*HttpOnly/);
    for (const method of ['GET', 'HEAD']) expect((await fetch(link, { method })).status).toBe(200);
    const confirm = (headers: Record<string, string>) =>
      credence.call('POST', '/auth/sign-in-link/confirm', { body: { token }, headers });
    expect(refusal(await confirm({}))).toEqual([403, 'other_browser']);
    const { cookie: foreign } = await requestMail((await createVerifiedAccount(credence)).email);
    expect(refusal(await confirm({ cookie: foreign }))).toEqual([403, 'other_browser']);
    const signedIn = await confirm({ cookie });
    expect(signedIn.body).toMatchObject({ token_type: 'bearer', is_verified: true });
    expect(decodeJwt(signedIn.body.access_token)).toMatchObject({ amr: ['email'], acr: 'aal1' });
    expect(refusal(await confirm({ cookie }))).toEqual([410, 'link_used']);
  });

  test('signs in by its code with the request token (MGC-3, MGC-15)', async () => {
    const { email } = await createVerifiedAccount(credence);
    const { answer, mail, code } = await requestMail(email);
    expect(mail.subject).not.toMatch(/\d/);
    const typed = { email, code, request_token: String(bodyOf(answer)['request_token']) };
    const without = await post('/auth/sign-in-code/confirm', { email, code });
    expect(refusal(without)).toEqual([401, 'invalid_code']);
    expect((await post('/auth/sign-in-code/confirm', typed)).status).toBe(200);
    expect(comparableAnswer(await post('/auth/sign-in-code/confirm', typed))).toEqual(
      comparableAnswer(without),
    );
    const unknown = await post('/auth/sign-in-code/confirm', { ...typed, email: newEmail() });
    expect(comparableAnswer(unknown)).toEqual(comparableAnswer(without));
  });

  test('signs an app in by its verifier alone (MGC-4)', async () => {
    const { email } = await createVerifiedAccount(credence);
    const verifier = 'a-code-verifier-of-forty-three-characters-or-more';
    const { answer, token, cookie } = await requestMail(email, {
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    });
    const confirm = (proof: object) =>
      credence.call('POST', '/auth/sign-in-link/confirm', { body: { token, ...proof }, headers: { cookie } });
    const request_token = bodyOf(answer)['request_token'];
    for (const proof of [{}, { request_token }, { code_verifier: verifier.toUpperCase() }])
      expect(refusal(await confirm(proof))).toEqual([403, 'other_browser']);
    expect((await confirm({ code_verifier: verifier })).status).toBe(200);
  });

  test('tells nobody its secrets, and counts its outcomes (MGC-14, MGC-18)', async () => {
    const { email } = await createVerifiedAccount(credence);
    const { link, token, code, cookie } = await requestMail(email);
    await credence.call('POST', '/auth/sign-in-link/confirm', { body: { token }, headers: { cookie } });
    expect(link.startsWith(`${credence.url}/sign-in-link?token=`)).toBe(true);
    const page = await fetch(link);
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    for (const secret of [token, code, code.replace(' ', '')])
      expect(credence.output()).not.toContain(secret);
    const sent = 'credence_codes_total{purpose="sign_in",channel="email",outcome="sent"}';
    expect(await readMetric(credence, sent)).toBeGreaterThan(0);
  });

  test('grows its pauses, and answers alike without a mail after ten an hour (MGC-8)', async () => {
    const { email } = await createVerifiedAccount(credence);
    const { cookie } = await requestMail(email);
    const again = () => credence.call('POST', '/auth/sign-in-link', { body: { email }, headers: { cookie } });
    const pauses: unknown[] = [];
    for (let i = 0; i < 3; i += 1) pauses.push(bodyOf(await again())['resend_after']);
    expect(pauses).toEqual([60, 120, 240]);
    for (let i = 0; i < 8; i += 1) expect((await again()).status).toBe(202);
    expect((await post('/auth/reset-password-request', { email })).status).toBe(202);
    await waitForMail(credence, email, 'Choose a new password');
  });

  test('is no second factor: its method is refused (MFA-37)', async () => {
    const body = { mfa_token: 'x'.repeat(64), method: 'email', code: '04173358' };
    expect((await post('/auth/mfa/verify', body)).status).toBe(422);
  });

  test('opens an account without a password where it began (MGC-11)', async () => {
    const email = newEmail();
    const answer = await post('/auth/passwordless/signup', { email, username: 'ada' });
    const taken = await post('/auth/passwordless/signup', {
      email: (await createVerifiedAccount(credence)).email,
      username: 'ada',
    });
    expect(comparableAnswer(taken)).toEqual(comparableAnswer(answer));
    const token = await waitForToken(credence, email, '/confirm-sign-up');
    expect(refusal(await post('/oauth/confirm', { token }))).toEqual([403, 'other_browser']);
    const request_token = bodyOf(answer)['request_token'];
    expect((await post('/oauth/confirm', { token, request_token })).body).toMatchObject({
      email,
      is_verified: true,
    });
    const { token: link, cookie } = await requestMail(email);
    const confirmed = await credence.call('POST', '/auth/sign-in-link/confirm', {
      body: { token: link },
      headers: { cookie },
    });
    expect(confirmed.status).toBe(200);
  });
});
