import { describe, expect, test } from '@jest/globals';
import { deactivate } from '../../../src/commands/accounts/deactivate.js';
import { resendVerification } from '../../../src/commands/accounts/resend-verification.js';
import { verifyEmail } from '../../../src/commands/accounts/verify-email.js';
import { LinkUsed } from '../../../src/domain/user/decisions.js';
import {
  aWorld,
  newestLink,
  registeredAccount,
  verifiedAccount,
  VERIFICATION_TTL_MS,
} from '../../support/domain/command-world.js';
import { aCause } from '../../support/stores/memory/memory-log.js';
import { NOW } from '../../support/domain/user-history.js';
import { anEventId, aUserId } from '../../support/domain/ids.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';

describe('a verification link', () => {
  test('verifies the address, with the user as actor', async () => {
    const world = aWorld();
    const { id } = await registeredAccount(world);
    const token = await newestLink(world, id, 'verify-email');
    const { account, position } = await verifyEmail(world, { token }, aCause());
    expect(account).toMatchObject({ id, verified: true });
    expect(position).toBe(await world.log.store.head());
    expect((await world.log.events()).at(-1)).toMatchObject({ type: 'EmailVerified', actor: `user:${id}` });
  });

  test('works once, even for 20 concurrent uses (RST-3)', async () => {
    const world = aWorld();
    const { id } = await registeredAccount(world);
    const token = await newestLink(world, id, 'verify-email');
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () => verifyEmail(world, { token }, aCause())),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(LinkUsed);
    }
  });

  test('returns the same result to a repeated command (REG-11)', async () => {
    const world = aWorld();
    const { id } = await registeredAccount(world);
    const token = await newestLink(world, id, 'verify-email');
    const cause = aCause();
    const first = await verifyEmail(world, { token }, cause);
    expect(await verifyEmail(world, { token }, cause)).toEqual(first);
  });

  test('expires at its exact expiry time (RST-4)', async () => {
    const world = aWorld();
    const { id } = await registeredAccount(world);
    const token = await newestLink(world, id, 'verify-email');
    const expiry = NOW.getTime() + VERIFICATION_TTL_MS;
    await expect(verifyEmail(world, { token }, aCause(new Date(expiry)))).rejects.toThrow(LinkUsed);
    await verifyEmail(world, { token }, aCause(new Date(expiry - 1)));
  });

  test('is refused if its token is malformed, for another purpose, another user or an unknown user (RST-6)', async () => {
    const world = aWorld();
    const { id } = await registeredAccount(world);
    const bob = await registeredAccount(world, emailAddress('bob@example.com'));
    const eventId = anEventId(bob.verification.newest?.event);
    const wrong = [
      'x',
      world.linkTokens.issue('reset-password', { userId: bob.id, eventId }),
      world.linkTokens.issue('verify-email', { userId: id, eventId }),
      world.linkTokens.issue('verify-email', { userId: aUserId(), eventId }),
    ];
    for (const token of wrong) {
      await expect(verifyEmail(world, { token }, aCause())).rejects.toThrow(LinkUsed);
    }
  });
});

describe('a request for a new verification link', () => {
  test('replaces the previous link (RST-5)', async () => {
    const world = aWorld();
    const { id } = await registeredAccount(world);
    const old = await newestLink(world, id, 'verify-email');
    await resendVerification(world, { email: emailAddress('ADA@example.com') }, aCause());
    const token = await newestLink(world, id, 'verify-email');
    await expect(verifyEmail(world, { token: old }, aCause())).rejects.toThrow(LinkUsed);
    await verifyEmail(world, { token }, aCause());
  });

  test('reveals and records nothing if there is no address to verify (RST-1)', async () => {
    const world = aWorld();
    await verifiedAccount(world);
    const { id } = await registeredAccount(world, emailAddress('bob@example.com'));
    await deactivate(world, id, {}, aCause(), null);
    const before = await world.log.store.head();
    for (const email of ['nobody@example.com', 'ada@example.com', 'bob@example.com']) {
      await expect(
        resendVerification(world, { email: emailAddress(email) }, aCause()),
      ).resolves.toBeUndefined();
    }
    expect(await world.log.store.head()).toBe(before);
  });
});
