import { describe, expect, test } from '@jest/globals';
import { completeSignIn } from '../../../src/commands/authentication/second-step/complete-sign-in.js';
import { SecondFactorRequired } from '../../../src/commands/authentication/second-step/second-factor-required.js';
import { signIn } from '../../../src/commands/authentication/sign-in.js';
import { stepUp } from '../../../src/commands/authentication/step-up.js';
import { endDeviceTrust } from '../../../src/commands/factors/end-device-trust.js';
import { startTotpEnrolment } from '../../../src/commands/factors/totp/start-totp-enrolment.js';
import { changePassword } from '../../../src/commands/passwords/change-password.js';
import { signOut } from '../../../src/commands/sessions/sign-out.js';
import { signOutElsewhere } from '../../../src/commands/sessions/sign-out-elsewhere.js';
import type { SessionGrant } from '../../../src/commands/steps/session-grant.js';
import { UnknownTrustedDevice } from '../../../src/domain/device/trust.js';
import { ReauthenticationRequired } from '../../../src/domain/policies/active-session.js';
import { aWorld, PASSWORD, verifiedAccount } from '../../support/domain/command-world.js';
import type { World } from '../../support/domain/command-world.js';
import {
  credentials,
  enrolledAccount,
  firstStep,
  minutesLater,
  owedStep,
} from '../../support/domain/second-steps.js';
import type { EnrolledAccount } from '../../support/domain/second-steps.js';
import { codeAt } from '../../support/domain/totp-codes.js';
import { aUserId } from '../../support/domain/ids.js';
import { aCause } from '../../support/stores/memory/memory-log.js';

interface Trusting extends EnrolledAccount {
  readonly session: SessionGrant;
  readonly deviceToken: string;
}

/** An account whose owner has trusted a device at a sign-in a minute after the usual time. */
async function trustingAccount(world: World): Promise<Trusting> {
  const account = await enrolledAccount(world);
  const now = minutesLater(1);
  const input = { method: 'totp', code: codeAt(now, account.seed), trustsDevice: true } as const;
  const completed = await completeSignIn(world, await firstStep(world, now), input, null, aCause(now));
  if (completed.deviceToken === null) throw new Error('The device is not trusted.');
  return { ...account, ...completed, deviceToken: completed.deviceToken };
}

const signInHere = (world: World, token: string | null, now = minutesLater(2)) =>
  signIn(world, credentials, aCause(now), null, token);

describe('a trusted device (MFA-35)', () => {
  test('replaces the second factor of a password, at the first level', async () => {
    const world = aWorld();
    const { deviceToken } = await trustingAccount(world);
    expect(await signInHere(world, deviceToken)).toMatchObject({ acr: 'aal1', amr: ['pwd', 'device'] });
    expect((await owedStep(signInHere(world, null))).trustAllowed).toBe(true);
  });

  test('must step up for a change of the factors or the password (MFA-29)', async () => {
    const world = aWorld();
    const { deviceToken, seed } = await trustingAccount(world);
    const session = await signInHere(world, deviceToken);
    const now = minutesLater(2);
    const change = startTotpEnrolment(world, session, {}, aCause(now));
    await expect(change).rejects.toThrow(ReauthenticationRequired);
    const passwords = { old_password: PASSWORD, new_password: 'kolibri zaun lampe' };
    const changed = changePassword(world, session, passwords, aCause(now));
    await expect(changed).rejects.toThrow(ReauthenticationRequired);
    await stepUp(world, session, { method: 'totp', code: codeAt(now, seed) }, aCause(now));
    await changePassword(world, session, passwords, aCause(now));
  });

  test('is known by an authentic token of the same account only, until it expires', async () => {
    const world = aWorld();
    const { deviceToken, session } = await trustingAccount(world);
    const foreign = world.deviceTokens.issue({ userId: aUserId(), trustId: session.sessionId });
    const altered = deviceToken.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'));
    for (const token of [foreign, altered, `${deviceToken}=`, ''])
      await expect(signInHere(world, token)).rejects.toThrow(SecondFactorRequired);
    const month = 30 * 24 * 60;
    await signInHere(world, deviceToken, minutesLater(month));
    await expect(signInHere(world, deviceToken, minutesLater(month + 1))).rejects.toThrow(
      SecondFactorRequired,
    );
  });

  test('survives the end of sessions', async () => {
    const world = aWorld();
    const { deviceToken, session } = await trustingAccount(world);
    await signOutElsewhere(world, session, aCause(minutesLater(1)));
    await signOut(world, session, aCause(minutesLater(1)));
    expect(await signInHere(world, deviceToken)).toMatchObject({ acr: 'aal1' });
  });

  test.each<[string, (world: World, account: Trusting) => Promise<unknown>]>([
    [
      'a new password',
      async (world, { session }) => {
        const input = { old_password: PASSWORD, new_password: PASSWORD };
        await changePassword(world, session, input, aCause(minutesLater(1)));
      },
    ],
    [
      'a used recovery code',
      async (world, { added }) => {
        const input = { method: 'recovery_code', code: added.recoveryCodes?.[0] ?? '' } as const;
        const now = minutesLater(1);
        await completeSignIn(world, await firstStep(world, now), input, null, aCause(now));
      },
    ],
    [
      'its owner',
      async (world, { userId, session }) => {
        await endDeviceTrust(world, userId, session.sessionId, aCause());
        await expect(endDeviceTrust(world, userId, session.sessionId, aCause())).rejects.toThrow(
          UnknownTrustedDevice,
        );
      },
    ],
    ['its owner, with all others', (world, { userId }) => endDeviceTrust(world, userId, null, aCause())],
  ])('is ended by %s', async (_, end) => {
    const world = aWorld();
    const account = await trustingAccount(world);
    await end(world, account);
    await expect(signInHere(world, account.deviceToken)).rejects.toThrow(SecondFactorRequired);
  });

  test('is not made by a recovery code, or where the service allows none', async () => {
    const world = aWorld();
    const { added, seed } = await enrolledAccount(world);
    const now = minutesLater(1);
    const byCode = {
      method: 'recovery_code',
      code: added.recoveryCodes?.[0] ?? '',
      trustsDevice: true,
    } as const;
    const first = await completeSignIn(world, await firstStep(world, now), byCode, null, aCause(now));
    expect(first.deviceToken).toBeNull();
    const strict = { ...world, rules: { ...world.rules, trustedDeviceTtlMs: 0 } };
    const { mfaToken, trustAllowed } = await owedStep(signIn(strict, credentials, aCause(now)));
    expect(trustAllowed).toBe(false);
    const byApp = { method: 'totp', code: codeAt(now, seed), trustsDevice: true } as const;
    expect((await completeSignIn(strict, mfaToken, byApp, null, aCause(now))).deviceToken).toBeNull();
  });

  test('changes nothing for an account without a factor', async () => {
    const world = aWorld();
    await verifiedAccount(world);
    expect(await signInHere(world, 'x')).toMatchObject({ acr: 'aal1', amr: ['pwd'] });
  });
});
