import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { resumePendingSignIn } from '../../../src/commands/authentication/second-step/pending-sign-in.js';
import { InvalidMfaToken } from '../../../src/commands/authentication/second-step/pending-sign-in.js';
import { signIn } from '../../../src/commands/authentication/sign-in.js';
import { signInByIdentity } from '../../../src/commands/federation/sign-in-by-identity.js';
import { signOutEverywhere } from '../../../src/commands/sessions/sign-out-everywhere.js';
import { aWorld } from '../../support/domain/command-world.js';
import { aFactorId } from '../../support/domain/factor-events.js';
import { accountWithFactor, addFactor, credentials, owedStep } from '../../support/domain/second-steps.js';
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
  test('has one door: six ways lead to it, and none opens a session beside it', async () => {
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
      'commands/federation/sign-in-by-identity.ts',
    ]);
    expect(calling(/ openSession\(/).sort()).toEqual([
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
    expect(types.slice(-2)).toEqual(['AttemptsCleared', 'SecondFactorAsked']);
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
