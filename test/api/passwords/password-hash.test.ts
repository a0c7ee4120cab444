import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { userStream } from '../../../src/domain/user/user.js';
import {
  newAddress,
  PASSWORD,
  signedInAccount,
  signIn,
  verifiedAccount,
} from '../../support/clients/accounts.js';
import { startCredence } from '../../support/server/credence.js';
import type { Credence } from '../../support/server/credence.js';
import { eventually } from '../../support/server/patience.js';
import { historyOf } from '../../support/clients/service-views.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';
import { openUserLog } from '../../support/domain/user-log.js';
import { aUserId } from '../../support/domain/ids.js';

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

async function restartWith(scheme: string): Promise<void> {
  await credence.stop();
  credence = await startCredence({ ...stores.environment, PASSWORD_HASH: scheme });
}

async function renewals(userId: string): Promise<number> {
  return (await historyOf(credence, userId)).filter((type) => type === 'PasswordRehashed').length;
}

/** The hashes that an account has had since its registration, by their schemes. */
async function schemesOf(userId: string): Promise<(string | undefined)[]> {
  const log = await openUserLog(stores.databaseUrl, { migrate: false, openLog: stores.openLog });
  const [events = []] = await log.store.readStreams([userStream(aUserId(userId))]);
  const hashes = (await log.codec.decode(events)).flatMap(({ data }) =>
    'password_hash' in data && typeof data.password_hash === 'string' ? [data.password_hash] : [],
  );
  await log.close();
  return hashes.map((hash) => /^hs384-\w+\$1\$/.exec(hash)?.[0]);
}

test('LOG-5 a password moves to argon2id and back with the configuration, at its next sign-in', async () => {
  const { email, userId } = await verifiedAccount(credence);
  for (const [n, scheme] of ['argon2id', 'bcrypt'].entries()) {
    await restartWith(scheme);
    expect((await signIn(credence, email, `${PASSWORD}!`)).status).toBe(401);
    expect(await renewals(userId)).toBe(n);
    expect((await signIn(credence, email)).status).toBe(200);
    await eventually('the hash is renewed', async () => (await renewals(userId)) === n + 1);
    expect((await signIn(credence, email)).status).toBe(200);
    expect((await signIn(credence, email, `${PASSWORD}!`)).status).toBe(401);
  }
  expect(await schemesOf(userId)).toEqual(['hs384-bcrypt$1$', 'hs384-argon2id$1$', 'hs384-bcrypt$1$']);
});

test('an account that began with argon2id signs in', async () => {
  await restartWith('argon2id');
  const { email, userId } = await verifiedAccount(credence);
  expect((await signIn(credence, email)).status).toBe(200);
  expect((await signIn(credence, email, `${PASSWORD}!`)).status).toBe(401);
  expect(await schemesOf(userId)).toEqual(['hs384-argon2id$1$']);
  expect(await renewals(userId)).toBe(0);
});

test('LOG-8 others are answered while argon2id is at work', async () => {
  await restartWith('argon2id');
  const { token } = await signedInAccount(credence);
  let answered = 0;
  const signIns = Array.from({ length: 50 }, async () => {
    const { status } = await signIn(credence, newAddress());
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
