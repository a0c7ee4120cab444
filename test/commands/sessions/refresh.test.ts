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
import { aWorld, PASSWORD, verifiedAccount } from '../../support/domain/command-world.js';
import type { World } from '../../support/domain/command-world.js';
import { aCause } from '../../support/stores/memory-log.js';
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
const use = async (token: string, cause = aCause()) => await refresh(world, { refresh_token: token }, cause);
const family = async () => await world.log.types(`refresh-${session.sessionId}`);
const ends = async () => (await world.log.types(`session-${session.sessionId}`)).slice(1);

async function refusedUnrecorded(token: string, cause = aCause()): Promise<void> {
  const before = await world.log.store.head();
  await expect(use(token, cause)).rejects.toThrow(InvalidRefreshToken);
  expect(await world.log.store.head()).toBe(before);
}

test('REF-1 a refresh goes on with the same session, as it started', async () => {
  const next = await use(session.refreshToken, at(600));
  expect(next.refreshToken).not.toBe(session.refreshToken);
  const { refreshToken: _first, position: _position, ...same } = session;
  expect(next).toMatchObject(same);
  expect(next.authTime).toEqual(NOW);
  expect(next.ends).toEqual(new Date(NOW.getTime() + world.rules.refreshTtlMs));
  expect(await family()).toEqual(['RefreshTokenIssued', 'RefreshTokenIssued']);
  expect((await world.log.events()).at(-1)).toMatchObject({ actor: `user:${session.userId}` });
});

test('of a family only the newest tokens stay in the log, however long it lives', async () => {
  let token = session.refreshToken;
  for (let n = 1; n <= 10; n += 1) token = (await use(token, at(n * 60))).refreshToken;
  expect(await family()).toHaveLength(4);
  await expect(use(session.refreshToken, at(700))).rejects.toThrow(InvalidRefreshToken);
  expect((await family()).at(-1)).toBe('RefreshTokenReused');
});

test('REF-4 of many at once one replaces the token, and all get that same successor', async () => {
  const answers = await Promise.all(Array.from({ length: 50 }, () => use(session.refreshToken)));
  expect(new Set(answers.map(({ refreshToken }) => refreshToken)).size).toBe(1);
  expect(await family()).toHaveLength(2);
});

describe('REF-2 a token that comes again too late', () => {
  test('ends the session, and is refused like any other', async () => {
    const next = await use(session.refreshToken, at(0));
    await expect(use(session.refreshToken, at(11))).rejects.toThrow(InvalidRefreshToken);
    expect((await family()).at(-1)).toBe('RefreshTokenReused');
    expect(await ends()).toEqual(['SessionEnded']);
    for (const token of [session.refreshToken, next.refreshToken]) await refusedUnrecorded(token, at(11));
  });

  test('is refused with the place in the log from which on nothing of the session counts', async () => {
    await use(session.refreshToken, at(0));
    const refused: unknown = await use(session.refreshToken, at(11)).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(RefusedOnRecord);
    expect(refused).toMatchObject({ position: await world.log.store.head() });
  });

  test('REF-3 leaves another session of the same user', async () => {
    const other = await signIn(world, credentials, aCause());
    await use(session.refreshToken, at(0));
    await expect(use(session.refreshToken, at(11))).rejects.toThrow(InvalidRefreshToken);
    expect((await use(other.refreshToken, at(11))).sessionId).toBe(other.sessionId);
  });

  test('is noticed once by many at once', async () => {
    await use(session.refreshToken, at(0));
    const late = Array.from({ length: 10 }, () => use(session.refreshToken, at(11)));
    const outcomes = await Promise.allSettled(late);
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
    expect((await family()).filter((type) => type === 'RefreshTokenReused')).toHaveLength(1);
    expect(await ends()).toEqual(['SessionEnded']);
  });
});

describe('REF-5 where the grace is off', () => {
  beforeEach(() => {
    world = { ...world, rules: { ...world.rules, refreshGraceMs: 0 } };
  });

  test('tokens follow each other as ever', async () => {
    const next = await use(session.refreshToken);
    expect((await use(next.refreshToken)).sessionId).toBe(session.sessionId);
    expect(await ends()).toEqual([]);
  });

  test('the token just replaced ends the session at the same moment', async () => {
    const next = await use(session.refreshToken);
    await expect(use(session.refreshToken)).rejects.toThrow(InvalidRefreshToken);
    expect((await family()).at(-1)).toBe('RefreshTokenReused');
    expect(await ends()).toEqual(['SessionEnded']);
    await refusedUnrecorded(next.refreshToken);
  });

  test('of two at once one is answered, and the session is over', async () => {
    const outcomes = await Promise.allSettled([use(session.refreshToken), use(session.refreshToken)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await ends()).toEqual(['SessionEnded']);
  });

  test('the same command again is refused, and is no reuse', async () => {
    const cause = at(600);
    const next = await use(session.refreshToken, cause);
    await refusedUnrecorded(session.refreshToken, cause);
    expect((await use(next.refreshToken, at(601))).sessionId).toBe(session.sessionId);
  });
});

describe('the same command again', () => {
  test('answers the same', async () => {
    const cause = at(600);
    const first = await use(session.refreshToken, cause);
    expect(await use(session.refreshToken, cause)).toEqual(first);
    expect(await family()).toHaveLength(2);
  });

  test('answers nothing once the token it brought was used', async () => {
    const cause = at(600);
    const { refreshToken } = await use(session.refreshToken, cause);
    await use(refreshToken, at(1200));
    await refusedUnrecorded(session.refreshToken, { ...cause, now: at(1200).now });
  });

  test('answers nothing much later', async () => {
    const cause = at(600);
    await use(session.refreshToken, cause);
    await refusedUnrecorded(session.refreshToken, { ...cause, now: at(700).now });
  });

  test('does not sign in to a session that has ended since', async () => {
    const cause = aCause();
    const again = await signIn(world, credentials, cause);
    await signOut(world, again, aCause());
    await expect(signIn(world, credentials, cause)).rejects.toThrow(InvalidCredentials);
  });
});

describe('REF-8 a refresh is refused without a record', () => {
  test.each(['', 'x', 'A'.repeat(70)])('with the token "%s"', async (token) => {
    await refusedUnrecorded(token);
  });

  test('with a token of a session that never was', async () => {
    await refusedUnrecorded(world.refreshTokens.issue({ sessionId: aSessionId(), generation: 0 }));
  });

  test('after the sign-out, which happens once', async () => {
    await signOut(world, session, aCause());
    await signOut(world, session, aCause());
    expect(await ends()).toEqual(['SessionEnded']);
    await refusedUnrecorded(session.refreshToken);
  });

  test('after a deactivation, also when that was taken back', async () => {
    await deactivate(world, session.userId, {}, aCause(), null);
    await refusedUnrecorded(session.refreshToken);
    await reactivate(world, session.userId, {}, aCause(), null);
    await refusedUnrecorded(session.refreshToken);
  });

  test('REF-9 after a change of the password in another session', async () => {
    const other = await signIn(world, credentials, aCause());
    const passwords = { old_password: PASSWORD, new_password: 'a staple of correct horses' };
    await changePassword(world, other, passwords, aCause());
    await refusedUnrecorded(session.refreshToken);
    expect((await use(other.refreshToken)).userRevision).toBe(other.userRevision);
  });
});
