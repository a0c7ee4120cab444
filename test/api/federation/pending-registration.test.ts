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

let setup: CredenceWithProviders;
let person: Person & { readonly email: string };
let visitor: Visitor;

beforeAll(async () => {
  setup = await startCredenceWithProviders({ RATE_LIMITS: 'mail.recipient=3/1h' });
});

afterAll(async () => {
  await setup.stop();
});

beforeEach(() => {
  person = { sub: randomUUID(), email: newEmail(), email_verified: false, name: 'Grace' };
  visitor = createVisitor();
});

const signInAtAcme = async (user: Person = person, browser = visitor) =>
  await setup.finishCallback(await setup.authorize('acme', user, browser), browser);
const confirm = async (token: string, browser: Visitor | null = visitor): Promise<Answer> => {
  const cookie = browser?.cookies(setup.credence.url) ?? '';
  return await setup.credence.call('POST', '/oauth/confirm', { body: { token }, headers: { cookie } });
};
const mailedToken = (nth = 1) => waitForToken(setup.credence, person.email, '/confirm-sign-up', nth);
const listAccounts = async () => {
  const path = `/v1/users?email=${encodeURIComponent(person.email)}`;
  return (await setup.credence.call('GET', path, { token: SERVICE_TOKEN })).body.items;
};

describe('a sign-in with an address that the provider has not verified', () => {
  test('confirming the address in the same browser creates the account, which then signs in', async () => {
    expect(refusal(await signInAtAcme())).toEqual([403, 'email_unverified']);
    expect(await listAccounts()).toEqual([]);
    const created = await confirm(await mailedToken());
    expect(created).toMatchObject({
      status: 200,
      body: { email: person.email, username: 'Grace', is_verified: true, id: expect.any(Number) },
    });
    expect(JSON.stringify(created.body)).not.toContain('token');
    const answer = await signInAtAcme(person, createVisitor());
    expect([answer.status, answer.body.user_id]).toEqual([200, created.body.user_id]);
  });

  test('the confirmation link is refused in another browser, so a mail caused by an attacker has no effect (OAU-3)', async () => {
    await signInAtAcme();
    const token = await mailedToken();
    const victim = createVisitor();
    await setup.authorize('google', { sub: randomUUID() }, victim);
    for (const browser of [null, createVisitor(), victim]) {
      expect(refusal(await confirm(token, browser))).toEqual([403, 'other_browser']);
    }
    expect(await listAccounts()).toEqual([]);
    // The victim registers, and the attacker cannot sign in to that account.
    expect((await signUp(setup.credence, { email: person.email })).status).toBe(201);
    expect(refusal(await confirm(token))).toEqual([409, 'email_taken']);
    expect(refusal(await signInAtAcme())).toEqual([403, 'email_unverified']);
  });

  test('exactly one of several concurrent uses of the confirmation link succeeds (RST-3)', async () => {
    await signInAtAcme();
    const token = await mailedToken();
    const answers = await Promise.all(Array.from({ length: 10 }, () => confirm(token)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(9).fill(410)]);
    expect(refusal(await confirm(token))).toEqual([410, 'link_used']);
    expect(await listAccounts()).toHaveLength(1);
  });

  test('after two sign-ins, the first used confirmation link creates the account', async () => {
    await signInAtAcme();
    await signInAtAcme();
    const [first, second] = [await mailedToken(1), await mailedToken(2)];
    expect((await confirm(second)).status).toBe(200);
    expect(refusal(await confirm(first))).toEqual([409, 'email_taken']);
  });

  test('a link of another purpose is refused (RST-6)', async () => {
    const { body } = await signUp(setup.credence);
    const token = await waitForToken(setup.credence, body.email, '/verify-email');
    expect(refusal(await confirm(token))).toEqual([410, 'link_used']);
    await signInAtAcme();
    const other = await setup.credence.call('POST', '/auth/verify-email', {
      body: { token: await mailedToken() },
    });
    expect(refusal(other)).toEqual([410, 'link_used']);
  });
});

test('a registered address receives the same answer as a free one, and only its owner receives a mail (REG-1)', async () => {
  const { email } = await createVerifiedAccount(setup.credence);
  const registered = await signInAtAcme({ ...person, email });
  const free = await signInAtAcme(person, createVisitor());
  expect(comparableAnswer(registered)).toEqual(comparableAnswer(free));
  const mails = await setup.credence.mails(email, 2);
  expect(mails.at(-1)?.subject).toBe('You already have an account');
  expect((await signIn(setup.credence, email)).status).toBe(200);
});

test('the mail limit of an address applies to confirmation links, and the answer stays the same (LIM-9)', async () => {
  for (let n = 0; n < 5; n += 1) expect(refusal(await signInAtAcme())).toEqual([403, 'email_unverified']);
  await mailedToken(3);
  expect(await setup.credence.mails(person.email, 3)).toHaveLength(3);
});

test.each([{ email: undefined }, { email: 'no address' }, { email: ['a@example.com'] }])(
  'a sign-in without a valid address (%j) is refused',
  async (claims) => {
    expect(refusal(await signInAtAcme({ ...person, ...claims } as Person))).toEqual([403, 'email_missing']);
  },
);
