import { describe, expect, test } from '@jest/globals';
import { WeakPassword } from '../../../src/commands/steps/check-password-policy.js';
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
import { aCause } from '../../support/stores/memory-log.js';
import { NOW } from '../../support/domain/user-history.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';
import { anEventId } from '../../support/domain/ids.js';

const email = 'ada@example.com';
const new_password = 'kolibri zaun lampe';

/** A verified account, and the token of a reset link that was mailed to it. */
async function resetAsked() {
  const world = aWorld();
  const { id } = await verifiedAccount(world);
  await requestPasswordReset(world, { email: emailAddress(' ADA@example.com') }, aCause());
  return { world, id, token: await newestLink(world, id, 'reset-password') };
}

describe('a request for a reset link', () => {
  test('RST-1 says nothing and records nothing for an unknown address or a deactivated account', async () => {
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

describe('a reset link', () => {
  test('sets the password, as the user', async () => {
    const { world, id, token } = await resetAsked();
    const { position } = await resetPassword(world, { token, new_password }, aCause());
    expect(position).toBe(await world.log.store.head());
    expect((await world.log.events()).at(-1)).toMatchObject({ type: 'PasswordReset', actor: `user:${id}` });

    await signIn(world, { email: emailAddress(email), password: new_password }, aCause());
    await expect(signIn(world, { email: emailAddress(email), password: PASSWORD }, aCause())).rejects.toThrow(
      InvalidCredentials,
    );
  });

  test('verifies the address where it was not', async () => {
    const world = aWorld();
    const { id } = await registeredAccount(world);
    await requestPasswordReset(world, { email: emailAddress(email) }, aCause());
    const token = await newestLink(world, id, 'reset-password');
    await resetPassword(world, { token, new_password }, aCause());
    await signIn(world, { email: emailAddress(email), password: new_password }, aCause());
  });

  test('RST-3 works once, also 20 times at once', async () => {
    const { world, id, token } = await resetAsked();
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

  test('REG-11 answers the same to the same command', async () => {
    const { world, token } = await resetAsked();
    const cause = aCause();
    const first = await resetPassword(world, { token, new_password }, cause);
    expect(await resetPassword(world, { token, new_password }, cause)).toEqual(first);
  });

  test('RST-4 works until the instant of its expiry', async () => {
    const { world, token } = await resetAsked();
    const expiry = NOW.getTime() + RESET_TTL_MS;
    const late = resetPassword(world, { token, new_password }, aCause(new Date(expiry)));
    await expect(late).rejects.toThrow(LinkUsed);
    await resetPassword(world, { token, new_password }, aCause(new Date(expiry - 1)));
  });

  test('RST-5 dies by a newer one and by a change of the password', async () => {
    const { world, id, token } = await resetAsked();
    await requestPasswordReset(world, { email: emailAddress(email) }, aCause());
    await expect(resetPassword(world, { token, new_password }, aCause())).rejects.toThrow(LinkUsed);

    const newest = await newestLink(world, id, 'reset-password');
    const caller = await signIn(world, { email: emailAddress(email), password: PASSWORD }, aCause());
    await changePassword(world, caller, { old_password: PASSWORD, new_password }, aCause());
    await expect(resetPassword(world, { token: newest, new_password }, aCause())).rejects.toThrow(LinkUsed);
  });

  test('RST-6 is not one for another purpose or of another user', async () => {
    const { world, id } = await resetAsked();
    const bob = await registeredAccount(world, emailAddress('bob@example.com'));
    const eventId = anEventId(bob.verification?.event);
    for (const token of [
      world.linkTokens.issue('verify-email', { userId: bob.id, eventId }),
      world.linkTokens.issue('reset-password', { userId: bob.id, eventId }),
      world.linkTokens.issue('reset-password', { userId: id, eventId }),
    ]) {
      await expect(resetPassword(world, { token, new_password }, aCause())).rejects.toThrow(LinkUsed);
    }
  });

  test.each(['short', 'password1', email])('RST-11 is not used up by the password %s', async (weak) => {
    const { world, token } = await resetAsked();
    const refused = resetPassword(world, { token, new_password: weak }, aCause());
    await expect(refused).rejects.toThrow(WeakPassword);
    await expect(refused).rejects.toMatchObject({ pointer: '/new_password' });
    await resetPassword(world, { token, new_password }, aCause());
  });
});
