import { beforeEach, describe, expect, test } from '@jest/globals';
import { changePassword } from '../../../src/commands/passwords/change-password.js';
import type { StoreLinkRequest } from '../../../src/commands/steps/requests/link-request.js';
import { requestPasswordReset } from '../../../src/commands/passwords/request-password-reset.js';
import { resetPassword } from '../../../src/commands/passwords/reset-password.js';
import { signIn } from '../../../src/commands/authentication/sign-in.js';
import { unlock } from '../../../src/commands/authentication/unlock.js';
import { InvalidCredentials, UnknownUser, WrongPassword } from '../../../src/domain/user/decisions.js';
import { HasherBusy } from '../../../src/security/passwords/hasher.js';
import { aWorld, newestLink, PASSWORD, verifiedAccount } from '../../support/domain/command-world.js';
import type { World } from '../../support/domain/command-world.js';
import { aCause } from '../../support/stores/memory/memory-log.js';
import { NOW } from '../../support/domain/user-history.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';
import type { UserId } from '../../../src/domain/ids.js';
import { aUserId } from '../../support/domain/ids.js';

const SECOND = 1000;
const FIRST_WAIT_MS = 4 * SECOND;
const LONGEST_WAIT_MS = 15 * 60 * SECOND;
const email = emailAddress('ada@example.com');
const HOME = { ip: '203.0.113.7', userAgent: 'curl/8.5.0' };
const OTHER_PLACE = { ip: '198.51.100.9', userAgent: 'curl/8.5.0' };

let world: World;
let userId: UserId;
let now: Date;

beforeEach(async () => {
  world = aWorld();
  ({ id: userId } = await verifiedAccount(world));
  now = NOW;
});

const at = (source: typeof HOME) => ({ ...aCause(now), source });
const trySignIn = (source: typeof HOME, password = PASSWORD) =>
  signIn(world, { email, password }, at(source)).then(
    () => 'signed in',
    (error: unknown) => (error instanceof InvalidCredentials ? 'refused' : error),
  );

function wait(ms: number): void {
  now = new Date(now.getTime() + ms);
}

async function fail(times: number, source: typeof HOME, pauseMs = 0): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    expect(await trySignIn(source, 'wrong')).toBe('refused');
    wait(pauseMs);
  }
}

describe('after ten consecutive failures (LIM-1)', () => {
  test('a correct password is refused like a wrong one, after the same work, until the lock expires', async () => {
    await fail(10, OTHER_PLACE);
    expect(world.hasher.compared).toHaveLength(10);
    expect(await trySignIn(OTHER_PLACE)).toBe('refused');
    expect(world.hasher.compared.at(-1)).toBeNull();
    expect(world.attempts.at(-1)).toBe('locked');
    wait(FIRST_WAIT_MS);
    expect(await trySignIn(OTHER_PLACE)).toBe('signed in');
  });

  test('attempts that are refused for lack of hashing capacity do not count as failures', async () => {
    world.hasher.setBusy(true);
    for (let n = 0; n < 20; n += 1)
      await expect(signIn(world, { email, password: PASSWORD }, at(OTHER_PLACE))).rejects.toThrow(HasherBusy);
    world.hasher.setBusy(false);
    expect(await trySignIn(OTHER_PLACE)).toBe('signed in');
  });

  test('attempts that are refused do not extend the lock', async () => {
    await fail(10, OTHER_PLACE);
    await fail(50, OTHER_PLACE);
    wait(FIRST_WAIT_MS);
    expect(await trySignIn(OTHER_PLACE)).toBe('signed in');
  });

  test('attempts on an unknown address are counted like attempts on a known one', async () => {
    const nobody = { email: emailAddress('nobody@example.com'), password: 'wrong' };
    for (let n = 0; n < 11; n += 1) await signIn(world, nobody, at(HOME)).catch(() => undefined);
    expect(world.attempts).toEqual([...Array<string>(10).fill('failed'), 'locked']);
    expect((await world.log.events()).some(({ type }) => type === 'SignInFailed')).toBe(false);
  });

  test('the history records every failure and every lock', async () => {
    await fail(12, OTHER_PLACE, 2 * FIRST_WAIT_MS);
    await world.finish();
    const types = await world.log.types(`signin-${userId}-202602`);
    expect(types.filter((type) => type === 'SignInFailed')).toHaveLength(12);
    expect(types.filter((type) => type === 'SignInLocked')).toHaveLength(3);
  });
});

test('only ten of sixty concurrent attempts through two processes are compared (LIM-2)', async () => {
  const otherProcess = { ...world, limitConcurrency: aWorld().limitConcurrency };
  await Promise.all(
    Array.from({ length: 60 }, (_, n) =>
      signIn(n % 2 === 0 ? world : otherProcess, { email, password: 'wrong' }, at(OTHER_PLACE)).catch(
        () => undefined,
      ),
    ),
  );
  expect(world.hasher.compared.filter((stored) => stored !== null)).toHaveLength(10);
});

test('fifty concurrent sign-ins with the correct password all succeed', async () => {
  const outcomes = await Promise.all(Array.from({ length: 50 }, () => trySignIn(OTHER_PLACE)));
  expect(new Set(outcomes)).toEqual(new Set(['signed in']));
});

describe('the count of failures (LIM-3)', () => {
  test('is cleared by a successful sign-in', async () => {
    for (let round = 0; round < 3; round += 1) {
      await fail(9, HOME, 1);
      expect(await trySignIn(HOME)).toBe('signed in');
      wait(1);
    }
  });

  test('covers all spellings of the address and all locations', async () => {
    for (let n = 0; n < 10; n += 1) {
      const typed = n % 2 === 0 ? 'ADA@example.com' : ' ada@Example.COM ';
      const cause = at({ ...OTHER_PLACE, ip: `198.51.100.${String(n)}` });
      await signIn(world, { email: emailAddress(typed), password: 'wrong' }, cause).catch(() => undefined);
    }
    expect(await trySignIn({ ...OTHER_PLACE, ip: '192.0.2.77' })).toBe('refused');
  });
});

describe('the owner of an account that an attacker has locked (LIM-4)', () => {
  beforeEach(async () => {
    expect(await trySignIn(HOME)).toBe('signed in');
    wait(FIRST_WAIT_MS);
    await fail(30, OTHER_PLACE, LONGEST_WAIT_MS);
    expect(await trySignIn(OTHER_PLACE, 'wrong')).toBe('refused');
  });

  test('can sign in from a known location', async () => {
    expect(await trySignIn(HOME)).toBe('signed in');
    expect(await trySignIn(OTHER_PLACE)).toBe('refused');
  });

  test('has no more attempts at a known location than anywhere else', async () => {
    await fail(10, HOME);
    expect(await trySignIn(HOME)).toBe('refused');
    wait(FIRST_WAIT_MS);
    expect(await trySignIn(HOME)).toBe('signed in');
  });

  test('can sign in after a password reset, from the location of the reset', async () => {
    const AWAY = { ...HOME, ip: '192.0.2.1' };
    const storeLinkRequest: StoreLinkRequest = (request) => world.issue(request, now);
    await requestPasswordReset({ ...world, storeLinkRequest }, { email }, at(AWAY));
    const token = await newestLink(world, userId, 'reset-password');
    await resetPassword(world, { token, new_password: 'kolibri zaun lampe' }, at(AWAY));
    wait(1);
    expect(await trySignIn(AWAY, 'kolibri zaun lampe')).toBe('signed in');
    await fail(11, OTHER_PLACE);
    expect(await trySignIn(AWAY, 'kolibri zaun lampe')).toBe('signed in');
  });

  test('can sign in from every location after an administrator unlocks the account', async () => {
    await fail(10, HOME);
    wait(1);
    const adminCause = { ...aCause(now), actor: 'service' };
    await unlock(world, userId, { reason: 'asked by telephone' }, adminCause);
    wait(1);
    expect(await trySignIn(OTHER_PLACE)).toBe('signed in');
    expect(await trySignIn(HOME)).toBe('signed in');
    const unlocked = (await world.log.events()).find(({ type }) => type === 'SignInUnlocked');
    expect(unlocked).toMatchObject({ actor: 'service', data: { reason: 'asked by telephone' } });
  });
});

test('a wrong current password counts as a failure, and a locked account accepts none (PWD-6)', async () => {
  const { sessionId } = await signIn(world, { email, password: PASSWORD }, at(HOME));
  wait(1);
  const change = (oldPassword: string) =>
    changePassword(
      world,
      { userId, sessionId },
      { old_password: oldPassword, new_password: 'kolibri zaun lampe' },
      at(HOME),
    );
  for (let n = 0; n < 10; n += 1) await expect(change('wrong')).rejects.toThrow(WrongPassword);
  await expect(change(PASSWORD)).rejects.toThrow(WrongPassword);
  expect(await trySignIn(HOME)).toBe('refused');
  wait(FIRST_WAIT_MS);
  await change(PASSWORD);
});

test('unlocking an unknown account is refused', async () => {
  await expect(unlock(world, aUserId(), {}, aCause())).rejects.toThrow(UnknownUser);
});
