import { expect, test } from '@jest/globals';
import { requestPasswordReset } from '../../src/commands/passwords/request-password-reset.js';
import { resendVerification } from '../../src/commands/accounts/resend-verification.js';
import { singleFlight } from '../../src/runtime/single-flight.js';
import { aWorld, registeredAccount, verifiedAccount } from '../support/domain/command-world.js';
import type { World } from '../support/domain/command-world.js';
import { aCause } from '../support/stores/memory-log.js';
import { emailAddress } from '../../src/domain/user/email-address.js';

const times = (act: () => Promise<void>) => Promise.all(Array.from({ length: 10 }, act));

const countOf = async (world: World, type: string) =>
  (await world.log.events()).filter((event) => event.type === type).length;

test('RST-1 a reset that is asked for many times at once is written once, and again when it is asked for later', async () => {
  const world = aWorld();
  const { email } = await verifiedAccount(world);
  await times(() => requestPasswordReset(world, { email }, aCause()));
  expect(await countOf(world, 'PasswordResetRequested')).toBe(1);
  await requestPasswordReset(world, { email: emailAddress(email.toUpperCase()) }, aCause());
  expect(await countOf(world, 'PasswordResetRequested')).toBe(2);
});

test('RST-1 a verification that is asked for many times at once is written once', async () => {
  const world = aWorld();
  const { email } = await registeredAccount(world);
  const before = await countOf(world, 'EmailVerificationRequested');
  await times(() => resendVerification(world, { email }, aCause()));
  expect(await countOf(world, 'EmailVerificationRequested')).toBe(before + 1);
});

test('RST-1 many processes that are asked at once refuse nobody', async () => {
  const world = aWorld();
  const { email } = await verifiedAccount(world);
  await times(() => requestPasswordReset({ ...world, singleFlight: singleFlight() }, { email }, aCause()));
  expect(await countOf(world, 'PasswordResetRequested')).toBeGreaterThanOrEqual(1);
});

test('what fails is told to all who wait for it, and is tried anew by the next', async () => {
  const once = singleFlight();
  let tried = 0;
  const failing = () => {
    tried += 1;
    return Promise.reject(new Error('away'));
  };
  const asked = await Promise.allSettled([once('a', failing), once('a', failing)]);
  expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await expect(once('a', failing)).rejects.toThrow('away');
  expect(tried).toBe(2);
});
