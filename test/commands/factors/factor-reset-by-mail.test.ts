import { describe, expect, test } from '@jest/globals';
import { InvalidMfaToken } from '../../../src/commands/authentication/second-step/pending-sign-in.js';
import { signIn } from '../../../src/commands/authentication/sign-in.js';
import { askOwnFactorReset } from '../../../src/commands/factors/reset/ask-own-reset.js';
import { askFactorReset } from '../../../src/commands/factors/reset/ask-reset.js';
import { completeFactorReset } from '../../../src/commands/factors/reset/complete-reset.js';
import { requestPasswordReset } from '../../../src/commands/passwords/request-password-reset.js';
import { resetPassword } from '../../../src/commands/passwords/reset-password.js';
import type { UserId } from '../../../src/domain/ids.js';
import { provesMoreThanMail } from '../../../src/domain/policies/proof-beside-mail.js';
import { userStream } from '../../../src/domain/user/user.js';
import { aWorld, newestLink } from '../../support/domain/command-world.js';
import type { World } from '../../support/domain/command-world.js';
import { BROWSER, newestMail, openLink, requestMail } from '../../support/domain/mailed-sign-ins.js';
import {
  credentials,
  enrol,
  enrolledAccount,
  minutesLater,
  owedStep,
} from '../../support/domain/second-steps.js';
import { NOW } from '../../support/domain/user-history.js';
import { aCause } from '../../support/stores/memory/memory-log.js';

const DAY = 24 * 60;
const mailed = { ...credentials, password: 'kolibri zaun lampe' };

/** Sets a new password with a mailed link, as any reader of the mailbox can. */
async function resetByMail(world: World, userId: UserId, minutes: number) {
  const now = minutesLater(minutes);
  await requestPasswordReset(
    { ...world, storeLinkRequest: (request) => world.issue(request, now) },
    mailed,
    aCause(now),
  );
  const token = await newestLink(world, userId, 'reset-password');
  await resetPassword(world, { token, new_password: mailed.password }, aCause(now));
}

/** Completes the newest reset of the factors. */
async function complete(world: World, userId: UserId, minutes: number) {
  const asked = (await world.log.events()).findLast(({ type }) => type === 'FactorResetAsked');
  if (asked === undefined) throw new Error('No reset was asked for.');
  expect(await completeFactorReset(world, userId, asked.id, aCause(minutesLater(minutes)))).toBe(true);
}

/** Enrols an authenticator app with the mailed password and the newest link. */
async function setUp(world: World, userId: UserId, minutes: number) {
  const now = minutesLater(minutes);
  const step = await owedStep(signIn(world, mailed, aCause(now)));
  const setUpToken = await newestLink(world, userId, 'set-up');
  return await enrol(world, { ...step, setUpToken }, aCause(now));
}

describe('a reader of the mailbox alone (MFA-39)', () => {
  test('cannot ask for a reset of the factors with a sign-in link', async () => {
    const world = aWorld();
    const { userId } = await enrolledAccount(world);
    await requestMail(world, BROWSER, NOW);
    const { mfaToken } = await owedStep(openLink(world, await newestMail(world)));
    await expect(askOwnFactorReset(world, mfaToken, aCause())).rejects.toThrow(InvalidMfaToken);
    expect(await world.log.types(userStream(userId))).not.toContain('FactorResetAsked');
  });

  test('cannot ask for it with a password that a mailed link has set within the delay', async () => {
    const world = aWorld();
    const { userId } = await enrolledAccount(world);
    await resetByMail(world, userId, 0);
    const ask = async (now: Date) => {
      const { mfaToken } = await owedStep(signIn(world, mailed, aCause(now)));
      await askOwnFactorReset(world, mfaToken, aCause(now));
    };
    await expect(ask(minutesLater(DAY))).rejects.toThrow(InvalidMfaToken);
    await ask(minutesLater(DAY + 1));
    await complete(world, userId, 2 * DAY + 1);
    expect((await setUp(world, userId, 2 * DAY + 2)).added.session?.acr).toBe('aal2');
  });

  test.each([
    ['before the request', -DAY],
    ['between the request and the reset', 1],
    ['after the reset', DAY + 1],
  ])('cannot enrol with a password that a mailed link has set %s', async (_, minutes) => {
    const world = aWorld();
    const { userId } = await enrolledAccount(world);
    const acts: [number, () => Promise<unknown>][] = [
      [minutes, () => resetByMail(world, userId, minutes)],
      [0, () => askFactorReset(world, userId, {}, aCause())],
      [DAY, () => complete(world, userId, DAY)],
    ];
    for (const [, act] of acts.toSorted(([a], [b]) => a - b)) await act();
    await expect(setUp(world, userId, DAY + 2)).rejects.toThrow(InvalidMfaToken);
  });
});

describe('a person who has lost the second factor and the password', () => {
  test('enrols after an immediate reset that follows the new password', async () => {
    const world = aWorld();
    const { userId } = await enrolledAccount(world);
    await resetByMail(world, userId, 0);
    await askFactorReset(world, userId, { now: true }, aCause(minutesLater(1)));
    expect((await setUp(world, userId, 2)).added.session?.acr).toBe('aal2');
  });

  test('enrols with an identity at a provider', () => {
    const account = { passwordMailedAt: NOW };
    expect(provesMoreThanMail(account, ['fed'], NOW)).toBe(true);
    expect(provesMoreThanMail(account, ['pwd'], NOW)).toBe(false);
  });
});
