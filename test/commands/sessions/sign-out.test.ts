import { beforeEach, describe, expect, test } from '@jest/globals';
import { changePassword } from '../../../src/commands/passwords/change-password.js';
import { refresh } from '../../../src/commands/sessions/refresh.js';
import { signIn } from '../../../src/commands/authentication/sign-in.js';
import { signOut } from '../../../src/commands/sessions/sign-out.js';
import { signOutCaller } from '../../../src/commands/sessions/sign-out-caller.js';
import { signOutElsewhere } from '../../../src/commands/sessions/sign-out-elsewhere.js';
import { signOutEverywhere } from '../../../src/commands/sessions/sign-out-everywhere.js';
import type { SessionGrant } from '../../../src/commands/steps/session-grant.js';
import { InvalidRefreshToken } from '../../../src/domain/refresh/decisions.js';
import { SessionOver } from '../../../src/domain/policies/active-session.js';
import { UnknownSession } from '../../../src/domain/session/decisions.js';
import { UnknownUser } from '../../../src/domain/user/decisions.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';
import { aWorld, PASSWORD, verifiedAccount } from '../../support/domain/command-world.js';
import type { World } from '../../support/domain/command-world.js';
import { aCause } from '../../support/stores/memory/memory-log.js';
import { ADA, NOW } from '../../support/domain/user-history.js';
import { aSessionId } from '../../support/domain/ids.js';

let world: World;
let one: SessionGrant;
let other: SessionGrant;

beforeEach(async () => {
  world = aWorld();
  await verifiedAccount(world);
  one = await signInAgain();
  other = await signInAgain();
});

const signInAgain = async () =>
  await signIn(world, { email: emailAddress('ada@example.com'), password: PASSWORD }, aCause());

async function isActive({ refreshToken }: SessionGrant): Promise<boolean> {
  try {
    await refresh(world, world.refreshTokens.read(refreshToken), aCause());
    return true;
  } catch (error) {
    if (error instanceof InvalidRefreshToken) return false;
    throw error;
  }
}

describe('signing out (TOK-8)', () => {
  test('of one session ends no other session, and a repeat changes nothing', async () => {
    await signOut(world, one, aCause());
    const head = await world.log.store.head();
    await signOut(world, one, aCause());
    expect(await world.log.store.head()).toBe(head);
    expect([await isActive(one), await isActive(other)]).toEqual([false, true]);
  });

  test('of the session of another user is refused as if it did not exist (ADM-2)', async () => {
    const refused = signOut(world, { ...one, userId: ADA }, aCause());
    await expect(refused).rejects.toThrow(UnknownSession);
    const unknown = signOut(world, { ...one, sessionId: aSessionId() }, aCause());
    await expect(unknown).rejects.toThrow(UnknownSession);
    expect(await isActive(one)).toBe(true);
  });

  test('elsewhere ends every session except the session of the caller', async () => {
    await signOutElsewhere(world, one, aCause());
    expect([await isActive(one), await isActive(other)]).toEqual([true, false]);
  });

  test('everywhere ends all sessions and records the reason', async () => {
    await signOutEverywhere(world, one.userId, { reason: 'a device was lost' }, aCause());
    expect([await isActive(one), await isActive(other)]).toEqual([false, false]);
    expect((await world.log.events()).at(-1)).toMatchObject({
      type: 'SessionsEnded',
      data: { kept_session: null, reason: 'a device was lost' },
    });
    expect(await isActive(await signInAgain())).toBe(true);
  });

  test('everywhere is refused for an unknown user', async () => {
    await expect(signOutEverywhere(world, ADA, {}, aCause())).rejects.toThrow(UnknownUser);
  });
});

describe('signing out with a refresh token', () => {
  const signOutBy = async (refreshToken: string, everywhere: boolean) =>
    await signOutCaller(world, { refreshToken }, everywhere, aCause());

  test('ends its session, with the user as actor', async () => {
    const { userId, position } = await signOutBy(one.refreshToken, false);
    expect(userId).toBe(one.userId);
    expect(position).toBe(await world.log.store.head());
    expect((await world.log.events()).at(-1)).toMatchObject({
      type: 'SessionEnded',
      actor: `user:${userId}`,
    });
    expect([await isActive(one), await isActive(other)]).toEqual([false, true]);
  });

  test('everywhere ends all sessions of its user', async () => {
    await signOutBy(one.refreshToken, true);
    expect([await isActive(one), await isActive(other)]).toEqual([false, false]);
  });

  test('everywhere is refused for a rotated token, which ends only its own session', async () => {
    await refresh(world, world.refreshTokens.read(one.refreshToken), aCause());
    const source = { ip: '198.51.100.7', userAgent: 'curl/8.5.0' };
    const late = { ...aCause(new Date(NOW.getTime() + world.rules.refreshGraceMs + 1)), source };
    const refused = signOutCaller(world, { refreshToken: one.refreshToken }, true, late);
    await expect(refused).rejects.toThrow(InvalidRefreshToken);
    expect(await isActive(other)).toBe(true);
  });

  test.each([false, true])('is refused for a forged token (everywhere: %s)', async (everywhere) => {
    await expect(signOutBy('A'.repeat(70), everywhere)).rejects.toThrow(InvalidRefreshToken);
  });
});

describe('an ended session is not revived', () => {
  test('by signing out elsewhere', async () => {
    await signOutEverywhere(world, one.userId, {}, aCause());
    await expect(signOutElsewhere(world, one, aCause())).rejects.toThrow(SessionOver);
    expect(await isActive(one)).toBe(false);
  });

  test('by a password change', async () => {
    await signOut(world, one, aCause());
    const input = { old_password: PASSWORD, new_password: 'kolibri zaun lampe' };
    await expect(changePassword(world, one, input, aCause())).rejects.toThrow(SessionOver);
    expect(await isActive(other)).toBe(true);
  });
});

describe('a session that is presented at a sign-in (LOG-4)', () => {
  const again = async (presented: SessionGrant) =>
    await signIn(world, { email: emailAddress('ada@example.com'), password: PASSWORD }, aCause(), presented);

  test('is replaced by the new session', async () => {
    const next = await again(one);
    expect([await isActive(one), await isActive(other), await isActive(next)]).toEqual([false, true, true]);
    expect(await world.log.types(`session-${one.sessionId}`)).toEqual(['SessionStarted', 'SessionEnded']);
  });

  test('stays active if the sign-in is refused', async () => {
    const wrong = { email: emailAddress('ada@example.com'), password: 'wrong' };
    await signIn(world, wrong, aCause(), one).catch(() => undefined);
    expect(await isActive(one)).toBe(true);
  });
});
