import { describe, expect, test } from '@jest/globals';
import { toSessionGrantJson } from '../../../src/api/answers/session-grant-json.js';
import { signIn } from '../../../src/commands/authentication/sign-in.js';
import { removeFactor } from '../../../src/commands/factors/remove-factor.js';
import { refresh } from '../../../src/commands/sessions/refresh.js';
import { factorRules } from '../../../src/commands/steps/factor-rules.js';
import type { SessionGrant } from '../../../src/commands/steps/session-grant.js';
import { InvalidRefreshToken } from '../../../src/domain/refresh/decisions.js';
import { SecondFactorDemanded } from '../../../src/domain/user/factors/factor-decisions.js';
import { aWorld, verifiedAccount } from '../../support/domain/command-world.js';
import type { World } from '../../support/domain/command-world.js';
import { credentials, enrol, minutesLater, owedStep } from '../../support/domain/second-steps.js';
import { aCause } from '../../support/stores/memory/memory-log.js';

const ENDS = minutesLater(60);
const JUST_BEFORE = new Date(ENDS.getTime() - 1000);

/** A service that requires a second factor from an hour after the usual time. */
function aStrictWorld(): World {
  const world = aWorld();
  return { ...world, rules: { ...world.rules, factorPolicies: [{ graceUntil: ENDS }] } };
}

const refreshAt = async (world: World, { refreshToken }: SessionGrant, now: Date) =>
  await refresh(world, world.refreshTokens.read(refreshToken), aCause(now));

describe('a service that requires a second factor', () => {
  test('signs in until the grace ends, and then asks for an enrolment (MFA-32)', async () => {
    const world = aStrictWorld();
    await verifiedAccount(world);
    const grant = await signIn(world, credentials, aCause(JUST_BEFORE));
    const tokens = { issue: () => Promise.resolve({ token: 'token', lifeSeconds: 600 }) };
    const answer = await toSessionGrantJson(tokens, grant, factorRules(world, JUST_BEFORE));
    expect(answer.mfa_due_at).toBe(ENDS.toISOString());
    const step = await owedStep(signIn(world, credentials, aCause(ENDS)));
    expect(step).toMatchObject({ enrolmentRequired: true, setUpLinkRequired: false });
    const { added } = await enrol(world, step, aCause(ENDS));
    expect(added.session).toMatchObject({ acr: 'aal2' });
    const asked = (await world.log.events()).find(({ type }) => type === 'SecondFactorAsked');
    expect(asked?.data).toMatchObject({ enrolment: true, demanded_by: 'policy' });
  });

  test('ends a session of the first level at its next refresh after the grace (MFA-33)', async () => {
    const world = aStrictWorld();
    await verifiedAccount(world);
    const first = await signIn(world, credentials, aCause());
    const second = await refreshAt(world, first, JUST_BEFORE);
    await expect(refreshAt(world, second, ENDS)).rejects.toThrow(InvalidRefreshToken);
    const ended = (await world.log.events()).find(({ type }) => type === 'SessionEnded');
    expect(ended?.data).toMatchObject({ reason: 'policy' });
  });

  test('keeps a session whose owner adds a factor in time, and keeps that factor (MFA-33, MFA-34)', async () => {
    const world = aStrictWorld();
    await verifiedAccount(world);
    const grant = await signIn(world, credentials, aCause(JUST_BEFORE));
    const { added } = await enrol(world, grant, aCause(JUST_BEFORE));
    expect(await refreshAt(world, grant, ENDS)).toMatchObject({ acr: 'aal2' });
    const entrances = { isConfigured: () => true, byMail: false, rpId: world.webauthn.relyingParty.id };
    const removal = { factorId: added.factor.id, entrances };
    const removed = removeFactor(world, grant, removal, aCause(ENDS));
    await expect(removed).rejects.toThrow(SecondFactorDemanded);
    await removeFactor(world, grant, removal, aCause(JUST_BEFORE));
  });
});
