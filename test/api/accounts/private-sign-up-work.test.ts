import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createVerifiedAccount, newEmail, PASSWORD, waitForMail } from '../../support/clients/accounts.js';
import { waitFor } from '../../support/clients/wait-for.js';
import { startCredence } from '../../support/server/credence.js';
import type { Credence } from '../../support/server/credence.js';
import type { StoredValue } from '../../support/stores/database-dump.js';
import { watchStatements } from '../../support/stores/statement-names.js';
import type { StatementNames } from '../../support/stores/statement-names.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

const SIGN_UPS = 3;
const USERNAME = 'grace of the sweep';
const HASH_PREFIX = 'hs384-';

let stores: TestStores;
let statements: StatementNames;

beforeAll(async () => {
  stores = await useStores();
  statements = await watchStatements(stores.databaseUrl);
});

afterAll(async () => {
  await statements.stop();
  await stores.dispose();
});

/** Sends sign-ups one after the other, and counts the statements that the API ran meanwhile. */
async function statementsOf(api: Credence, email: string): Promise<Map<string, number>> {
  statements.take();
  for (let sent = 0; sent < SIGN_UPS; sent += 1) {
    const body = { email, username: USERNAME, password: PASSWORD };
    expect((await api.call('POST', '/auth/signup', { body })).status).toBe(202);
  }
  const counts = new Map<string, number>();
  for (const name of statements.take()) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

const isPayload = ({ place }: StoredValue) => place === 'credence_outbox.outstanding_jobs.sealed';
const inOutbox = ({ place }: StoredValue) => place.startsWith('credence_outbox.outstanding_jobs.');

test('a private sign-up costs the same for every address, and outlives the API without a clear word (REG-1)', async () => {
  const environment = { ...stores.environment, SIGNUP_PRIVACY: 'strict' };
  const before = await startCredence(environment);
  const { email: taken } = await createVerifiedAccount(before);
  await before.stop();

  const free = newEmail();
  const api = await startCredence({ ...environment, DATABASE_URL: statements.url }, { role: 'api' });
  // The first request of a domain finds out whether it demands a connection.
  await api.call('POST', '/auth/discover', { body: { email: free } });
  for (const email of [free, taken]) {
    const counts = await statementsOf(api, email);
    expect(counts.get('record-jobs')).toBe(SIGN_UPS);
    expect([...counts.keys()].filter((name) => /append|read_streams/.test(name))).toEqual([]);
  }
  await api.kill();
  await api.stop();

  const values = await stores.dump();
  expect(values.filter(isPayload)).toHaveLength(2 * SIGN_UPS);
  for (const secret of [free, USERNAME])
    expect(values.filter(({ text }) => text.includes(secret))).toEqual([]);
  for (const { text } of values.filter(inOutbox))
    for (const secret of [taken, HASH_PREFIX, PASSWORD]) expect(text).not.toContain(secret);

  const after = await startCredence(environment);
  await waitForMail(after, free, 'Confirm your e-mail address');
  await waitForMail(after, taken, 'You already have an account');
  await waitFor('every job is done', async () => !(await stores.dump()).some(isPayload));
  await after.stop();
});
