import { describe, expect, test } from '@jest/globals';
import { completeSignIn } from '../../../src/commands/authentication/second-step/complete-sign-in.js';
import { InvalidMfaToken } from '../../../src/commands/authentication/second-step/pending-sign-in.js';
import { signIn } from '../../../src/commands/authentication/sign-in.js';
import { confirmTotp } from '../../../src/commands/factors/totp/confirm-totp.js';
import { demandByAdmin, demandByUser } from '../../../src/commands/factors/demand-second-factor.js';
import { issueRecoveryCodes } from '../../../src/commands/factors/recovery-codes/issue-recovery-codes.js';
import { removeFactor } from '../../../src/commands/factors/remove-factor.js';
import { renameFactor } from '../../../src/commands/factors/rename-factor.js';
import { startTotpEnrolment } from '../../../src/commands/factors/totp/start-totp-enrolment.js';
import { handle, load } from '../../../src/commands/handle.js';
import { signOut } from '../../../src/commands/sessions/sign-out.js';
import { refresh } from '../../../src/commands/sessions/refresh.js';
import type { SessionGrant } from '../../../src/commands/steps/session-grant.js';
import {
  ReauthenticationRequired,
  SessionOver,
  isActive,
} from '../../../src/domain/policies/active-session.js';
import { InvalidRefreshToken } from '../../../src/domain/refresh/decisions.js';
import type { FactorId } from '../../../src/domain/ids.js';
import { sessionAt } from '../../../src/domain/session/session.js';
import {
  EnrolmentOver,
  FactorLimit,
  InvalidCode,
  SecondFactorDemanded,
  UnknownFactor,
  WrongCode,
} from '../../../src/domain/user/factors/factor-decisions.js';
import { userAt } from '../../../src/domain/user/user.js';
import { aWorld, verifiedAccount } from '../../support/domain/command-world.js';
import type { World } from '../../support/domain/command-world.js';
import { aFactorId, secondFactorDemanded } from '../../support/domain/factor-events.js';
import {
  credentials,
  enrol,
  enrolledAccount,
  firstStep,
  minutesLater,
  owedStep,
} from '../../support/domain/second-steps.js';
import { codeAt } from '../../support/domain/totp-codes.js';
import { aCause } from '../../support/stores/memory/memory-log.js';
import { NOW } from '../../support/domain/user-history.js';

const removal = (factorId: FactorId) => ({
  factorId,
  entrances: { isConfigured: () => true, byMail: false, rpId: 'localhost' },
});

async function isOn(world: World, { userId, sessionId }: SessionGrant): Promise<boolean> {
  const { state: user } = await load(world.log, userAt(userId));
  const { state: session } = await load(world.log, sessionAt(sessionId));
  return isActive(user, session);
}

describe('the enrolment of an authenticator app', () => {
  test('ends other sessions, raises the own one, and comes with recovery codes (MFA-27, MFA-30)', async () => {
    const world = aWorld();
    await verifiedAccount(world);
    const other = await signIn(world, credentials, aCause());
    const own = await signIn(world, credentials, aCause());
    const { added } = await enrol(world, own);
    expect(added).toMatchObject({ factor: { kind: 'totp', name: 'Authenticator app' }, session: null });
    expect(added.recoveryCodes).toHaveLength(10);
    expect(await isOn(world, other)).toBe(false);
    expect(await isOn(world, own)).toBe(true);
    const { state } = await load(world.log, sessionAt(own.sessionId));
    expect(state).toMatchObject({ acr: 'aal2', amr: ['pwd', 'otp', 'mfa'] });
  });

  test('of a further app ends no session unless asked, and issues no codes', async () => {
    const world = aWorld();
    const { grant, seed } = await enrolledAccount(world);
    const now = minutesLater(1);
    const token = await firstStep(world, now);
    const { session: other } = await completeSignIn(
      world,
      token,
      { method: 'totp', code: codeAt(now, seed) },
      null,
      aCause(now),
    );
    const { added } = await enrol(world, grant);
    expect(added.recoveryCodes).toBeNull();
    expect(await isOn(world, other)).toBe(true);
  });

  test('is confirmed once, by its own session, within ten minutes', async () => {
    const world = aWorld();
    await verifiedAccount(world);
    const grant = await signIn(world, credentials, aCause());
    const other = await signIn(world, credentials, aCause());
    const { enrolmentToken, secret } = await startTotpEnrolment(world, grant, { name: 'Phone' }, aCause());
    const confirm = (caller: SessionGrant, now = NOW, code = codeAt(now, secret)) =>
      confirmTotp(world, caller, { enrolment_token: enrolmentToken, code }, null, aCause(now));
    await expect(confirm(other)).rejects.toThrow(EnrolmentOver);
    await expect(confirm(grant, minutesLater(10))).rejects.toThrow(EnrolmentOver);
    await expect(confirm(grant, NOW, '12345')).rejects.toThrow(WrongCode);
    expect((await confirm(grant)).factor.name).toBe('Phone');
    await expect(confirm(grant)).rejects.toThrow(EnrolmentOver);
  });

  test('returns the same recovery codes for a repeated command', async () => {
    const world = aWorld();
    await verifiedAccount(world);
    const grant = await signIn(world, credentials, aCause());
    const { enrolmentToken, secret } = await startTotpEnrolment(world, grant, {}, aCause());
    const input = { enrolment_token: enrolmentToken, code: codeAt(NOW, secret) };
    const cause = aCause();
    const first = await confirmTotp(world, grant, input, null, cause);
    expect((await confirmTotp(world, grant, input, null, cause)).recoveryCodes).toEqual(first.recoveryCodes);
    await signOut(world, grant, aCause());
    await expect(confirmTotp(world, grant, input, null, cause)).rejects.toThrow(SessionOver);
  });

  test('needs a proof of the last 15 minutes, at the second level once a factor exists (MFA-28)', async () => {
    const world = aWorld();
    await verifiedAccount(world);
    const grant = await signIn(world, credentials, aCause());
    const late = aCause(new Date(minutesLater(15).getTime() + 1));
    await expect(startTotpEnrolment(world, grant, {}, late)).rejects.toThrow(ReauthenticationRequired);
    await enrol(world, grant);
    const refusal: unknown = await startTotpEnrolment(world, grant, {}, late).catch(
      (error: unknown) => error,
    );
    expect(refusal).toMatchObject({ acr: 'aal2', maxAgeSeconds: 900 });
  });

  test('stops at ten apps', async () => {
    const world = aWorld();
    const { grant } = await enrolledAccount(world);
    for (let i = 1; i < 10; i += 1) await enrol(world, grant);
    await expect(startTotpEnrolment(world, grant, {}, aCause())).rejects.toThrow(FactorLimit);
  });
});

describe('a demand for a second factor', () => {
  async function demand(world: World) {
    const account = await verifiedAccount(world);
    await handle(world.log, aCause(), { user: userAt(account.id) }, () => ({ user: [secondFactorDemanded] }));
    return account;
  }

  test('is met by an enrolment in the sign-in, which starts the session (MFA-10, MFA-31)', async () => {
    const world = aWorld();
    await demand(world);
    const { mfaToken, enrolmentRequired, factors } = await owedStep(signIn(world, credentials, aCause()));
    expect({ enrolmentRequired, factors }).toEqual({ enrolmentRequired: true, factors: [] });
    await expect(
      completeSignIn(world, mfaToken, { method: 'totp', code: '000000' }, null, aCause()),
    ).rejects.toThrow(InvalidCode);
    const { added } = await enrol(world, { mfaToken });
    expect(added.session).toMatchObject({ acr: 'aal2', amr: ['pwd', 'otp', 'mfa'] });
    expect(added.recoveryCodes).toHaveLength(10);
    expect(added.session !== null && (await isOn(world, added.session))).toBe(true);
    await expect(enrol(world, { mfaToken })).rejects.toThrow(InvalidMfaToken);
  });

  test('ends a session of the first level at its next refresh, with the policy as reason (MFA-33)', async () => {
    const world = aWorld();
    const account = await verifiedAccount(world);
    const grant = await signIn(world, credentials, aCause());
    await demandByAdmin(world, account.id, 'demand', {}, aCause());
    const claims = world.refreshTokens.read(grant.refreshToken);
    await expect(refresh(world, claims, aCause(minutesLater(1)))).rejects.toThrow(InvalidRefreshToken);
    const ended = (await world.log.events()).findLast(({ type }) => type === 'SessionEnded');
    expect(ended?.data).toEqual({ user_id: account.id, reason: 'policy' });
  });

  test('of an administrator is lifted by an administrator only', async () => {
    const world = aWorld();
    const { grant, userId } = await enrolledAccount(world);
    await demandByUser(world, grant, 'demand', aCause());
    await demandByUser(world, grant, 'release', aCause());
    await demandByAdmin(world, userId, 'demand', { reason: 'handles payments' }, aCause());
    await expect(demandByUser(world, grant, 'release', aCause())).rejects.toThrow(SecondFactorDemanded);
    await demandByAdmin(world, userId, 'release', {}, aCause());
    expect(await world.log.types(`user-${userId}`)).toEqual(
      expect.arrayContaining(['SecondFactorDemanded', 'SecondFactorReleased']),
    );
  });

  test('keeps the last factor (MFA-34)', async () => {
    const world = aWorld();
    await demand(world);
    const { mfaToken } = await owedStep(signIn(world, credentials, aCause()));
    const { added } = await enrol(world, { mfaToken });
    const { session, factor } = added;
    if (session === null) throw new Error('The enrolment started no session.');
    await expect(removeFactor(world, session, removal(factor.id), aCause())).rejects.toThrow(
      SecondFactorDemanded,
    );
  });
});

describe('the factors of a user', () => {
  test('are renamed and removed; the last one takes the codes, and sign-ins ask nothing (MFA-34)', async () => {
    const world = aWorld();
    const { grant, added } = await enrolledAccount(world);
    const { id } = added.factor;
    const { account } = await renameFactor(world, grant, id, { name: 'Old phone' }, aCause());
    expect(account.factors).toMatchObject([{ name: 'Old phone' }]);
    const removed = await removeFactor(world, grant, removal(id), aCause());
    expect(removed.account).toMatchObject({ factors: [], recoveryCodes: null });
    expect(await isOn(world, grant)).toBe(true);
    expect(await signIn(world, credentials, aCause())).toMatchObject({ acr: 'aal1' });
    await expect(removeFactor(world, grant, removal(aFactorId()), aCause())).rejects.toThrow(UnknownFactor);
    await expect(issueRecoveryCodes(world, grant, aCause())).rejects.toThrow(UnknownFactor);
  });

  test('have new recovery codes that replace the earlier ones (MFA-27)', async () => {
    const world = aWorld();
    const { grant, added } = await enrolledAccount(world);
    const { recoveryCodes } = await issueRecoveryCodes(world, grant, aCause());
    const use = async (code = '') => {
      const input = { method: 'recovery_code', code } as const;
      return (await completeSignIn(world, await firstStep(world), input, null, aCause())).session;
    };
    await expect(use(added.recoveryCodes?.[1])).rejects.toThrow(InvalidCode);
    expect(await use(recoveryCodes[1])).toMatchObject({ acr: 'aal2' });
  });

  test('show new recovery codes again to a repeat with a recent proof only (MFA-27, MFA-28)', async () => {
    const world = aWorld();
    const { grant } = await enrolledAccount(world);
    const cause = aCause();
    const { recoveryCodes } = await issueRecoveryCodes(world, grant, cause);
    expect(await issueRecoveryCodes(world, grant, cause)).toMatchObject({ recoveryCodes });
    const late = { ...cause, now: minutesLater(16) };
    await expect(issueRecoveryCodes(world, grant, late)).rejects.toThrow(ReauthenticationRequired);
    await signOut(world, grant, aCause());
    await expect(issueRecoveryCodes(world, grant, cause)).rejects.toThrow(SessionOver);
  });
});
