import { describe, expect, test } from '@jest/globals';
import { WeakPassword } from '../../../src/commands/steps/passwords/check-password-policy.js';
import { changePassword } from '../../../src/commands/passwords/change-password.js';
import { requestPasswordReset } from '../../../src/commands/passwords/request-password-reset.js';
import { resetPassword } from '../../../src/commands/passwords/reset-password.js';
import { signIn } from '../../../src/commands/authentication/sign-in.js';
import { ReauthenticationRequired, SessionOver } from '../../../src/domain/policies/active-session.js';
import { UnknownUser, WrongPassword } from '../../../src/domain/user/decisions.js';
import { aWorld, newestLink, PASSWORD, verifiedAccount } from '../../support/domain/command-world.js';
import { fakeHasher } from '../../support/domain/fake-hasher.js';
import { addFactor, minutesLater } from '../../support/domain/second-steps.js';
import { aCause } from '../../support/stores/memory/memory-log.js';
import { ADA } from '../../support/domain/user-history.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';

const email = emailAddress('ada@example.com');
const input = { old_password: PASSWORD, new_password: 'kolibri zaun lampe' };

async function signedIn() {
  const world = aWorld();
  await verifiedAccount(world);
  const { userId, sessionId } = await signIn(world, { email, password: PASSWORD }, aCause());
  return { world, caller: { userId, sessionId } };
}

describe('a password change', () => {
  test('takes effect at once and keeps the session of the caller', async () => {
    const { world, caller } = await signedIn();
    const { position } = await changePassword(world, caller, input, aCause());
    expect(position).toBe(await world.log.store.head());
    expect((await world.log.events()).at(-1)).toMatchObject({
      type: 'PasswordChanged',
      data: { password_hash: `fake$1$${input.new_password}`, kept_session: caller.sessionId },
    });
    await signIn(world, { email, password: input.new_password }, aCause());
  });

  test('requires the current password (PWD-6)', async () => {
    const { world, caller } = await signedIn();
    const wrong = changePassword(world, caller, { ...input, old_password: 'wrong' }, aCause());
    await expect(wrong).rejects.toThrow(WrongPassword);
    await signIn(world, { email, password: PASSWORD }, aCause());
  });

  test.each(['short', 'password1', email])(
    'is refused with the weak new password %s (PWD-6)',
    async (weak) => {
      const { world, caller } = await signedIn();
      const refused = changePassword(world, caller, { ...input, new_password: weak }, aCause());
      await expect(refused).rejects.toThrow(WeakPassword);
      await expect(refused).rejects.toMatchObject({ pointer: '/new_password' });
    },
  );

  test('needs a recent proof by a factor if the account has one (MFA-28)', async () => {
    const { world, caller } = await signedIn();
    await changePassword(world, caller, input, aCause(minutesLater(60)));
    await addFactor(world, caller.userId);
    const again = { old_password: input.new_password, new_password: PASSWORD };
    const refused = changePassword(world, caller, again, aCause(minutesLater(61)));
    await expect(refused).rejects.toThrow(ReauthenticationRequired);
  });

  test('does not judge the new password unless the current password is right', async () => {
    const { world, caller } = await signedIn();
    const wrong = changePassword(world, caller, { old_password: 'wrong', new_password: 'short' }, aCause());
    await expect(wrong).rejects.toThrow(WrongPassword);
  });

  test('is refused for an unknown user', async () => {
    const { world, caller } = await signedIn();
    const unknown = { ...caller, userId: ADA };
    await expect(changePassword(world, unknown, input, aCause())).rejects.toThrow(UnknownUser);
  });

  test('is refused if the password was reset while the new one was hashed', async () => {
    const { world, caller } = await signedIn();
    await requestPasswordReset(world, { email }, aCause());
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
    await signIn(world, { email, password: 'regenschirm am see' }, aCause());
  });

  test('succeeds if a sign-in renews the old hash while the new password is hashed (LOG-5, PWD-6)', async () => {
    const { world, caller } = await signedIn();
    const costlier = { ...world, hasher: fakeHasher(2) };
    await signIn(costlier, { email, password: PASSWORD }, aCause());
    const slow = {
      ...costlier,
      hasher: {
        ...costlier.hasher,
        async hash(password: string) {
          await world.finish();
          return await costlier.hasher.hash(password);
        },
      },
    };
    await changePassword(slow, caller, input, aCause());
    expect(await world.log.types(`user-${caller.userId}`)).toEqual(
      expect.arrayContaining(['PasswordRehashed', 'PasswordChanged']),
    );
    await signIn(costlier, { email, password: input.new_password }, aCause());
  });

  test('succeeds for one of two concurrent changes that confirm the same password', async () => {
    const { world, caller } = await signedIn();
    const outcomes = await Promise.allSettled(
      ['kolibri zaun lampe', 'regenschirm am see'].map((new_password) =>
        changePassword(world, caller, { ...input, new_password }, aCause()),
      ),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes).toContainEqual({ status: 'rejected', reason: new WrongPassword() });
  });

  test('returns the same result to a repeated command, although the old password is no longer right (REG-11)', async () => {
    const { world, caller } = await signedIn();
    const cause = aCause();
    const first = await changePassword(world, caller, input, cause);
    expect(await changePassword(world, caller, input, cause)).toEqual(first);
    await expect(changePassword(world, caller, input, aCause())).rejects.toThrow(WrongPassword);
  });
});
