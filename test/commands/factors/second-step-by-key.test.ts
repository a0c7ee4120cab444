import { describe, expect, test } from '@jest/globals';
import { completeSignIn } from '../../../src/commands/authentication/second-step/complete-sign-in.js';
import {
  secondStepOptions,
  stepUpOptions,
} from '../../../src/commands/authentication/second-step/key-options.js';
import { InvalidMfaToken } from '../../../src/commands/authentication/second-step/pending-sign-in.js';
import { signInByPasskey } from '../../../src/commands/authentication/sign-in-by-passkey.js';
import { signIn } from '../../../src/commands/authentication/sign-in.js';
import { factorRules } from '../../../src/commands/steps/factor-rules.js';
import { stepUp } from '../../../src/commands/authentication/step-up.js';
import { changeEmail } from '../../../src/commands/accounts/change-email.js';
import { addPasskey } from '../../../src/commands/factors/passkeys/add-passkey.js';
import { newPasskeyOptions } from '../../../src/commands/factors/passkeys/new-passkey-options.js';
import { demandByUser } from '../../../src/commands/factors/demand-second-factor.js';
import { removeFactor } from '../../../src/commands/factors/remove-factor.js';
import { startTotpEnrolment } from '../../../src/commands/factors/totp/start-totp-enrolment.js';
import { load } from '../../../src/commands/handle.js';
import { changePassword } from '../../../src/commands/passwords/change-password.js';
import { refresh } from '../../../src/commands/sessions/refresh.js';
import { signOut } from '../../../src/commands/sessions/sign-out.js';
import { CloneSuspected, InvalidPasskey } from '../../../src/domain/factor/passkey-use.js';
import {
  isActive,
  ReauthenticationRequired,
  requireActive,
  SessionOver,
} from '../../../src/domain/policies/active-session.js';
import { removeByOwner } from '../../../src/domain/policies/remove-factor.js';
import { LastWayIn } from '../../../src/domain/policies/ways-in.js';
import type { FactorId } from '../../../src/domain/ids.js';
import { sessionAt } from '../../../src/domain/session/session.js';
import { requireRegistered } from '../../../src/domain/user/decisions.js';
import { InvalidCode, UnknownFactor, WrongCode } from '../../../src/domain/user/factors/factor-decisions.js';
import { userAt } from '../../../src/domain/user/user.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';
import { PASSWORD } from '../../support/domain/command-world.js';
import type { World } from '../../support/domain/command-world.js';
import {
  addFactor,
  credentials,
  firstStep,
  minutesLater,
  owedStep,
} from '../../support/domain/second-steps.js';
import { codeAt } from '../../support/domain/totp-codes.js';
import { NOW } from '../../support/domain/user-history.js';
import { aCause } from '../../support/stores/memory/memory-log.js';
import { answer, create, signedIn, withPasskey } from '../../support/webauthn/accounts.js';
import type { Caller } from '../../support/webauthn/accounts.js';
import { FLAGS } from '../../support/webauthn/authenticator.js';
import type { Authenticator, Changes } from '../../support/webauthn/authenticator.js';
import { anAuthenticator } from '../../support/webauthn/ceremonies.js';

const BOUND = { flags: FLAGS.UP };
const NEW_ADDRESS = emailAddress('ada@example.org');
const ENTRANCES = { isConfigured: () => true, byMail: false, rpId: 'example.org' };

async function withSecurityKey() {
  return await withPasskey({ ...BOUND, kind: 'security_key' });
}

/** Answers the second step of a sign-in with a key. */
async function keyInput(
  world: World,
  mfaToken: string,
  authenticator: Authenticator,
  changes: Changes = BOUND,
) {
  const { challenge } = await secondStepOptions(world, mfaToken, aCause());
  return { method: 'passkey' as const, credential: authenticator.get(challenge, changes) };
}

async function stepUpInput(
  world: World,
  caller: Caller,
  authenticator: Authenticator,
  changes: Changes = BOUND,
) {
  const { challenge } = await stepUpOptions(world, caller, NOW);
  return { method: 'passkey' as const, credential: authenticator.get(challenge, changes) };
}

describe('a first security key', () => {
  test('raises the session, ends the others, and comes with recovery codes (MFA-27, MFA-30)', async () => {
    const { world, caller } = await signedIn();
    const other = await signIn(world, credentials, aCause());
    const credential = await create(world, caller, anAuthenticator(), { ...BOUND, kind: 'security_key' });
    const { recoveryCodes } = await addPasskey(world, caller, { credential }, aCause());
    expect(recoveryCodes).toHaveLength(10);
    const { state: user } = await load(world.log, userAt(caller.userId));
    const { state: own } = await load(world.log, sessionAt(caller.sessionId));
    const { state: others } = await load(world.log, sessionAt(other.sessionId));
    expect(own).toMatchObject({ acr: 'aal2', amr: ['pwd', 'hwk', 'mfa'] });
    expect([isActive(user, own), isActive(user, others)]).toEqual([true, false]);
  });

  test('shows its recovery codes again to a repeat in an active session only (MFA-27)', async () => {
    const { world, caller } = await signedIn();
    const credential = await create(world, caller, anAuthenticator(), { ...BOUND, kind: 'security_key' });
    const cause = aCause();
    const { recoveryCodes } = await addPasskey(world, caller, { credential }, cause);
    expect(await addPasskey(world, caller, { credential }, cause)).toMatchObject({ recoveryCodes });
    await signOut(world, caller, aCause());
    await expect(addPasskey(world, caller, { credential }, cause)).rejects.toThrow(SessionOver);
  });

  test('is asked for at the next sign-in, and a passkey is not', async () => {
    const { world } = await withSecurityKey();
    expect(await owedStep(signIn(world, credentials, aCause()))).toMatchObject({
      factors: [{ kind: 'security_key', name: 'Security key' }],
    });
    const { world: other, recoveryCodes } = await withPasskey();
    expect(recoveryCodes).toBeNull();
    expect(await signIn(other, credentials, aCause())).toMatchObject({ acr: 'aal1' });
  });
});

describe('a second step by key', () => {
  test('completes the sign-in, as possession only (PKY-7, WAN-9)', async () => {
    const { world, authenticator, passkey } = await withSecurityKey();
    const token = await firstStep(world);
    const options = await secondStepOptions(world, token, aCause());
    expect(options).toMatchObject({
      allowCredentials: [{ id: passkey.credentialId }],
      userVerification: 'discouraged',
    });
    const input = await keyInput(world, token, authenticator);
    const { session } = await completeSignIn(world, token, input, null, aCause());
    expect(session).toMatchObject({ acr: 'aal2', amr: ['pwd', 'hwk', 'mfa'] });
    expect(world.ceremonies.at(-1)).toBe('second_factor accepted');
  });

  test('also takes a passkey of the account', async () => {
    const { world, caller, authenticator } = await withPasskey();
    await addFactor(world, caller.userId);
    const token = await firstStep(world);
    const input = await keyInput(world, token, authenticator, {});
    const { session } = await completeSignIn(world, token, input, null, aCause());
    expect(session.amr).toEqual(['pwd', 'swk', 'user', 'mfa']);
  });

  test('takes each answer once, 20 times at once (MFA-15, PKY-2)', async () => {
    const { world, authenticator } = await withSecurityKey();
    const token = await firstStep(world);
    const input = await keyInput(world, token, authenticator);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () => completeSignIn(world, token, input, null, aCause())),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(InvalidMfaToken);
  });

  test('refuses the challenge of another sign-in, and a key of another account (PKY-3, PKY-5)', async () => {
    const { world, authenticator } = await withSecurityKey();
    const [one, other] = [await firstStep(world), await firstStep(world)];
    const input = await keyInput(world, one, authenticator);
    await expect(completeSignIn(world, other, input, null, aCause())).rejects.toThrow(InvalidPasskey);
    const foreign = await keyInput(world, one, anAuthenticator());
    await expect(completeSignIn(world, one, foreign, null, aCause())).rejects.toThrow(InvalidPasskey);
    const late = completeSignIn(world, one, input, null, aCause(minutesLater(5)));
    await expect(late).rejects.toThrow(InvalidPasskey);
  });

  test('with a wrong handle is refused, and without one accepted (PKY-6)', async () => {
    const { world, authenticator } = await withSecurityKey();
    const token = await firstStep(world);
    const { method, credential } = await keyInput(world, token, authenticator);
    const { userHandle: _handle, ...response } = credential.response;
    const wrong = { ...credential, response: { ...response, userHandle: 'AAAA' } };
    const refused = completeSignIn(world, token, { method, credential: wrong }, null, aCause());
    await expect(refused).rejects.toThrow(InvalidPasskey);
    const without = { method, credential: { ...credential, response } };
    expect(await completeSignIn(world, token, without, null, aCause())).toMatchObject({
      session: { acr: 'aal2' },
    });
  });

  test('has no options for an account without keys, or with keys of another domain (PKY-24)', async () => {
    const { world, caller } = await signedIn();
    await addFactor(world, caller.userId);
    const token = await firstStep(world);
    await expect(secondStepOptions(world, token, aCause())).rejects.toThrow(UnknownFactor);
    const { world: other } = await withSecurityKey();
    const moved = {
      ...other,
      webauthn: { ...other.webauthn, relyingParty: { id: 'new.example', origins: [] } },
    };
    const step = await owedStep(signIn(moved, credentials, aCause()));
    expect(step.factors).toEqual([]);
    await expect(secondStepOptions(moved, step.mfaToken, aCause())).rejects.toThrow(UnknownFactor);
  });

  test('with a low counter is refused and recorded (PKY-13)', async () => {
    const { world, authenticator } = await withPasskey({ ...BOUND, signCount: 5, kind: 'security_key' });
    const token = await firstStep(world);
    const input = await keyInput(world, token, authenticator, { ...BOUND, signCount: 5 });
    await expect(completeSignIn(world, token, input, null, aCause())).rejects.toThrow(CloneSuspected);
    expect((await world.log.events()).at(-1)?.type).toBe('PasskeyCloneSuspected');
  });
});

describe('the password of an account with a passkey', () => {
  const byPassword = { method: 'password', password: PASSWORD } as const;

  test('steps no session up, so that it changes neither the factors, the password nor the address (MFA-28)', async () => {
    const { world, caller, passkey } = await withPasskey();
    await demandByUser(world, caller, 'demand', aCause());
    await demandByUser(world, caller, 'release', aCause());
    const stolen = await signIn(world, credentials, aCause());
    await expect(stepUp(world, stolen, byPassword, aCause())).rejects.toThrow(ReauthenticationRequired);
    const removal = { factorId: passkey.id, entrances: ENTRANCES };
    for (const change of [
      () => newPasskeyOptions(world, stolen, 'passkey', aCause(NOW)),
      () => startTotpEnrolment(world, stolen, {}, aCause()),
      () => removeFactor(world, stolen, removal, aCause()),
      () => demandByUser(world, stolen, 'demand', aCause()),
      () => changePassword(world, stolen, { old_password: PASSWORD, new_password: PASSWORD }, aCause()),
      () => changeEmail(world, stolen, { new_email: NEW_ADDRESS, password: PASSWORD }, aCause()),
    ])
      await expect(change()).rejects.toThrow(ReauthenticationRequired);
  });

  /** A session of the second level whose factor is gone, and whose user proves the password 20 minutes later. */
  async function withoutItsFactor() {
    const { world, caller, passkey } = await withPasskey();
    await removeFactor(world, caller, { factorId: passkey.id, entrances: ENTRANCES }, aCause());
    const now = minutesLater(20);
    await expect(newPasskeyOptions(world, caller, 'passkey', aCause(now))).rejects.toThrow(
      ReauthenticationRequired,
    );
    const raised = await stepUp(world, caller, byPassword, aCause(now));
    return { world, caller, now, raised };
  }

  test('neither lowers nor renews the level of a session whose factor is gone (MFA-36)', async () => {
    const { world, raised } = await withoutItsFactor();
    expect(raised).toMatchObject({ acr: 'aal2', authTime: NOW });
    const refreshed = await refresh(world, world.refreshTokens.read(raised.refreshToken), aCause());
    expect(refreshed).toMatchObject({ acr: 'aal2', authTime: NOW });
  });

  test('is a recent proof for changes of that account, until a factor is added elsewhere (MFA-28)', async () => {
    const { world, caller, now } = await withoutItsFactor();
    await newPasskeyOptions(world, caller, 'passkey', aCause(now));
    await addFactor(world, caller.userId);
    const change = newPasskeyOptions(world, caller, 'passkey', aCause(now));
    await expect(change).rejects.toThrow(ReauthenticationRequired);
  });
});

describe('a first passkey', () => {
  test('raises the session that adds it, and no other one (MFA-30)', async () => {
    const { world, caller } = await signedIn();
    const other = await signIn(world, credentials, aCause());
    const credential = await create(world, caller, anAuthenticator());
    await addPasskey(world, caller, { credential }, aCause());
    const levels = await Promise.all(
      [caller, other].map(async ({ sessionId }) => (await load(world.log, sessionAt(sessionId))).state),
    );
    expect(levels).toMatchObject([{ acr: 'aal2', amr: ['pwd', 'swk', 'mfa'] }, { acr: 'aal1' }]);
    await create(world, caller, anAuthenticator());
  });
});

describe('a sign-in by passkey', () => {
  test('lifts the lock of the codes, also at a known place (MFA-21)', async () => {
    const { world, caller, authenticator } = await withPasskey();
    await addFactor(world, caller.userId);
    const complete = async (code: string, now = NOW) =>
      completeSignIn(world, await firstStep(world, now), { method: 'totp', code }, null, aCause(now));
    for (let guess = 0; guess < 10; guess += 1) await complete('000000').catch(() => null);
    const now = minutesLater(0.01);
    await expect(complete(codeAt(now), now)).rejects.toThrow(InvalidCode);
    await signInByPasskey(world, answer(world, authenticator), aCause(now), null);
    const { session } = await complete(codeAt(now), minutesLater(0.02));
    expect(session).toMatchObject({ acr: 'aal2' });
  });
});

describe('a step-up by key', () => {
  test('raises the session once for each answer (PKY-2)', async () => {
    const { world, caller, authenticator } = await withPasskey();
    const input = await stepUpInput(world, caller, authenticator, {});
    const later = aCause(new Date(NOW.getTime() + 1000));
    expect(await stepUp(world, caller, input, later)).toMatchObject({ acr: 'aal2' });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () => stepUp(world, caller, input, aCause(new Date(NOW.getTime() + 2000)))),
    );
    expect(outcomes.every((one) => one.status === 'rejected' && one.reason instanceof WrongCode)).toBe(true);
  });

  test('refuses the challenge of another session (PKY-3)', async () => {
    const { world, caller, authenticator } = await withPasskey();
    const input = await stepUpInput(world, caller, authenticator, {});
    const elsewhere = await signIn(world, credentials, aCause());
    await expect(stepUp(world, elsewhere, input, aCause())).rejects.toThrow(WrongCode);
  });
});

describe('the removal of a passkey', () => {
  test('ends the session that it alone started, and the others (MFA-30)', async () => {
    const { world, caller, authenticator, passkey } = await withPasskey();
    const grant = await signInByPasskey(world, answer(world, authenticator), aCause(), null);
    const removal = { factorId: passkey.id, entrances: ENTRANCES };
    const { account } = await removeFactor(world, grant, removal, aCause());
    expect(account.factors).toEqual([]);
    for (const { sessionId } of [grant, caller]) {
      const { state } = await load(world.log, sessionAt(sessionId));
      expect(isActive(account, state)).toBe(false);
    }
    const attempt = signInByPasskey(world, answer(world, authenticator), aCause(), null);
    await expect(attempt).rejects.toThrow(InvalidPasskey);
  });

  test('ends a session whose only other proof was a passkey that is gone too (MFA-30)', async () => {
    const { world, caller, authenticator, passkey } = await withPasskey();
    const second = anAuthenticator();
    const credential = await create(world, caller, second);
    const added = await addPasskey(world, caller, { credential }, aCause());
    const grant = await signInByPasskey(world, answer(world, authenticator), aCause(), null);
    await stepUp(world, grant, await stepUpInput(world, grant, second, {}), aCause());
    const isKeptWithout = async ({ id: factorId }: { id: FactorId }) => {
      const { account } = await removeFactor(world, grant, { factorId, entrances: ENTRANCES }, aCause());
      return isActive(account, (await load(world.log, sessionAt(grant.sessionId))).state);
    };
    expect(await isKeptWithout(passkey)).toBe(true);
    expect(await isKeptWithout(added.passkey)).toBe(false);
  });

  test('is refused for the last way in (PKY-17)', async () => {
    const { world, caller, passkey } = await withPasskey();
    const { state: user } = await load(world.log, userAt(caller.userId));
    const { state: session } = await load(world.log, sessionAt(caller.sessionId));
    const account = { ...requireRegistered(user), password: null };
    const rules = factorRules(world, NOW);
    const removal = { factorId: passkey.id, entrances: ENTRANCES, rules };
    const remove = () => removeByOwner(account, requireActive(user, session), removal);
    expect(remove).toThrow(LastWayIn);
  });
});
