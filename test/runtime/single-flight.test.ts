import { expect, test } from '@jest/globals';
import { requestPasswordReset } from '../../src/commands/passwords/request-password-reset.js';
import { resendVerification } from '../../src/commands/accounts/resend-verification.js';
import { issueLink } from '../../src/commands/accounts/issue-link.js';
import { singleFlight } from '../../src/runtime/concurrency/single-flight.js';
import { aWorld, registeredAccount, verifiedAccount } from '../support/domain/command-world.js';
import type { World } from '../support/domain/command-world.js';
import { aCause } from '../support/stores/memory/memory-log.js';
import { NOW } from '../support/domain/user-history.js';
import { emailAddress } from '../../src/domain/user/email-address.js';

const tenTimes = (act: () => Promise<void>) => Promise.all(Array.from({ length: 10 }, act));

const countOf = async (world: World, type: string) =>
  (await world.log.events()).filter((event) => event.type === type).length;

test('concurrent requests for one password reset append one event, and a later request another (RST-1)', async () => {
  const world = aWorld();
  const { email } = await verifiedAccount(world);
  await tenTimes(() => requestPasswordReset(world, { email }, aCause()));
  expect(await countOf(world, 'PasswordResetRequested')).toBe(1);
  await requestPasswordReset(world, { email: emailAddress(email.toUpperCase()) }, aCause());
  expect(await countOf(world, 'PasswordResetRequested')).toBe(2);
});

test('concurrent requests for one verification mail append one event (RST-1)', async () => {
  const world = aWorld();
  const { email } = await registeredAccount(world);
  const before = await countOf(world, 'EmailVerificationRequested');
  await tenTimes(() => resendVerification(world, { email }, aCause()));
  expect(await countOf(world, 'EmailVerificationRequested')).toBe(before + 1);
});

test('concurrent requests to many processes all succeed (RST-1)', async () => {
  const world = aWorld();
  const { email } = await verifiedAccount(world);
  await tenTimes(() =>
    requestPasswordReset(
      {
        ...world,
        storeLinkRequest: (request) => issueLink({ ...world, singleFlight: singleFlight() }, request, NOW),
      },
      { email },
      aCause(),
    ),
  );
  expect(await countOf(world, 'PasswordResetRequested')).toBeGreaterThanOrEqual(1);
});

test('a failure rejects all waiting callers, and the next call tries again', async () => {
  const flight = singleFlight();
  let attempts = 0;
  const failing = () => {
    attempts += 1;
    return Promise.reject(new Error('unavailable'));
  };
  const outcomes = await Promise.allSettled([flight('a', failing), flight('a', failing)]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await expect(flight('a', failing)).rejects.toThrow('unavailable');
  expect(attempts).toBe(2);
});
