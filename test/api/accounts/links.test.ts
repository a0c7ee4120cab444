import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { userStream } from '../../../src/domain/user/user.js';
import { linkTokens } from '../../../src/security/tokens/link-tokens.js';
import {
  mailedToken,
  newAddress,
  PASSWORD,
  resetToken,
  signedInAccount,
  signIn,
  signUp,
  verifiedAccount,
} from '../../support/clients/accounts.js';
import { SECRET_KEY, SERVICE_TOKEN, startCredence } from '../../support/server/credence.js';
import type { Answer, Credence } from '../../support/server/credence.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';
import { refusal, shape } from '../../support/clients/refusals.js';
import { historyOf } from '../../support/clients/service-views.js';
import { openUserLog } from '../../support/domain/user-log.js';
import { anEventId, aUserId } from '../../support/domain/ids.js';

const NEW_PASSWORD = 'batteries for every horse';

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
const verify = async (token: string) => await post('/auth/verify-email', { token });
const confirmEmail = async (token: string) => await post('/auth/confirm-email', { token });
const reset = async (token: string, password = NEW_PASSWORD) =>
  await post('/auth/reset-password-confirm', { token, new_password: password });

async function changeEmail(token: string, email: string, password = PASSWORD): Promise<Answer> {
  return await credence.call('POST', '/auth/change-email', { token, body: { new_email: email, password } });
}

const USED = [410, 'link_used'];

test('RST-2 a token holds 256 bits that nobody can guess, and one bit more or less is none', async () => {
  const { email } = await verifiedAccount(credence);
  const token = await resetToken(credence, email);
  const bytes = Buffer.from(token, 'base64url');
  expect(bytes).toHaveLength(64);
  for (const place of [0, 20, 40, 63]) {
    const other = Buffer.from(bytes);
    other.writeUInt8(bytes.readUInt8(place) ^ 1, place);
    expect(refusal(await reset(other.toString('base64url')))).toEqual(USED);
  }
  for (const spelling of [`${token}=`, ` ${token}`, `${token}A`, token.slice(0, -1), bytes.toString('hex')]) {
    expect(refusal(await reset(spelling))).toEqual(USED);
  }
  expect((await reset(token)).status).toBe(200);
});

describe('RST-3 of 20 who use one link at the same time, one succeeds:', () => {
  async function race(use: () => Promise<Answer>): Promise<void> {
    const answers = await Promise.all(Array.from({ length: 20 }, use));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, ...Array<number>(19).fill(410)]);
  }

  test('a verification', async () => {
    const { body } = await signUp(credence);
    const token = await mailedToken(credence, body.email, '/verify-email');
    await race(() => verify(token));
    expect(await historyOf(credence, body.user_id)).toHaveLength(5);
  });

  test('a reset', async () => {
    const { email, userId } = await verifiedAccount(credence);
    const token = await resetToken(credence, email);
    await race(() => reset(token));
    expect((await historyOf(credence, userId)).filter((type) => type === 'PasswordReset')).toHaveLength(1);
  });

  test('a new address', async () => {
    const { token, userId } = await signedInAccount(credence);
    const next = newAddress();
    await changeEmail(token, next);
    const link = await mailedToken(credence, next, '/confirm-email');
    await race(() => confirmEmail(link));
    expect((await historyOf(credence, userId)).filter((type) => type === 'EmailChanged')).toHaveLength(1);
  });
});

test('RST-4 a link that has expired is refused like one that was used', async () => {
  const { email, userId } = await verifiedAccount(credence);
  const usedToken = await resetToken(credence, email);
  await reset(usedToken);
  const used = await reset(usedToken);

  const log = await openUserLog(stores.databaseUrl, { migrate: false, openLog: stores.openLog });
  const expires = new Date(Date.now() - 1000).toISOString();
  await log.append(userId, { type: 'PasswordResetRequested', data: { expires_at: expires } });
  const [events = []] = await log.store.readStreams([userStream(aUserId(userId))]);
  await log.close();
  const expired = linkTokens(SECRET_KEY).issue('reset-password', {
    userId: aUserId(userId),
    eventId: anEventId(events.at(-1)?.id ?? ''),
  });
  const foreign = linkTokens(SECRET_KEY).issue('reset-password', {
    userId: aUserId(),
    eventId: anEventId(),
  });
  expect(refusal(used)).toEqual(USED);
  expect(shape(await reset(expired))).toEqual(shape(used));
  expect(shape(await reset(foreign))).toEqual(shape(used));
});

describe('RST-5 an older link is dead after', () => {
  let account: Awaited<ReturnType<typeof signedInAccount>>;
  let older: string;

  beforeEach(async () => {
    account = await signedInAccount(credence);
    older = await resetToken(credence, account.email);
  });

  test('a newer one', async () => {
    const newer = await resetToken(credence, account.email, 2);
    expect(refusal(await reset(older))).toEqual(USED);
    expect((await reset(newer)).status).toBe(200);
  });

  test('a change of the password', async () => {
    const body = { old_password: PASSWORD, new_password: NEW_PASSWORD };
    await credence.call('POST', '/auth/change-password', { token: account.token, body });
    expect(refusal(await reset(older))).toEqual(USED);
  });

  test('a change of the address', async () => {
    const next = newAddress();
    await changeEmail(account.token, next);
    await confirmEmail(await mailedToken(credence, next, '/confirm-email'));
    expect(refusal(await reset(older))).toEqual(USED);
  });

  test('the account was closed, even when it is opened again', async () => {
    for (const act of ['deactivate', 'reactivate']) {
      await credence.call('POST', `/v1/users/${account.userId}/${act}`, { token: SERVICE_TOKEN, body: {} });
      expect(refusal(await reset(older))).toEqual(USED);
    }
  });
});

test('RST-5 a verification link is replaced by a newer one', async () => {
  const { body } = await signUp(credence);
  const older = await mailedToken(credence, body.email, '/verify-email');
  await post('/auth/resend-verification', { email: body.email });
  const newer = await mailedToken(credence, body.email, '/verify-email', 2);
  expect(refusal(await verify(older))).toEqual(USED);
  expect((await verify(newer)).status).toBe(200);
  expect(refusal(await verify(newer))).toEqual(USED);
});

test('RST-6 a link is for one purpose and one person', async () => {
  const { email } = await verifiedAccount(credence);
  const other = await verifiedAccount(credence);
  const token = await resetToken(credence, email);
  expect(refusal(await verify(token))).toEqual(USED);
  expect(refusal(await confirmEmail(token))).toEqual(USED);
  for (const extra of [{ email: other.email }, { user_id: other.userId }]) {
    const answer = await post('/auth/reset-password-confirm', {
      token,
      new_password: NEW_PASSWORD,
      ...extra,
    });
    expect(answer.status).toBe(422);
  }
  expect((await reset(token)).status).toBe(200);
  expect((await signIn(credence, other.email)).status).toBe(200);
});

test('RST-7, RST-8 a reset ends sessions and pending changes, tells the owner, and signs nobody in', async () => {
  const { email, token } = await signedInAccount(credence);
  const next = newAddress();
  await changeEmail(token, next);
  const pending = await mailedToken(credence, next, '/confirm-email');
  const done = await reset(await resetToken(credence, email));
  expect(Object.keys(done.body)).toEqual(['message']);
  expect((await credence.call('GET', '/auth/me', { token })).status).toBe(401);
  expect(refusal(await confirmEmail(pending))).toEqual(USED);
  const mails = await credence.mails(email, 4);
  expect(mails).toHaveLength(4);
  expect(JSON.stringify(mails)).not.toContain(NEW_PASSWORD);
});

test('RST-10 opening a link changes nothing', async () => {
  const { body } = await signUp(credence);
  const token = await mailedToken(credence, body.email, '/verify-email');
  for (const method of ['GET', 'HEAD']) {
    const page = await fetch(`${credence.url}/verify-email?token=${token}`, { method });
    expect([page.status, page.headers.get('referrer-policy')]).toEqual([200, 'no-referrer']);
    const command = await credence.call(method, `/auth/verify-email?token=${token}`).catch(() => null);
    if (command !== null) expect(command.status).toBe(405);
  }
  expect((await verify(token)).status).toBe(200);
});

test('RST-11 a weak new password does not use the link up', async () => {
  const { email } = await verifiedAccount(credence);
  const token = await resetToken(credence, email);
  for (const weak of ['short', 'password123', email]) {
    expect(refusal(await reset(token, weak))).toEqual([422, 'weak_password']);
  }
  expect((await reset(token)).status).toBe(200);
  expect((await signIn(credence, email, NEW_PASSWORD)).status).toBe(200);
});
