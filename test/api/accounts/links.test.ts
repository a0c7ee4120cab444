import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { userStream } from '../../../src/domain/user/user.js';
import { linkTokens } from '../../../src/security/tokens/link-tokens.js';
import {
  waitForToken,
  newEmail,
  PASSWORD,
  requestResetToken,
  createSignedInAccount,
  signIn,
  signUp,
  createVerifiedAccount,
} from '../../support/clients/accounts.js';
import { SECRET_KEY, SERVICE_TOKEN, startCredence } from '../../support/server/credence.js';
import type { Answer, Credence } from '../../support/server/credence.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';
import { refusal, comparableAnswer } from '../../support/clients/refusals.js';
import { listEventTypes } from '../../support/clients/admin-api.js';
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

test('a token holds 256 secret bits, and a token with a changed bit or another encoding is refused (RST-2)', async () => {
  const { email } = await createVerifiedAccount(credence);
  const token = await requestResetToken(credence, email);
  const bytes = Buffer.from(token, 'base64url');
  expect(bytes).toHaveLength(64);
  for (const index of [0, 20, 40, 63]) {
    const changed = Buffer.from(bytes);
    changed.writeUInt8(bytes.readUInt8(index) ^ 1, index);
    expect(refusal(await reset(changed.toString('base64url')))).toEqual(USED);
  }
  for (const encoding of [`${token}=`, ` ${token}`, `${token}A`, token.slice(0, -1), bytes.toString('hex')]) {
    expect(refusal(await reset(encoding))).toEqual(USED);
  }
  expect((await reset(token)).status).toBe(200);
});

describe('20 concurrent uses of one link', () => {
  async function race(use: () => Promise<Answer>): Promise<void> {
    const answers = await Promise.all(Array.from({ length: 20 }, use));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, ...Array<number>(19).fill(410)]);
  }

  test('exactly one concurrent verification succeeds (RST-3)', async () => {
    const { body } = await signUp(credence);
    const token = await waitForToken(credence, body.email, '/verify-email');
    await race(() => verify(token));
    expect(await listEventTypes(credence, body.user_id)).toHaveLength(5);
  });

  test('exactly one concurrent password reset succeeds (RST-3)', async () => {
    const { email, userId } = await createVerifiedAccount(credence);
    const token = await requestResetToken(credence, email);
    await race(() => reset(token));
    expect((await listEventTypes(credence, userId)).filter((type) => type === 'PasswordReset')).toHaveLength(
      1,
    );
  });

  test('exactly one concurrent confirmation of a new address succeeds (RST-3)', async () => {
    const { token, userId } = await createSignedInAccount(credence);
    const next = newEmail();
    await changeEmail(token, next);
    const link = await waitForToken(credence, next, '/confirm-email');
    await race(() => confirmEmail(link));
    expect((await listEventTypes(credence, userId)).filter((type) => type === 'EmailChanged')).toHaveLength(
      1,
    );
  });
});

test('an expired link and an unknown link are refused in the same way as a used one (RST-4)', async () => {
  const { email, userId } = await createVerifiedAccount(credence);
  const usedToken = await requestResetToken(credence, email);
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
  expect(comparableAnswer(await reset(expired))).toEqual(comparableAnswer(used));
  expect(comparableAnswer(await reset(foreign))).toEqual(comparableAnswer(used));
});

describe('an unused reset link', () => {
  let account: Awaited<ReturnType<typeof createSignedInAccount>>;
  let older: string;

  beforeEach(async () => {
    account = await createSignedInAccount(credence);
    older = await requestResetToken(credence, account.email);
  });

  test('a newer reset link invalidates an older one (RST-5)', async () => {
    const newer = await requestResetToken(credence, account.email, 2);
    expect(refusal(await reset(older))).toEqual(USED);
    expect((await reset(newer)).status).toBe(200);
  });

  test('a password change invalidates a reset link (RST-5)', async () => {
    const body = { old_password: PASSWORD, new_password: NEW_PASSWORD };
    await credence.call('POST', '/auth/change-password', { token: account.token, body });
    expect(refusal(await reset(older))).toEqual(USED);
  });

  test('an email change invalidates a reset link (RST-5)', async () => {
    const next = newEmail();
    await changeEmail(account.token, next);
    await confirmEmail(await waitForToken(credence, next, '/confirm-email'));
    expect(refusal(await reset(older))).toEqual(USED);
  });

  test('deactivation invalidates a reset link, also after reactivation (RST-5)', async () => {
    for (const action of ['deactivate', 'reactivate']) {
      const path = `/v1/users/${account.userId}/${action}`;
      await credence.call('POST', path, { token: SERVICE_TOKEN, body: {} });
      expect(refusal(await reset(older))).toEqual(USED);
    }
  });
});

test('a newer verification link invalidates an older one (RST-5)', async () => {
  const { body } = await signUp(credence);
  const older = await waitForToken(credence, body.email, '/verify-email');
  await post('/auth/resend-verification', { email: body.email });
  const newer = await waitForToken(credence, body.email, '/verify-email', 2);
  expect(refusal(await verify(older))).toEqual(USED);
  expect((await verify(newer)).status).toBe(200);
  expect(refusal(await verify(newer))).toEqual(USED);
});

test('a link serves one purpose and one account (RST-6)', async () => {
  const { email } = await createVerifiedAccount(credence);
  const other = await createVerifiedAccount(credence);
  const token = await requestResetToken(credence, email);
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

test('a password reset ends all sessions and pending changes, notifies the owner and starts no session (RST-7, RST-8)', async () => {
  const { email, token } = await createSignedInAccount(credence);
  const next = newEmail();
  await changeEmail(token, next);
  const pending = await waitForToken(credence, next, '/confirm-email');
  const answer = await reset(await requestResetToken(credence, email));
  expect(Object.keys(answer.body)).toEqual(['message']);
  expect((await credence.call('GET', '/auth/me', { token })).status).toBe(401);
  expect(refusal(await confirmEmail(pending))).toEqual(USED);
  const mails = await credence.mails(email, 4);
  expect(mails).toHaveLength(4);
  expect(JSON.stringify(mails)).not.toContain(NEW_PASSWORD);
});

test('GET and HEAD requests to a link change nothing (RST-10)', async () => {
  const { body } = await signUp(credence);
  const token = await waitForToken(credence, body.email, '/verify-email');
  for (const method of ['GET', 'HEAD']) {
    const page = await fetch(`${credence.url}/verify-email?token=${token}`, { method });
    expect([page.status, page.headers.get('referrer-policy')]).toEqual([200, 'no-referrer']);
    const command = await credence.call(method, `/auth/verify-email?token=${token}`).catch(() => null);
    if (command !== null) expect(command.status).toBe(405);
  }
  expect((await verify(token)).status).toBe(200);
});

test('a reset with a weak password does not use the link (RST-11)', async () => {
  const { email } = await createVerifiedAccount(credence);
  const token = await requestResetToken(credence, email);
  for (const weak of ['short', 'password123', email]) {
    expect(refusal(await reset(token, weak))).toEqual([422, 'weak_password']);
  }
  expect((await reset(token)).status).toBe(200);
  expect((await signIn(credence, email, NEW_PASSWORD)).status).toBe(200);
});
