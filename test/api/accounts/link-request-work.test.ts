import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { createVerifiedAccount, newEmail, waitForToken } from '../../support/clients/accounts.js';
import { waitFor } from '../../support/clients/wait-for.js';
import { profileUpdated } from '../../support/domain/user-history.js';
import { openUserLog } from '../../support/domain/user-log.js';
import { startCredence } from '../../support/server/credence.js';
import type { Credence } from '../../support/server/credence.js';
import { watchStatements } from '../../support/stores/statement-names.js';
import type { StatementNames } from '../../support/stores/statement-names.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

const PATHS = ['/auth/reset-password-request', '/auth/sign-in-link'];
const REQUESTS = 5;
const LONG_HISTORY = 2000;

let stores: TestStores;
let statements: StatementNames;
let database: pg.Client;

beforeAll(async () => {
  stores = await useStores();
  statements = await watchStatements(stores.databaseUrl);
  database = new pg.Client(stores.databaseUrl);
  await database.connect();
});

afterAll(async () => {
  await database.end();
  await statements.stop();
  await stores.dispose();
});

/** Creates an account with further events in its stream. */
async function createAccount(credence: Credence, events: number): Promise<string> {
  const { email, userId } = await createVerifiedAccount(credence);
  const log = await openUserLog(stores.databaseUrl, { migrate: false, openLog: stores.openLog });
  const history = Array.from({ length: events }, () => profileUpdated('ada'));
  if (history.length > 0) await log.append(userId, ...history);
  await log.close();
  return email;
}

/** Sends requests one after the other, and counts the statements that the API ran meanwhile. */
async function statementsOf(api: Credence, path: string, email: string): Promise<Map<string, number>> {
  statements.take();
  for (let sent = 0; sent < REQUESTS; sent += 1) {
    const { status } = await api.call('POST', path, { body: { email } });
    expect(status).toBe(202);
  }
  const counts = new Map<string, number>();
  for (const name of statements.take()) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

async function readJobs(): Promise<object[]> {
  return (
    await database.query<object>(
      "select * from credence_outbox.outstanding_jobs where name in ('issue-reset-link', 'issue-sign-in-link')",
    )
  ).rows;
}

async function waitForJobs(): Promise<void> {
  await waitFor('every job is done', async () => (await readJobs()).length === 0);
}

test('requests for links cost the same for every address, and their jobs outlive the API but not their work (RST-1, MGC-1)', async () => {
  const before = await startCredence(stores.environment);
  const [fresh, old] = [await createAccount(before, 0), await createAccount(before, LONG_HISTORY)];
  await before.stop();

  const addresses = [fresh, old, newEmail()];
  const api = await startCredence({ ...stores.environment, DATABASE_URL: statements.url }, { role: 'api' });
  // The first request of a domain finds out whether it demands a connection.
  await api.call('POST', '/auth/discover', { body: { email: newEmail() } });
  for (const path of PATHS)
    for (const email of addresses) {
      const counts = await statementsOf(api, path, email);
      expect(counts.get('record-jobs')).toBe(REQUESTS);
      expect(counts.has('read_streams')).toBe(false);
    }
  await api.kill();
  await api.stop();
  const jobs = await readJobs();
  expect(jobs).toHaveLength(addresses.length * PATHS.length * REQUESTS);
  for (const email of addresses) expect(JSON.stringify(jobs)).not.toContain(email);

  const after = await startCredence(stores.environment);
  for (const email of [fresh, old]) {
    await waitForToken(after, email, '/reset-password');
    await waitForToken(after, email, '/sign-in-link');
  }
  await waitForJobs();
  await after.stop();
});
