import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  waitForToken,
  newEmail,
  signIn,
  signUp,
  createVerifiedAccount,
} from '../../support/clients/accounts.js';
import { SERVICE_TOKEN } from '../../support/server/credence.js';
import type { Answer } from '../../support/server/credence.js';
import type { Person } from '../../support/federation/identity-provider.js';
import { refusal, comparableAnswer } from '../../support/clients/refusals.js';
import { createVisitor } from '../../support/clients/visitor.js';
import type { Visitor } from '../../support/clients/visitor.js';
import { startCredenceWithProviders } from '../../support/federation/credence-with-providers.js';
import type { CredenceWithProviders } from '../../support/federation/credence-with-providers.js';

let us: CredenceWithProviders;
let person: Person & { readonly email: string };
let visitor: Visitor;

beforeAll(async () => {
  us = await startCredenceWithProviders({ RATE_LIMITS: 'mail.recipient=3/1h' });
});

afterAll(async () => {
  await us.stop();
});

beforeEach(() => {
  person = { sub: randomUUID(), email: newEmail(), email_verified: false, name: 'Grace' };
  visitor = createVisitor();
});

const enter = async (who: Person = person, browser = visitor) =>
  await us.finishCallback(await us.authorize('acme', who, browser), browser);
const confirm = async (token: string, browser: Visitor | null = visitor): Promise<Answer> => {
  const cookie = browser?.cookies(us.credence.url) ?? '';
  return await us.credence.call('POST', '/oauth/confirm', { body: { token }, headers: { cookie } });
};
const link = (nth = 1) => waitForToken(us.credence, person.email, '/confirm-sign-up', nth);
const accounts = async () => {
  const path = `/v1/users?email=${encodeURIComponent(person.email)}`;
  return (await us.credence.call('GET', path, { token: SERVICE_TOKEN })).body.items;
};

describe('somebody whose address the provider has not verified', () => {
  test('has an account once the address is confirmed in the same browser, and then signs in by the provider', async () => {
    expect(refusal(await enter())).toEqual([403, 'email_unverified']);
    expect(await accounts()).toEqual([]);
    const opened = await confirm(await link());
    expect(opened).toMatchObject({
      status: 200,
      body: { email: person.email, username: 'Grace', is_verified: true, id: expect.any(Number) },
    });
    expect(JSON.stringify(opened.body)).not.toContain('token');
    const entered = await enter(person, createVisitor());
    expect([entered.status, entered.body.user_id]).toEqual([200, opened.body.user_id]);
  });

  test('OAU-3 has none by a link that is opened elsewhere: a mail that a stranger has caused opens nothing', async () => {
    await enter();
    const token = await link();
    const victim = createVisitor();
    await us.authorize('google', { sub: randomUUID() }, victim);
    for (const browser of [null, createVisitor(), victim]) {
      expect(refusal(await confirm(token, browser))).toEqual([403, 'other_browser']);
    }
    expect(await accounts()).toEqual([]);
    // The victim opens an account, which the stranger cannot enter.
    expect((await signUp(us.credence, { email: person.email })).status).toBe(201);
    expect(refusal(await confirm(token))).toEqual([409, 'email_taken']);
    expect(refusal(await enter())).toEqual([403, 'email_unverified']);
  });

  test('RST-3 uses the link once, also at the same time', async () => {
    await enter();
    const token = await link();
    const answers = await Promise.all(Array.from({ length: 10 }, () => confirm(token)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(9).fill(410)]);
    expect(refusal(await confirm(token))).toEqual([410, 'link_used']);
    expect(await accounts()).toHaveLength(1);
  });

  test('may begin again, and whichever link is used first opens the one account', async () => {
    await enter();
    await enter();
    const [first, second] = [await link(1), await link(2)];
    expect((await confirm(second)).status).toBe(200);
    expect(refusal(await confirm(first))).toEqual([409, 'email_taken']);
  });

  test('RST-6 does nothing with a link of another purpose', async () => {
    const { body } = await signUp(us.credence);
    const token = await waitForToken(us.credence, body.email, '/verify-email');
    expect(refusal(await confirm(token))).toEqual([410, 'link_used']);
    await enter();
    const other = await us.credence.call('POST', '/auth/verify-email', { body: { token: await link() } });
    expect(refusal(other)).toEqual([410, 'link_used']);
  });
});

test('REG-1 an address that has an account is answered the same, and only its owner is told', async () => {
  const { email } = await createVerifiedAccount(us.credence);
  const [known, unknown] = [await enter({ ...person, email }), await enter(person, createVisitor())];
  expect(comparableAnswer(known)).toEqual(comparableAnswer(unknown));
  const mails = await us.credence.mails(email, 2);
  expect(mails.at(-1)?.subject).toBe('You already have an account');
  expect((await signIn(us.credence, email)).status).toBe(200);
});

test('LIM-9 no more mails go to an address than to any, and the answer does not tell', async () => {
  for (let n = 0; n < 5; n += 1) expect(refusal(await enter())).toEqual([403, 'email_unverified']);
  await link(3);
  expect(await us.credence.mails(person.email, 3)).toHaveLength(3);
});

test.each([{ email: undefined }, { email: 'no address' }, { email: ['a@example.com'] }])(
  'without an address that is one (%j) there is no account and no mail',
  async (said) => {
    expect(refusal(await enter({ ...person, ...said } as Person))).toEqual([403, 'email_missing']);
  },
);
