import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { problemOf } from '../../../src/api/http/problems/problem.js';
import { completeSignIn } from '../../../src/commands/authentication/second-step/complete-sign-in.js';
import {
  countFirstStep,
  TooManyFirstSteps,
} from '../../../src/commands/authentication/second-step/first-steps.js';
import { resumePendingSignIn } from '../../../src/commands/authentication/second-step/pending-sign-in.js';
import { InvalidMfaToken } from '../../../src/commands/authentication/second-step/pending-sign-in.js';
import { signIn } from '../../../src/commands/authentication/sign-in.js';
import { unlock } from '../../../src/commands/authentication/unlock.js';
import { handle, load } from '../../../src/commands/handle.js';
import { locationOf } from '../../../src/commands/steps/location-of.js';
import { attemptsOf } from '../../../src/domain/attempts/attempts.js';
import { rememberLocation } from '../../../src/domain/attempts/decisions.js';
import type { UserId } from '../../../src/domain/ids.js';
import { signInByIdentity } from '../../../src/commands/federation/sign-in-by-identity.js';
import { signOutEverywhere } from '../../../src/commands/sessions/sign-out-everywhere.js';
import { aWorld } from '../../support/domain/command-world.js';
import type { World } from '../../support/domain/command-world.js';
import { aFactorId } from '../../support/domain/factor-events.js';
import {
  accountWithFactor,
  addFactor,
  credentials,
  enrolledAccount,
  owedStep,
} from '../../support/domain/second-steps.js';
import { codeAt } from '../../support/domain/totp-codes.js';
import { NOW } from '../../support/domain/user-history.js';
import { aCause } from '../../support/stores/memory/memory-log.js';

const SOURCES = new URL('../../../../src/', import.meta.url);
const FACTOR = aFactorId();
const identity = {
  provider: 'google',
  issuer: 'https://accounts.google.com',
  subject: '42',
  email: { address: credentials.email, verified: true, trusted: true },
  name: 'Ada',
  once: 'nonce',
};

describe('a sign-in of an account with a second factor', () => {
  test('has one door: seven ways lead to it, and none opens a session beside it', async () => {
    const names = await readdir(SOURCES, { recursive: true });
    const files = names.filter((name) => name.endsWith('.ts'));
    const texts = new Map(
      await Promise.all(
        files.map(async (name): Promise<[string, string]> => [
          name,
          await readFile(new URL(name, SOURCES), 'utf8'),
        ]),
      ),
    );
    const calling = (call: RegExp) => [...texts].flatMap(([name, text]) => (call.test(text) ? [name] : []));
    expect(calling(/(await|=>)\s+startSession\(/).sort()).toEqual([
      'commands/authentication/mailed/sign-in-by-mail.ts',
      'commands/authentication/second-step/complete-sign-in.ts',
      'commands/authentication/sign-in-by-passkey.ts',
      'commands/authentication/sign-in.ts',
      'commands/factors/enrolment/add-confirmed-factor.ts',
      'commands/factors/passkeys/add-verified-passkey.ts',
      'commands/federation/sign-in-by-identity.ts',
      'commands/saml/sign-in-by-assertion.ts',
    ]);
    expect(calling(/[ .]openSession\(/).sort()).toEqual([
      'commands/authentication/start-session.ts',
      'domain/session/decisions.ts',
    ]);
  });

  test('starts no session and names the factors (MFA-12)', async () => {
    const world = aWorld();
    await accountWithFactor(world, FACTOR);
    const step = await owedStep(signIn(world, credentials, aCause()));
    expect(step).toMatchObject({
      expiresInSeconds: 600,
      enrolmentRequired: false,
      factors: [{ id: FACTOR, kind: 'totp', name: 'Phone', hint: null }],
      trustAllowed: true,
    });
    expect(world.mfaTokens.read(step.mfaToken)).toBe(step.pendingId);
    const types = (await world.log.events()).map(({ type }) => type);
    expect(types).not.toContain('SessionStarted');
    expect(types.slice(-3)).toEqual(['AttemptsCleared', 'AttemptCounted', 'SecondFactorAsked']);
  });

  test('owes the same step by an identity provider (MFA-12, OAU-12)', async () => {
    const world = aWorld();
    const { account } = await signInByIdentity(world, identity, aCause());
    await addFactor(world, account.id);
    const step = await owedStep(signInByIdentity(world, identity, aCause()));
    expect(step.factors).toHaveLength(1);
    expect((await world.log.events()).at(-1)).toMatchObject({
      type: 'SecondFactorAsked',
      data: { amr: ['fed'], provider: 'google', demanded_by: 'factor' },
    });
  });

  test('asks once for a repeated command', async () => {
    const world = aWorld();
    await accountWithFactor(world);
    const cause = aCause();
    const first = await owedStep(signIn(world, credentials, cause));
    const { mfaToken } = await owedStep(signIn(world, credentials, cause));
    expect(mfaToken).toBe(first.mfaToken);
    expect(await world.log.types(`mfa-${first.pendingId}`)).toEqual(['SecondFactorAsked']);
  });

  test('clears the failed attempts of the password, which was correct', async () => {
    const world = aWorld();
    await accountWithFactor(world);
    for (let i = 0; i < 9; i += 1)
      await expect(signIn(world, { ...credentials, password: 'wrong' }, aCause())).rejects.toThrow();
    for (let i = 0; i < 3; i += 1) await owedStep(signIn(world, credentials, aCause()));
    await expect(signIn(world, { ...credentials, password: 'wrong' }, aCause())).rejects.toThrow();
    await owedStep(signIn(world, credentials, aCause()));
  });

  test('cannot be resumed after ten minutes, or after a sign-out everywhere (MFA-14)', async () => {
    const world = aWorld();
    const { id } = await accountWithFactor(world);
    const { pendingId, mfaToken } = await owedStep(signIn(world, credentials, aCause()));
    const resume = async (laterMs: number) => {
      const cause = aCause();
      const now = new Date(cause.now.getTime() + laterMs);
      return await resumePendingSignIn(world, pendingId, { ...cause, now });
    };
    expect((await owedStep(resume(599_999))).mfaToken).toBe(mfaToken);
    await expect(resume(600_000)).rejects.toThrow(InvalidMfaToken);
    await signOutEverywhere(world, id, {}, aCause());
    await expect(resume(0)).rejects.toThrow(InvalidMfaToken);
  });

  test('is named by a token that is accepted unaltered only (MFA-14)', async () => {
    const world = aWorld();
    await accountWithFactor(world);
    const { mfaToken } = await owedStep(signIn(world, credentials, aCause()));
    for (let i = 0; i < mfaToken.length; i += 1) {
      const other = mfaToken[i] === 'A' ? 'B' : 'A';
      expect(world.mfaTokens.read(mfaToken.slice(0, i) + other + mfaToken.slice(i + 1))).toBeNull();
    }
    for (const respelt of [`${mfaToken}=`, ` ${mfaToken}`, mfaToken.replaceAll('-', '+'), mfaToken.slice(1)])
      if (respelt !== mfaToken) expect(world.mfaTokens.read(respelt)).toBeNull();
    const events = JSON.stringify(await world.log.events());
    expect(events).not.toContain(mfaToken);
  });
});

describe('sign-ins that get no second factor', () => {
  const HOME = { ip: '203.0.113.7', userAgent: 'curl/8.5.0' };
  const ELSEWHERE = { ip: '198.51.100.9', userAgent: 'curl/8.5.0' };
  const at = (source: typeof HOME, seconds = 0) => ({
    ...aCause(new Date(NOW.getTime() + seconds * 1000)),
    source,
  });
  const asked = async (world: World) =>
    (await world.log.events()).filter(({ type }) => type === 'SecondFactorAsked').length;

  test('wait after sixty in a row, so that a thief of the password fills no streams (LIM-9)', async () => {
    const world = aWorld();
    const { id } = await accountWithFactor(world);
    await counted(world, id, 59);
    await owedStep(signIn(world, credentials, at(ELSEWHERE)));
    const refused: unknown = await signIn(world, credentials, at(ELSEWHERE, 3)).catch(
      (error: unknown) => error,
    );
    expect(problemOf(refused)).toMatchObject({
      code: 'rate_limited',
      details: { headers: { 'Retry-After': '1' } },
    });
    expect(await asked(world)).toBe(1);
    await owedStep(signIn(world, credentials, at(ELSEWHERE, 4)));
    await expect(signIn(world, credentials, at(ELSEWHERE, 11))).rejects.toThrow(TooManyFirstSteps);
    expect(await asked(world)).toBe(2);
  });

  test('are no wrong passwords while they wait (LIM-9)', async () => {
    const world = aWorld();
    const { id } = await accountWithFactor(world);
    await counted(world, id, 60);
    for (let i = 0; i < 12; i += 1) {
      await expect(signIn(world, credentials, at(ELSEWHERE))).rejects.toThrow(TooManyFirstSteps);
      await world.finish();
    }
    expect((await load(world.log, attemptsOf(id, null))).state.failures).toBe(0);
  });

  test('do not hold up the owner at a known place (MFA-23)', async () => {
    const world = aWorld();
    const { userId } = await enrolledAccount(world);
    await knownAt(world, userId, HOME);
    await counted(world, userId, 60);
    await expect(signIn(world, credentials, at(ELSEWHERE))).rejects.toThrow(TooManyFirstSteps);
    await owedStep(signIn(world, credentials, at(HOME)));
  });

  test('are forgotten after a completed one', async () => {
    const world = aWorld();
    const { userId, seed } = await enrolledAccount(world);
    await counted(world, userId, 59);
    const step = await owedStep(signIn(world, credentials, at(ELSEWHERE, 60)));
    const code = { method: 'totp', code: codeAt(at(ELSEWHERE, 60).now, seed) } as const;
    await completeSignIn(world, step.mfaToken, code, null, at(ELSEWHERE, 60));
    for (let i = 0; i < 3; i += 1) await owedStep(signIn(world, credentials, at(ELSEWHERE, 61)));
  });

  test('wait no longer after an administrator has unlocked the account', async () => {
    const world = aWorld();
    const { id } = await accountWithFactor(world);
    await counted(world, id, 60);
    await unlock(world, id, {}, aCause());
    await owedStep(signIn(world, credentials, at(ELSEWHERE)));
  });

  /** Counts some sign-ins from unknown places. */
  async function counted(world: World, userId: UserId, failures: number): Promise<void> {
    const counter = attemptsOf(userId, null, 'first_step');
    const before = { ...counter.initial, failures: failures - 1, countedAt: NOW };
    await handle(world.log, aCause(), { counter }, () => ({ counter: countFirstStep(before, userId, NOW) }));
  }

  /** Makes a place one where the account has signed in. */
  async function knownAt(world: World, userId: UserId, source: typeof HOME): Promise<void> {
    const place = attemptsOf(userId, locationOf(world, userId, { source }));
    await handle(world.log, aCause(), { place }, () => ({ place: rememberLocation(userId) }));
  }
});
