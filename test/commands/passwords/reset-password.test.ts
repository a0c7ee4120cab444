import { describe, expect, test } from '@jest/globals';
import { WeakPassword } from '../../../src/commands/steps/passwords/check-password-policy.js';
import { changePassword } from '../../../src/commands/passwords/change-password.js';
import { deactivate } from '../../../src/commands/accounts/deactivate.js';
import { requestPasswordReset } from '../../../src/commands/passwords/request-password-reset.js';
import { resetPassword } from '../../../src/commands/passwords/reset-password.js';
import { signIn } from '../../../src/commands/authentication/sign-in.js';
import { InvalidCredentials, LinkUsed } from '../../../src/domain/user/decisions.js';
import {
  aWorld,
  newestLink,
  PASSWORD,
  registeredAccount,
  RESET_TTL_MS,
  verifiedAccount,
} from '../../support/domain/command-world.js';
import { aCause } from '../../support/stores/memory/memory-log.js';
import { NOW } from '../../support/domain/user-history.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';
import { anEventId } from '../../support/domain/ids.js';

const email = emailAddress('ada@example.com');
const new_password = 'kolibri zaun lampe';

/** Sets up a verified account and the token of the reset link that was mailed to it. */
async function requestedReset() {
  const world = aWorld();
  const { id } = await verifiedAccount(world);
  await requestPasswordReset(world, { email: emailAddress(' ADA@example.com') }, aCause());
  return { world, id, token: await newestLink(world, id, 'reset-password') };
}

describe('a request for a reset link', () => {
  test('reveals and records nothing for an unknown address or a deactivated account (RST-1)', async () => {
    const world = aWorld();
    const { id } = await verifiedAccount(world);
    await deactivate(world, id, {}, aCause(), null);
    const before = await world.log.store.head();
    for (const address of [email, 'nobody@example.com']) {
      await expect(
        requestPasswordReset(world, { email: emailAddress(address) }, aCause()),
      ).resolves.toBeUndefined();
    }
    expect(await world.log.store.head()).toBe(before);
  });
});

describe('a repeated request for a reset link', () => {
  test('issues no second link after the first one was used (EVT-13)', async () => {
    const world = aWorld();
    const { id } = await verifiedAccount(world);
    const request = aCause();
    await requestPasswordReset(world, { email }, request);
    const token = await newestLink(world, id, 'reset-password');
    await resetPassword(world, { token, new_password }, aCause());
    const before = await world.log.store.head();
    await requestPasswordReset(world, { email }, request);
    expect(await world.log.store.head()).toBe(before);
  });
});

describe('a reset link', () => {
  test('sets the password, with the user as actor', async () => {
    const { world, id, token } = await requestedReset();
    const { position } = await resetPassword(world, { token, new_password }, aCause());
    expect(position).toBe(await world.log.store.head());
    expect((await world.log.events()).at(-1)).toMatchObject({ type: 'PasswordReset', actor: `user:${id}` });

    await signIn(world, { email, password: new_password }, aCause());
    await expect(signIn(world, { email, password: PASSWORD }, aCause())).rejects.toThrow(InvalidCredentials);
  });

  test('verifies an unverified address', async () => {
    const world = aWorld();
    const { id } = await registeredAccount(world);
    await requestPasswordReset(world, { email }, aCause());
    const token = await newestLink(world, id, 'reset-password');
    await resetPassword(world, { token, new_password }, aCause());
    await signIn(world, { email, password: new_password }, aCause());
  });

  test('works once, even for 20 concurrent uses (RST-3)', async () => {
    const { world, id, token } = await requestedReset();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () => resetPassword(world, { token, new_password }, aCause())),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(LinkUsed);
    }
    const types = await world.log.types(`user-${id}`);
    expect(types.filter((type) => type === 'PasswordReset')).toHaveLength(1);
  });

  test('returns the same result to a repeated command (REG-11)', async () => {
    const { world, token } = await requestedReset();
    const cause = aCause();
    const first = await resetPassword(world, { token, new_password }, cause);
    expect(await resetPassword(world, { token, new_password }, cause)).toEqual(first);
  });

  test.each(['short', email])(
    'is judged before the weak password %s once it is used (RST-11)',
    async (weak) => {
      const { world, token } = await requestedReset();
      await resetPassword(world, { token, new_password }, aCause());
      const again = resetPassword(world, { token, new_password: weak }, aCause());
      await expect(again).rejects.toThrow(LinkUsed);
    },
  );

  test('expires at its exact expiry time (RST-4)', async () => {
    const { world, token } = await requestedReset();
    const expiry = NOW.getTime() + RESET_TTL_MS;
    const late = resetPassword(world, { token, new_password }, aCause(new Date(expiry)));
    await expect(late).rejects.toThrow(LinkUsed);
    await resetPassword(world, { token, new_password }, aCause(new Date(expiry - 1)));
  });

  test('is invalidated by a newer link and by a password change (RST-5)', async () => {
    const { world, id, token } = await requestedReset();
    await requestPasswordReset(world, { email }, aCause());
    await expect(resetPassword(world, { token, new_password }, aCause())).rejects.toThrow(LinkUsed);

    const newest = await newestLink(world, id, 'reset-password');
    const caller = await signIn(world, { email, password: PASSWORD }, aCause());
    await changePassword(world, caller, { old_password: PASSWORD, new_password }, aCause());
    await expect(resetPassword(world, { token: newest, new_password }, aCause())).rejects.toThrow(LinkUsed);
  });

  test('is refused if its token is for another purpose or another user (RST-6)', async () => {
    const { world, id } = await requestedReset();
    const bob = await registeredAccount(world, emailAddress('bob@example.com'));
    const eventId = anEventId(bob.verification.newest?.event);
    for (const token of [
      world.linkTokens.issue('verify-email', { userId: bob.id, eventId }),
      world.linkTokens.issue('reset-password', { userId: bob.id, eventId }),
      world.linkTokens.issue('reset-password', { userId: id, eventId }),
    ]) {
      await expect(resetPassword(world, { token, new_password }, aCause())).rejects.toThrow(LinkUsed);
    }
  });

  test.each(['short', 'password1', email])(
    'is not used up by the weak password %s (RST-11)',
    async (weak) => {
      const { world, token } = await requestedReset();
      const refused = resetPassword(world, { token, new_password: weak }, aCause());
      await expect(refused).rejects.toThrow(WeakPassword);
      await expect(refused).rejects.toMatchObject({ pointer: '/new_password' });
      await resetPassword(world, { token, new_password }, aCause());
    },
  );
});
