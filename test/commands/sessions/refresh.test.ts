import { beforeEach, describe, expect, test } from '@jest/globals';
import { changePassword } from '../../../src/commands/passwords/change-password.js';
import { deactivate } from '../../../src/commands/accounts/deactivate.js';
import { reactivate } from '../../../src/commands/accounts/reactivate.js';
import { refresh, RefusedOnRecord } from '../../../src/commands/sessions/refresh.js';
import { signIn } from '../../../src/commands/authentication/sign-in.js';
import { signOut } from '../../../src/commands/sessions/sign-out.js';
import type { SessionGrant } from '../../../src/commands/steps/session-grant.js';
import { InvalidRefreshToken } from '../../../src/domain/refresh/decisions.js';
import { InvalidCredentials } from '../../../src/domain/user/decisions.js';
import type { Cause } from '../../../src/eventstore/codec.js';
import { aWorld, PASSWORD, verifiedAccount } from '../../support/domain/command-world.js';
import type { World } from '../../support/domain/command-world.js';
import { aCause } from '../../support/stores/memory/memory-log.js';
import { NOW } from '../../support/domain/user-history.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';
import { aSessionId } from '../../support/domain/ids.js';

const SECOND = 1000;
const credentials = { email: emailAddress('ada@example.com'), password: PASSWORD };

let world: World;
let session: SessionGrant;

beforeEach(async () => {
  world = aWorld();
  await verifiedAccount(world);
  session = await signIn(world, credentials, aCause());
});

const at = (seconds: number) => aCause(new Date(NOW.getTime() + seconds * SECOND));
const ELSEWHERE = { ip: '198.51.100.7', userAgent: 'curl/8.5.0' };
const elsewhereAt = (seconds: number) => ({ ...at(seconds), source: ELSEWHERE });
const use = async (token: string, cause = aCause()) =>
  await refresh(world, world.refreshTokens.read(token), cause);
const family = async () => await world.log.types(`refresh-${session.sessionId}`);
const ends = async () => (await world.log.types(`session-${session.sessionId}`)).slice(1);

async function refusedUnrecorded(token: string, cause = aCause()): Promise<void> {
  const before = await world.log.store.head();
  await expect(use(token, cause)).rejects.toThrow(InvalidRefreshToken);
  expect(await world.log.store.head()).toBe(before);
}

test('a refresh continues the same session with its original claims (REF-1)', async () => {
  const next = await use(session.refreshToken, at(600));
  expect(next.refreshToken).not.toBe(session.refreshToken);
  const { refreshToken: _first, position: _position, ...same } = session;
  expect(next).toMatchObject(same);
  expect(next.authTime).toEqual(NOW);
  expect(next.ends).toEqual(new Date(NOW.getTime() + world.rules.refreshTtlMs));
  expect(await family()).toEqual(['RefreshTokenIssued', 'RefreshTokenIssued']);
  expect((await world.log.events()).at(-1)).toMatchObject({ actor: `user:${session.userId}` });
});

test('the log keeps only the newest token events of a family, however long it lives', async () => {
  let token = session.refreshToken;
  for (let n = 1; n <= 10; n += 1) token = (await use(token, at(n * 60))).refreshToken;
  expect(await family()).toHaveLength(4);
  await expect(use(session.refreshToken, at(700))).rejects.toThrow(InvalidRefreshToken);
  expect((await family()).at(-1)).toBe('RefreshTokenReused');
});

test('50 concurrent refreshes rotate the token once, and all get the same successor (REF-4)', async () => {
  const answers = await Promise.all(Array.from({ length: 50 }, () => use(session.refreshToken)));
  expect(new Set(answers.map(({ refreshToken }) => refreshToken)).size).toBe(1);
  expect(await family()).toHaveLength(2);
});

describe('a rotated token from the place that its successor was issued to (REF-5)', () => {
  const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';
  const cafeAt = (seconds: number, ip = '203.0.113.9', version = '128.0') => ({
    ...at(seconds),
    source: { ip, userAgent: FIREFOX.replaceAll('128.0', version) },
  });

  test('returns the same successor for a day: the client has lost the answer', async () => {
    const lost = await use(session.refreshToken, cafeAt(60));
    const again = await use(session.refreshToken, cafeAt(60 + 86_400, '203.0.113.9', '129.0'));
    expect(again.refreshToken).toBe(lost.refreshToken);
    expect(await family()).toHaveLength(2);
    expect((await use(again.refreshToken, elsewhereAt(60 + 86_400))).sessionId).toBe(session.sessionId);
  });

  test.each<[string, () => Cause]>([
    ['on another network', () => cafeAt(120, '203.0.113.10')],
    ['on another device', () => ({ ...cafeAt(120), source: { ip: '203.0.113.9', userAgent: 'curl/8.5.0' } })],
    ['after a day', () => cafeAt(60 + 86_401)],
  ])('ends the session %s', async (_, late) => {
    await use(session.refreshToken, cafeAt(60));
    await expect(use(session.refreshToken, late())).rejects.toThrow(InvalidRefreshToken);
    expect((await family()).at(-1)).toBe('RefreshTokenReused');
    expect(await ends()).toEqual(['SessionEnded']);
  });

  test('ends the session once its successor was used', async () => {
    const next = await use(session.refreshToken, cafeAt(60));
    await use(next.refreshToken, cafeAt(70));
    await expect(use(session.refreshToken, cafeAt(71))).rejects.toThrow(InvalidRefreshToken);
    expect(await ends()).toEqual(['SessionEnded']);
  });

  test('ends the session if lost answers are not covered', async () => {
    world = { ...world, rules: { ...world.rules, refreshLostAnswerMs: 0 } };
    await use(session.refreshToken, cafeAt(60));
    await expect(use(session.refreshToken, cafeAt(71))).rejects.toThrow(InvalidRefreshToken);
    expect(await ends()).toEqual(['SessionEnded']);
  });
});

describe('a rotated token from elsewhere after the grace period (REF-2)', () => {
  test('ends the session and is refused like any other invalid token', async () => {
    const next = await use(session.refreshToken, at(0));
    await expect(use(session.refreshToken, elsewhereAt(11))).rejects.toThrow(InvalidRefreshToken);
    expect((await family()).at(-1)).toBe('RefreshTokenReused');
    expect(await ends()).toEqual(['SessionEnded']);
    for (const token of [session.refreshToken, next.refreshToken]) await refusedUnrecorded(token, at(11));
  });

  test('is refused with the position of the event that ends the session', async () => {
    await use(session.refreshToken, at(0));
    const refused: unknown = await use(session.refreshToken, elsewhereAt(11)).catch(
      (error: unknown) => error,
    );
    expect(refused).toBeInstanceOf(RefusedOnRecord);
    expect(refused).toMatchObject({ position: await world.log.store.head() });
  });

  test('does not end another session of the same user (REF-3)', async () => {
    const other = await signIn(world, credentials, aCause());
    await use(session.refreshToken, at(0));
    await expect(use(session.refreshToken, elsewhereAt(11))).rejects.toThrow(InvalidRefreshToken);
    expect((await use(other.refreshToken, at(11))).sessionId).toBe(other.sessionId);
  });

  test('is detected once if ten requests present it concurrently', async () => {
    await use(session.refreshToken, at(0));
    const late = Array.from({ length: 10 }, () => use(session.refreshToken, elsewhereAt(11)));
    const outcomes = await Promise.allSettled(late);
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
    expect((await family()).filter((type) => type === 'RefreshTokenReused')).toHaveLength(1);
    expect(await ends()).toEqual(['SessionEnded']);
  });
});

describe('without a grace period (REF-5)', () => {
  beforeEach(() => {
    world = { ...world, rules: { ...world.rules, refreshGraceMs: 0, refreshLostAnswerMs: 0 } };
  });

  test('tokens rotate as usual', async () => {
    const next = await use(session.refreshToken);
    expect((await use(next.refreshToken)).sessionId).toBe(session.sessionId);
    expect(await ends()).toEqual([]);
  });

  test('the token that was just rotated ends the session at once', async () => {
    const next = await use(session.refreshToken);
    await expect(use(session.refreshToken)).rejects.toThrow(InvalidRefreshToken);
    expect((await family()).at(-1)).toBe('RefreshTokenReused');
    expect(await ends()).toEqual(['SessionEnded']);
    await refusedUnrecorded(next.refreshToken);
  });

  test('one of two concurrent refreshes succeeds, and the session ends', async () => {
    const outcomes = await Promise.allSettled([use(session.refreshToken), use(session.refreshToken)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await ends()).toEqual(['SessionEnded']);
  });

  test('a repeated command is refused and does not count as reuse', async () => {
    const cause = at(600);
    const next = await use(session.refreshToken, cause);
    await refusedUnrecorded(session.refreshToken, cause);
    expect((await use(next.refreshToken, at(601))).sessionId).toBe(session.sessionId);
  });
});

describe('a repeated command', () => {
  test('returns the same tokens', async () => {
    const cause = at(600);
    const first = await use(session.refreshToken, cause);
    expect(await use(session.refreshToken, cause)).toEqual(first);
    expect(await family()).toHaveLength(2);
  });

  test('is refused once the token that it returned was used', async () => {
    const cause = at(600);
    const { refreshToken } = await use(session.refreshToken, cause);
    await use(refreshToken, at(1200));
    await refusedUnrecorded(session.refreshToken, { ...cause, now: at(1200).now });
  });

  test('is refused elsewhere after the grace period', async () => {
    const cause = at(600);
    await use(session.refreshToken, cause);
    await refusedUnrecorded(session.refreshToken, {
      ...cause,
      ...elsewhereAt(700),
      commandId: cause.commandId,
    });
  });

  test('does not sign in to a session that has ended since the first request', async () => {
    const cause = aCause();
    const again = await signIn(world, credentials, cause);
    await signOut(world, again, aCause());
    await expect(signIn(world, credentials, cause)).rejects.toThrow(InvalidCredentials);
  });
});

describe('a refresh is refused without a record (REF-8)', () => {
  test.each(['', 'x', 'A'.repeat(70)])('for the malformed token "%s"', async (token) => {
    await refusedUnrecorded(token);
  });

  test('for an authentic token of a session that does not exist', async () => {
    await refusedUnrecorded(world.refreshTokens.issue({ sessionId: aSessionId(), generation: 0 }));
  });

  test('after a sign-out, which is recorded once', async () => {
    await signOut(world, session, aCause());
    await signOut(world, session, aCause());
    expect(await ends()).toEqual(['SessionEnded']);
    await refusedUnrecorded(session.refreshToken);
  });

  test('after a deactivation, even after the reactivation', async () => {
    await deactivate(world, session.userId, {}, aCause(), null);
    await refusedUnrecorded(session.refreshToken);
    await reactivate(world, session.userId, {}, aCause(), null);
    await refusedUnrecorded(session.refreshToken);
  });

  test('after a password change in another session (REF-9)', async () => {
    const other = await signIn(world, credentials, aCause());
    const passwords = { old_password: PASSWORD, new_password: 'a staple of correct horses' };
    await changePassword(world, other, passwords, aCause());
    await refusedUnrecorded(session.refreshToken);
    expect((await use(other.refreshToken)).userRevision).toBe(other.userRevision);
  });
});
