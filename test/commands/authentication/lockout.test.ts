import { beforeEach, describe, expect, test } from '@jest/globals';
import { changePassword } from '../../../src/commands/passwords/change-password.js';
import { requestPasswordReset } from '../../../src/commands/passwords/request-password-reset.js';
import { resetPassword } from '../../../src/commands/passwords/reset-password.js';
import { signIn } from '../../../src/commands/authentication/sign-in.js';
import { unlock } from '../../../src/commands/authentication/unlock.js';
import { InvalidCredentials, UnknownUser, WrongPassword } from '../../../src/domain/user/decisions.js';
import { HasherBusy } from '../../../src/security/passwords/hasher.js';
import { aWorld, newestLink, PASSWORD, verifiedAccount } from '../../support/domain/command-world.js';
import type { World } from '../../support/domain/command-world.js';
import { aCause } from '../../support/stores/memory-log.js';
import { NOW } from '../../support/domain/user-history.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';
import type { UserId } from '../../../src/domain/ids.js';
import { aUserId } from '../../support/domain/ids.js';

const SECOND = 1000;
const FIRST_WAIT_MS = 4 * SECOND;
const LONGEST_WAIT_MS = 15 * 60 * SECOND;
const email = 'ada@example.com';
const HOME = { ip: '203.0.113.7', userAgent: 'curl/8.5.0' };
const ELSEWHERE = { ip: '198.51.100.9', userAgent: 'curl/8.5.0' };

let world: World;
let userId: UserId;
let now: Date;

beforeEach(async () => {
  world = aWorld();
  ({ id: userId } = await verifiedAccount(world));
  now = NOW;
});

const at = (source: typeof HOME) => ({ ...aCause(now), source });
const enter = (source: typeof HOME, password = PASSWORD) =>
  signIn(world, { email: emailAddress(email), password }, at(source)).then(
    () => 'in',
    (error: unknown) => (error instanceof InvalidCredentials ? 'refused' : error),
  );

function wait(ms: number): void {
  now = new Date(now.getTime() + ms);
}

async function fail(times: number, source: typeof HOME, pauseMs = 0): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    expect(await enter(source, 'wrong')).toBe('refused');
    wait(pauseMs);
  }
}

describe('LIM-1 after ten failures in a row', () => {
  test('the right password is refused as a wrong one, after the same work, until the lock opens', async () => {
    await fail(10, ELSEWHERE);
    expect(world.hasher.compared).toHaveLength(10);
    expect(await enter(ELSEWHERE)).toBe('refused');
    expect(world.hasher.compared.at(-1)).toBeNull();
    expect(world.attempts.at(-1)).toBe('locked');
    wait(FIRST_WAIT_MS);
    expect(await enter(ELSEWHERE)).toBe('in');
  });

  test('attempts that found no room to be compared are no failures', async () => {
    world.hasher.setBusy(true);
    for (let n = 0; n < 20; n += 1)
      await expect(
        signIn(world, { email: emailAddress(email), password: PASSWORD }, at(ELSEWHERE)),
      ).rejects.toThrow(HasherBusy);
    world.hasher.setBusy(false);
    expect(await enter(ELSEWHERE)).toBe('in');
  });

  test('attempts that are refused do not keep the lock shut', async () => {
    await fail(10, ELSEWHERE);
    await fail(50, ELSEWHERE);
    wait(FIRST_WAIT_MS);
    expect(await enter(ELSEWHERE)).toBe('in');
  });

  test('an unknown address is counted as a known one', async () => {
    const nobody = { email: emailAddress('nobody@example.com'), password: 'wrong' };
    for (let n = 0; n < 11; n += 1) await signIn(world, nobody, at(HOME)).catch(() => undefined);
    expect(world.attempts).toEqual([...Array<string>(10).fill('failed'), 'locked']);
    expect((await world.log.events()).some(({ type }) => type === 'SignInFailed')).toBe(false);
  });

  test('the owner is told once, and the history tells it all', async () => {
    await fail(12, ELSEWHERE, 2 * FIRST_WAIT_MS);
    await world.finish();
    const types = await world.log.types(`signin-${userId}-202602`);
    expect(types.filter((type) => type === 'SignInFailed')).toHaveLength(12);
    expect(types.filter((type) => type === 'SignInLocked')).toHaveLength(3);
  });
});

test('LIM-2 of sixty attempts at once, through two processes, ten are compared', async () => {
  const others = { ...world, inTurn: aWorld().limitConcurrency };
  await Promise.all(
    Array.from({ length: 60 }, (_, n) =>
      signIn(
        n % 2 === 0 ? world : others,
        { email: emailAddress(email), password: 'wrong' },
        at(ELSEWHERE),
      ).catch(() => undefined),
    ),
  );
  expect(world.hasher.compared.filter((stored) => stored !== null)).toHaveLength(10);
});

test('fifty right passwords at once are all let in', async () => {
  const outcomes = await Promise.all(Array.from({ length: 50 }, () => enter(ELSEWHERE)));
  expect(new Set(outcomes)).toEqual(new Set(['in']));
});

describe('LIM-3 what was counted', () => {
  test('counts no more after a success', async () => {
    for (let round = 0; round < 3; round += 1) {
      await fail(9, HOME, 1);
      expect(await enter(HOME)).toBe('in');
      wait(1);
    }
  });

  test('counts whatever address of the account is given, and from wherever', async () => {
    for (let n = 0; n < 10; n += 1) {
      const typed = n % 2 === 0 ? emailAddress('ADA@example.com') : emailAddress(' ada@Example.COM ');
      const cause = at({ ...ELSEWHERE, ip: `198.51.100.${String(n)}` });
      await signIn(world, { email: typed, password: 'wrong' }, cause).catch(() => undefined);
    }
    expect(await enter({ ...ELSEWHERE, ip: '192.0.2.77' })).toBe('refused');
  });
});

describe('LIM-4 an owner whose account others have locked', () => {
  beforeEach(async () => {
    expect(await enter(HOME)).toBe('in');
    wait(FIRST_WAIT_MS);
    await fail(30, ELSEWHERE, LONGEST_WAIT_MS);
    expect(await enter(ELSEWHERE, 'wrong')).toBe('refused');
  });

  test('gets in where they have signed in before', async () => {
    expect(await enter(HOME)).toBe('in');
    expect(await enter(ELSEWHERE)).toBe('refused');
  });

  test('has no more tries there than anywhere', async () => {
    await fail(10, HOME);
    expect(await enter(HOME)).toBe('refused');
    wait(FIRST_WAIT_MS);
    expect(await enter(HOME)).toBe('in');
  });

  test('gets in by a new password, from where it was set', async () => {
    const AWAY = { ...HOME, ip: '192.0.2.1' };
    await requestPasswordReset(world, { email: emailAddress(email) }, at(AWAY));
    const token = await newestLink(world, userId, 'reset-password');
    await resetPassword(world, { token, new_password: 'kolibri zaun lampe' }, at(AWAY));
    wait(1);
    expect(await enter(AWAY, 'kolibri zaun lampe')).toBe('in');
    await fail(11, ELSEWHERE);
    expect(await enter(AWAY, 'kolibri zaun lampe')).toBe('in');
  });

  test('gets in everywhere once an administrator has opened the lock', async () => {
    await fail(10, HOME);
    wait(1);
    const by = { ...aCause(now), actor: 'service' };
    await unlock(world, userId, { reason: 'asked by telephone' }, by);
    wait(1);
    expect(await enter(ELSEWHERE)).toBe('in');
    expect(await enter(HOME)).toBe('in');
    const unlocked = (await world.log.events()).find(({ type }) => type === 'SignInUnlocked');
    expect(unlocked).toMatchObject({ actor: 'service', data: { reason: 'asked by telephone' } });
  });
});

test('PWD-6 a wrong present password counts, and a locked account takes none', async () => {
  const { sessionId } = await signIn(world, { email: emailAddress(email), password: PASSWORD }, at(HOME));
  wait(1);
  const change = (old: string) =>
    changePassword(
      world,
      { userId: aUserId(userId), sessionId },
      { old_password: old, new_password: 'kolibri zaun lampe' },
      at(HOME),
    );
  for (let n = 0; n < 10; n += 1) await expect(change('wrong')).rejects.toThrow(WrongPassword);
  await expect(change(PASSWORD)).rejects.toThrow(WrongPassword);
  expect(await enter(HOME)).toBe('refused');
  wait(FIRST_WAIT_MS);
  await change(PASSWORD);
});

test('an account that is not there cannot be unlocked', async () => {
  await expect(unlock(world, aUserId('00000000-0000-4000-8000-000000000000'), {}, aCause())).rejects.toThrow(
    UnknownUser,
  );
});
