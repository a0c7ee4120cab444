import { beforeEach, describe, expect, test } from '@jest/globals';
import { changePassword } from '../../../src/commands/passwords/change-password.js';
import { refresh } from '../../../src/commands/sessions/refresh.js';
import { signIn } from '../../../src/commands/authentication/sign-in.js';
import { signOut } from '../../../src/commands/sessions/sign-out.js';
import { signOutElsewhere } from '../../../src/commands/sessions/sign-out-elsewhere.js';
import { signOutEverywhere } from '../../../src/commands/sessions/sign-out-everywhere.js';
import type { SessionGrant } from '../../../src/commands/steps/session-grant.js';
import { InvalidRefreshToken } from '../../../src/domain/refresh/decisions.js';
import { SessionOver } from '../../../src/domain/policies/active-session.js';
import { UnknownSession } from '../../../src/domain/session/decisions.js';
import { UnknownUser } from '../../../src/domain/user/decisions.js';
import { aWorld, PASSWORD, verifiedAccount } from '../../support/domain/command-world.js';
import type { World } from '../../support/domain/command-world.js';
import { aCause } from '../../support/stores/memory-log.js';
import { ADA } from '../../support/domain/user-history.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';
import { aSessionId } from '../../support/domain/ids.js';

let world: World;
let one: SessionGrant;
let other: SessionGrant;

beforeEach(async () => {
  world = aWorld();
  await verifiedAccount(world);
  one = await enter();
  other = await enter();
});

const enter = async () =>
  await signIn(world, { email: emailAddress('ada@example.com'), password: PASSWORD }, aCause());

async function goesOn({ refreshToken }: SessionGrant): Promise<boolean> {
  try {
    await refresh(world, { refresh_token: refreshToken }, aCause());
    return true;
  } catch (error) {
    if (error instanceof InvalidRefreshToken) return false;
    throw error;
  }
}

describe('TOK-8 signing out', () => {
  test('of one session ends no other, and a repeat changes nothing', async () => {
    await signOut(world, one, aCause());
    const head = await world.log.store.head();
    await signOut(world, one, aCause());
    expect(await world.log.store.head()).toBe(head);
    expect([await goesOn(one), await goesOn(other)]).toEqual([false, true]);
  });

  test('ADM-2 of another user’s session is refused as if there were none', async () => {
    const refused = signOut(world, { ...one, userId: ADA }, aCause());
    await expect(refused).rejects.toThrow(UnknownSession);
    const nowhere = signOut(world, { ...one, sessionId: aSessionId() }, aCause());
    await expect(nowhere).rejects.toThrow(UnknownSession);
    expect(await goesOn(one)).toBe(true);
  });

  test('elsewhere ends all but the session in which it is asked', async () => {
    await signOutElsewhere(world, one, aCause());
    expect([await goesOn(one), await goesOn(other)]).toEqual([true, false]);
  });

  test('everywhere ends all, and tells why', async () => {
    await signOutEverywhere(world, one.userId, { reason: 'a device was lost' }, aCause());
    expect([await goesOn(one), await goesOn(other)]).toEqual([false, false]);
    expect((await world.log.events()).at(-1)).toMatchObject({
      type: 'SessionsEnded',
      data: { kept_session: null, reason: 'a device was lost' },
    });
    expect(await goesOn(await enter())).toBe(true);
  });

  test('everywhere is for who is there', async () => {
    await expect(signOutEverywhere(world, ADA, {}, aCause())).rejects.toThrow(UnknownUser);
  });
});

describe('a session that has ended comes to life by nothing that keeps it:', () => {
  test('neither by ending the others', async () => {
    await signOutEverywhere(world, one.userId, {}, aCause());
    await expect(signOutElsewhere(world, one, aCause())).rejects.toThrow(SessionOver);
    expect(await goesOn(one)).toBe(false);
  });

  test('nor by a change of the password', async () => {
    await signOut(world, one, aCause());
    const input = { old_password: PASSWORD, new_password: 'kolibri zaun lampe' };
    await expect(changePassword(world, one, input, aCause())).rejects.toThrow(SessionOver);
    expect(await goesOn(other)).toBe(true);
  });
});

describe('LOG-4 a session that is presented at a sign-in', () => {
  const again = async (presented: SessionGrant) =>
    await signIn(world, { email: emailAddress('ada@example.com'), password: PASSWORD }, aCause(), presented);

  test('is replaced by the new one', async () => {
    const next = await again(one);
    expect([await goesOn(one), await goesOn(other), await goesOn(next)]).toEqual([false, true, true]);
    expect(await world.log.types(`session-${one.sessionId}`)).toEqual(['SessionStarted', 'SessionEnded']);
  });

  test('goes on where the sign-in is refused', async () => {
    const wrong = { email: emailAddress('ada@example.com'), password: 'wrong' };
    await signIn(world, wrong, aCause(), one).catch(() => undefined);
    expect(await goesOn(one)).toBe(true);
  });
});
