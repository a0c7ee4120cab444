import { describe, expect, test } from '@jest/globals';
import { WeakPassword } from '../../../src/commands/steps/check-password-policy.js';
import { changePassword } from '../../../src/commands/passwords/change-password.js';
import { requestPasswordReset } from '../../../src/commands/passwords/request-password-reset.js';
import { resetPassword } from '../../../src/commands/passwords/reset-password.js';
import { signIn } from '../../../src/commands/authentication/sign-in.js';
import { SessionOver } from '../../../src/domain/policies/active-session.js';
import { UnknownUser, WrongPassword } from '../../../src/domain/user/decisions.js';
import { aWorld, newestLink, PASSWORD, verifiedAccount } from '../../support/domain/command-world.js';
import { fakeHasher } from '../../support/domain/fake-hasher.js';
import { aCause } from '../../support/stores/memory-log.js';
import { ADA } from '../../support/domain/user-history.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';

const email = 'ada@example.com';
const input = { old_password: PASSWORD, new_password: 'kolibri zaun lampe' };

async function signedIn() {
  const world = aWorld();
  await verifiedAccount(world);
  const { userId, sessionId } = await signIn(
    world,
    { email: emailAddress(email), password: PASSWORD },
    aCause(),
  );
  return { world, caller: { userId, sessionId } };
}

describe('a change of the password', () => {
  test('takes effect at once and keeps the session that it was asked in', async () => {
    const { world, caller } = await signedIn();
    const { position } = await changePassword(world, caller, input, aCause());
    expect(position).toBe(await world.log.store.head());
    expect((await world.log.events()).at(-1)).toMatchObject({
      type: 'PasswordChanged',
      data: { password_hash: `fake$1$${input.new_password}`, kept_session: caller.sessionId },
    });
    await signIn(world, { email: emailAddress(email), password: input.new_password }, aCause());
  });

  test('PWD-6 needs the present password', async () => {
    const { world, caller } = await signedIn();
    const wrong = changePassword(world, caller, { ...input, old_password: 'wrong' }, aCause());
    await expect(wrong).rejects.toThrow(WrongPassword);
    await signIn(world, { email: emailAddress(email), password: PASSWORD }, aCause());
  });

  test.each(['short', 'password1', email])('PWD-6 is refused with the new password %s', async (weak) => {
    const { world, caller } = await signedIn();
    const refused = changePassword(world, caller, { ...input, new_password: weak }, aCause());
    await expect(refused).rejects.toThrow(WeakPassword);
    await expect(refused).rejects.toMatchObject({ pointer: '/new_password' });
  });

  test('says nothing of the new password to who does not know the present one', async () => {
    const { world, caller } = await signedIn();
    const wrong = changePassword(world, caller, { old_password: 'wrong', new_password: 'short' }, aCause());
    await expect(wrong).rejects.toThrow(WrongPassword);
  });

  test('is refused to who is not there', async () => {
    const { world, caller } = await signedIn();
    const nobody = { ...caller, userId: ADA };
    await expect(changePassword(world, nobody, input, aCause())).rejects.toThrow(UnknownUser);
  });

  test('is refused where the password was reset while the new one was being hashed', async () => {
    const { world, caller } = await signedIn();
    await requestPasswordReset(world, { email: emailAddress(email) }, aCause());
    const token = await newestLink(world, caller.userId, 'reset-password');
    const slow = {
      ...world,
      hasher: {
        ...world.hasher,
        async hash(password: string) {
          await resetPassword(world, { token, new_password: 'regenschirm am see' }, aCause());
          return await world.hasher.hash(password);
        },
      },
    };
    await expect(changePassword(slow, caller, input, aCause())).rejects.toThrow(SessionOver);
    await signIn(world, { email: emailAddress(email), password: 'regenschirm am see' }, aCause());
  });

  test('LOG-5, PWD-6 succeeds where a sign-in has the hash renewed while the new one is being made', async () => {
    const { world, caller } = await signedIn();
    const dearer = { ...world, hasher: fakeHasher(2) };
    await signIn(dearer, { email: emailAddress(email), password: PASSWORD }, aCause());
    const slow = {
      ...dearer,
      hasher: {
        ...dearer.hasher,
        async hash(password: string) {
          await world.finish();
          return await dearer.hasher.hash(password);
        },
      },
    };
    await changePassword(slow, caller, input, aCause());
    expect(await world.log.types(`user-${caller.userId}`)).toEqual(
      expect.arrayContaining(['PasswordRehashed', 'PasswordChanged']),
    );
    await signIn(dearer, { email: emailAddress(email), password: input.new_password }, aCause());
  });

  test('succeeds once of two that confirmed the same password at once', async () => {
    const { world, caller } = await signedIn();
    const outcomes = await Promise.allSettled(
      ['kolibri zaun lampe', 'regenschirm am see'].map((new_password) =>
        changePassword(world, caller, { ...input, new_password }, aCause()),
      ),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes).toContainEqual({ status: 'rejected', reason: new WrongPassword() });
  });

  test('REG-11 answers the same to the same command, although the old password is no longer right', async () => {
    const { world, caller } = await signedIn();
    const cause = aCause();
    const first = await changePassword(world, caller, input, cause);
    expect(await changePassword(world, caller, input, cause)).toEqual(first);
    await expect(changePassword(world, caller, input, aCause())).rejects.toThrow(WrongPassword);
  });
});
