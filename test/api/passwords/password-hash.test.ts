import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { userStream } from '../../../src/domain/user/user.js';
import {
  newEmail,
  PASSWORD,
  createSignedInAccount,
  signIn,
  createVerifiedAccount,
} from '../../support/clients/accounts.js';
import { startCredence } from '../../support/server/credence.js';
import type { Credence } from '../../support/server/credence.js';
import { waitFor } from '../../support/clients/wait-for.js';
import { listEventTypes } from '../../support/clients/admin-api.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';
import { openUserLog } from '../../support/domain/user-log.js';
import { aUserId } from '../../support/domain/ids.js';

let stores: TestStores;
let credence: Credence;

beforeAll(async () => {
  stores = await useStores();
  credence = await startCredence({ ...stores.environment, PASSWORD_HASH: 'bcrypt' });
});

afterAll(async () => {
  await credence.stop();
  await stores.dispose();
});

async function restartWith(scheme: string): Promise<void> {
  await credence.stop();
  credence = await startCredence({ ...stores.environment, PASSWORD_HASH: scheme });
}

async function countRehashes(userId: string): Promise<number> {
  return (await listEventTypes(credence, userId)).filter((type) => type === 'PasswordRehashed').length;
}

/** Returns the schemes of all password hashes of an account, oldest first. */
async function schemesOf(userId: string): Promise<(string | undefined)[]> {
  const log = await openUserLog(stores.databaseUrl, { migrate: false, openLog: stores.openLog });
  const [events = []] = await log.store.readStreams([userStream(aUserId(userId))]);
  const hashes = (await log.codec.decode(events)).flatMap(({ data }) =>
    'password_hash' in data && typeof data.password_hash === 'string' ? [data.password_hash] : [],
  );
  await log.close();
  return hashes.map((hash) => /^hs384-\w+\$1\$/.exec(hash)?.[0]);
}

test('a sign-in rehashes the password when the configured scheme has changed (LOG-5)', async () => {
  const { email, userId } = await createVerifiedAccount(credence);
  for (const [n, scheme] of ['argon2id', 'bcrypt'].entries()) {
    await restartWith(scheme);
    expect((await signIn(credence, email, `${PASSWORD}!`)).status).toBe(401);
    expect(await countRehashes(userId)).toBe(n);
    expect((await signIn(credence, email)).status).toBe(200);
    await waitFor('the password is rehashed', async () => (await countRehashes(userId)) === n + 1);
    expect((await signIn(credence, email)).status).toBe(200);
    expect((await signIn(credence, email, `${PASSWORD}!`)).status).toBe(401);
  }
  expect(await schemesOf(userId)).toEqual(['hs384-bcrypt$1$', 'hs384-argon2id$1$', 'hs384-bcrypt$1$']);
});

test('an account with an argon2id hash signs in without a rehash', async () => {
  await restartWith('argon2id');
  const { email, userId } = await createVerifiedAccount(credence);
  expect((await signIn(credence, email)).status).toBe(200);
  expect((await signIn(credence, email, `${PASSWORD}!`)).status).toBe(401);
  expect(await schemesOf(userId)).toEqual(['hs384-argon2id$1$']);
  expect(await countRehashes(userId)).toBe(0);
});

test('other requests are answered while argon2id hashes passwords (LOG-8)', async () => {
  await restartWith('argon2id');
  const { token } = await createSignedInAccount(credence);
  let answered = 0;
  const signIns = Array.from({ length: 50 }, async () => {
    const { status } = await signIn(credence, newEmail());
    answered += 1;
    return status;
  });
  for (let n = 0; n < 5; n += 1) {
    expect((await credence.call('GET', '/health/live')).status).toBe(200);
    expect((await credence.call('GET', '/auth/me', { token })).status).toBe(200);
  }
  expect(answered).toBeLessThan(50);
  expect(new Set(await Promise.all(signIns))).toEqual(new Set([401]));
});
