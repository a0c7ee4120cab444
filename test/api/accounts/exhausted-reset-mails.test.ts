import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createVerifiedAccount, newEmail, PASSWORD } from '../../support/clients/accounts.js';
import { refusal } from '../../support/clients/refusals.js';
import { startCredence } from '../../support/server/credence.js';
import type { Credence } from '../../support/server/credence.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

const PHONE = 'okhttp/4.12.0';

let stores: TestStores;
let credence: Credence;

beforeAll(async () => {
  stores = await useStores();
  const RATE_LIMITS = 'mail.recipient=2/1h,mail.known-place=1/1h';
  credence = await startCredence({ ...stores.environment, RATE_LIMITS, TRUSTED_PROXIES: '127.0.0.1' });
});

afterAll(async () => {
  await credence.stop();
  await stores.dispose();
});

let networks = 0;
/** Returns the headers of a client on a network of its own. */
function aPlace(userAgent = 'curl/8.5.0'): Record<string, string> {
  networks += 1;
  return { 'x-forwarded-for': `198.51.100.${String(networks)}`, 'user-agent': userAgent };
}

const ask = async (email: string, headers: Record<string, string>) =>
  await credence.call('POST', '/auth/reset-password-request', { body: { email }, headers });

/**
 * Requests mails from new networks until the limit of the address refuses one.
 *
 * @param arrival waits for the nth reset mail; a request before its arrival may share it
 */
async function exhaust(email: string, arrival: (nth: number) => Promise<unknown>): Promise<void> {
  for (const nth of [1, 2]) {
    expect((await ask(email, aPlace())).status).toBe(202);
    await arrival(nth);
  }
  expect((await ask(email, aPlace())).status).toBe(429);
}

/** An account whose owner has signed in by phone at home, after the requests of strangers. */
async function anAttackedOwner() {
  const { email } = await createVerifiedAccount(credence);
  const home = aPlace(PHONE);
  const body = { email, password: PASSWORD };
  expect((await credence.call('POST', '/auth/login', { body, headers: home })).status).toBe(200);
  // The first mail is the verification mail.
  await exhaust(email, (nth) => credence.mails(email, 1 + nth));
  return { email, home };
}

test('an owner gets a reset mail at a place of an earlier sign-in, within the limit of that place (LIM-4, LIM-9)', async () => {
  const { email, home } = await anAttackedOwner();
  const answer = await ask(` ${email.toUpperCase()}`, home);
  expect(answer.status).toBe(202);
  expect(answer.headers.get('ratelimit-policy')).not.toContain('known-place');
  expect(await credence.mails(email, 4)).toHaveLength(4);
  expect(refusal(await ask(email, home))).toEqual([429, 'rate_limited']);
});

test('no reset mail beyond the limit leaves for another device, network or address (LIM-9)', async () => {
  const { email, home } = await anAttackedOwner();
  expect((await ask(email, { ...home, 'user-agent': 'curl/8.5.0' })).status).toBe(429);
  expect((await ask(email, aPlace(PHONE))).status).toBe(429);
  const unknown = newEmail();
  await exhaust(unknown, () => Promise.resolve());
  expect((await ask(unknown, home)).status).toBe(429);
});
