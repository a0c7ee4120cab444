import { describe, expect, test } from '@jest/globals';
import { InvalidMfaToken } from '../../../src/commands/authentication/second-step/pending-sign-in.js';
import { signIn } from '../../../src/commands/authentication/sign-in.js';
import { confirmTotp } from '../../../src/commands/factors/totp/confirm-totp.js';
import { addPasskey, PasskeyRefused } from '../../../src/commands/factors/passkeys/add-passkey.js';
import { newPasskeyOptions } from '../../../src/commands/factors/passkeys/new-passkey-options.js';
import { removeFactor } from '../../../src/commands/factors/remove-factor.js';
import { startTotpEnrolment } from '../../../src/commands/factors/totp/start-totp-enrolment.js';
import { handle, load } from '../../../src/commands/handle.js';
import { isActive } from '../../../src/domain/policies/active-session.js';
import { sessionAt } from '../../../src/domain/session/session.js';
import { SecondFactorDemanded } from '../../../src/domain/user/factors/factor-decisions.js';
import type { CredentialKind } from '../../../src/domain/user/factors/passkey.js';
import { userAt } from '../../../src/domain/user/user.js';
import { openMemoryEventStore } from '../../../src/eventstore/memory.js';
import type { EventStore } from '../../../src/eventstore/port.js';
import { aWorld, verifiedAccount } from '../../support/domain/command-world.js';
import type { World } from '../../support/domain/command-world.js';
import { passkeyAdded, secondFactorDemanded } from '../../support/domain/factor-events.js';
import { credentials, enrol, owedStep } from '../../support/domain/second-steps.js';
import { codeAt } from '../../support/domain/totp-codes.js';
import { NOW } from '../../support/domain/user-history.js';
import { ProcessStopped, singleStreamStore, stopBeforeAppend } from '../../support/hostile/faulty-store.js';
import { aCause } from '../../support/stores/memory/memory-log.js';
import { anAuthenticator } from '../../support/webauthn/ceremonies.js';

const stores: [string, (store: EventStore) => EventStore][] = [
  ['appends to several streams at once', (store) => store],
  ['appends to one stream at a time', singleStreamStore],
];

/** An account without a factor that must enrol one. */
async function demandedAccount(world: World) {
  const account = await verifiedAccount(world);
  await handle(world.log, aCause(), { user: userAt(account.id) }, () => ({ user: [secondFactorDemanded] }));
  return account;
}

/** Starts an enrolment in a sign-in of its own. Its confirmation waits. */
async function startedEnrolment(world: World) {
  const { mfaToken } = await owedStep(signIn(world, credentials, aCause()));
  return await started(world, mfaToken);
}

async function started(world: World, mfaToken: string) {
  const { enrolmentToken, secret } = await startTotpEnrolment(world, { mfaToken }, {}, aCause());
  const input = { enrolment_token: enrolmentToken, code: codeAt(NOW, secret) };
  return (cause = aCause(), at = world) => confirmTotp(at, { mfaToken }, input, null, cause);
}

describe('an account whose passkeys are of another domain, under a demand', () => {
  const foreign = passkeyAdded({ rp_id: 'former.example' });

  async function enrolledBesideForeign(world: World) {
    const { id } = await demandedAccount(world);
    await handle(world.log, aCause(), { user: userAt(id) }, () => ({ user: [foreign] }));
    const step = await owedStep(signIn(world, credentials, aCause()));
    expect(step).toMatchObject({ enrolmentRequired: true, factors: [] });
    const { session, factor } = (await enrol(world, step)).added;
    if (session === null) throw new Error('The enrolment started no session.');
    return { session, factor };
  }

  test('enrols a factor that works here (MFA-31, PKY-24)', async () => {
    const { session } = await enrolledBesideForeign(aWorld());
    expect(session).toMatchObject({ acr: 'aal2' });
  });

  test('keeps the last factor that works here (MFA-34, PKY-24)', async () => {
    const world = aWorld();
    const { session, factor } = await enrolledBesideForeign(world);
    const entrances = { isConfigured: () => true, byMail: false, rpId: world.webauthn.relyingParty.id };
    const removal = removeFactor(world, session, { factorId: factor.id, entrances }, aCause());
    await expect(removal).rejects.toThrow(SecondFactorDemanded);
  });
});

describe('an enrolment that a sign-in owes', () => {
  test.each(stores)(
    'of two at once one succeeds, and the other one ends nothing, on a log that %s (MFA-31)',
    async (_, adapt) => {
      const world = aWorld(adapt(openMemoryEventStore()));
      const { id } = await demandedAccount(world);
      const confirmations = [await startedEnrolment(world), await startedEnrolment(world)];
      const outcomes = await Promise.allSettled(confirmations.map((confirm) => confirm()));
      const added = outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      expect(outcomes).toContainEqual({ status: 'rejected', reason: expect.any(InvalidMfaToken) });
      const { state: user } = await load(world.log, userAt(id));
      expect(user).toMatchObject({ factors: [{ id: added[0]?.factor.id }] });
      const sessionId = added[0]?.session?.sessionId;
      if (sessionId === undefined) throw new Error('The enrolment started no session.');
      const { state: session } = await load(world.log, sessionAt(sessionId));
      expect(isActive(user, session)).toBe(true);
    },
  );

  test.each(stores)(
    'returns the same session and recovery codes for a repeated command, on a log that %s (MFA-27)',
    async (_, adapt) => {
      const world = aWorld(adapt(openMemoryEventStore()));
      await demandedAccount(world);
      const confirm = await startedEnrolment(world);
      const cause = aCause();
      const { factor, recoveryCodes, session } = await confirm(cause);
      expect(recoveryCodes).toHaveLength(10);
      const refreshToken = session?.refreshToken;
      expect(await confirm(cause)).toMatchObject({ factor, recoveryCodes, session: { refreshToken } });
      await expect(confirm()).rejects.toThrow(InvalidMfaToken);
    },
  );

  test('a process that stops before any append loses no recovery codes, and the client can try again (MFA-44)', async () => {
    for (let append = 1; append <= 9; append += 1) {
      const store = singleStreamStore(openMemoryEventStore());
      const world = aWorld(store);
      const { id } = await demandedAccount(world);
      const confirm = await startedEnrolment(world);
      const stopping = { ...world, log: { ...world.log, store: stopBeforeAppend(store, append) } };
      const cause = aCause();
      const added = await confirm(cause, stopping).catch(() => confirm(cause));
      expect(added.recoveryCodes).toHaveLength(10);
      expect(added.session).toMatchObject({ acr: 'aal2' });
      const types = await world.log.types(`user-${id}`);
      expect(types.filter((type) => type === 'TotpAdded')).toHaveLength(1);
    }
  });

  test('that was interrupted adds no further app', async () => {
    const store = singleStreamStore(openMemoryEventStore());
    const world = aWorld(store);
    const { id } = await demandedAccount(world);
    const { mfaToken } = await owedStep(signIn(world, credentials, aCause()));
    const [confirm, other] = [await started(world, mfaToken), await started(world, mfaToken)];
    // The first append counts the attempt, and the second one adds the app.
    const stopping = { ...world, log: { ...world.log, store: stopBeforeAppend(store, 3) } };
    await expect(confirm(aCause(), stopping)).rejects.toThrow(ProcessStopped);
    await expect(other()).rejects.toThrow(InvalidMfaToken);
    expect((await confirm()).recoveryCodes).toHaveLength(10);
    expect((await world.log.types(`user-${id}`)).filter((type) => type === 'TotpAdded')).toHaveLength(1);
  });

  test.each(['passkey', 'security_key'] as const)(
    'is refused once the owner has added a %s in a session (MFA-31)',
    async (kind) => {
      const world = aWorld();
      const { id } = await demandedAccount(world);
      const { mfaToken } = await owedStep(signIn(world, credentials, aCause()));
      const confirm = await startedEnrolment(world);
      await handle(world.log, aCause(), { user: userAt(id) }, () => ({ user: [passkeyAdded({ kind })] }));
      await expect(confirm()).rejects.toThrow(InvalidMfaToken);
      const start = startTotpEnrolment(world, { mfaToken }, {}, aCause());
      await expect(start).rejects.toThrow(InvalidMfaToken);
      expect(await world.log.types(`user-${id}`)).not.toContain('TotpAdded');
    },
  );
});

describe('an enrolment of a key that a sign-in owes (MFA-31)', () => {
  async function owedKey(world: World, kind: CredentialKind) {
    const { id } = await demandedAccount(world);
    const step = await owedStep(signIn(world, credentials, aCause()));
    const authenticator = anAuthenticator();
    const { challenge, user } = await newPasskeyOptions(world, step, kind, aCause());
    authenticator.userHandle = user.id;
    const credential = authenticator.create(challenge);
    const add = (cause = aCause(), at = world) => addPasskey(at, step, { credential }, cause);
    return { id, step, add };
  }

  test.each<[CredentialKind, number | null]>([
    ['security_key', 10],
    ['passkey', null],
  ])('starts a session of the second level with a %s, and ends all others', async (kind, codes) => {
    const world = aWorld();
    const { id, step, add } = await owedKey(world, kind);
    const other = await owedStep(signIn(world, credentials, aCause()));
    const added = await add();
    expect(added).toMatchObject({ passkey: { kind }, session: { acr: 'aal2', amr: ['pwd', 'swk', 'mfa'] } });
    expect(added.recoveryCodes?.length ?? null).toBe(codes);
    for (const { mfaToken } of [step, other])
      await expect(startTotpEnrolment(world, { mfaToken }, {}, aCause())).rejects.toThrow(InvalidMfaToken);
    await expect(add()).rejects.toThrow(InvalidMfaToken);
    expect((await world.log.types(`user-${id}`)).slice(-1)).toEqual(['SessionsEnded']);
  });

  test('loses nothing if a process stops before any append (MFA-44)', async () => {
    for (let append = 1; append <= 8; append += 1) {
      const store = singleStreamStore(openMemoryEventStore());
      const world = aWorld(store);
      const { id, add } = await owedKey(world, 'security_key');
      const stopping = { ...world, log: { ...world.log, store: stopBeforeAppend(store, append) } };
      const cause = aCause();
      const added = await add(cause, stopping).catch(() => add(cause));
      expect(added.recoveryCodes).toHaveLength(10);
      expect(added.session).toMatchObject({ acr: 'aal2' });
      const types = await world.log.types(`user-${id}`);
      expect(types.filter((type) => type === 'PasskeyAdded')).toHaveLength(1);
    }
  });

  test('is refused to a session or a sign-in that the options were not for', async () => {
    const world = aWorld();
    const { step } = await owedKey(world, 'passkey');
    const other = await owedStep(signIn(world, credentials, aCause()));
    const authenticator = anAuthenticator();
    const { challenge, user } = await newPasskeyOptions(world, step, 'passkey', aCause());
    authenticator.userHandle = user.id;
    const credential = authenticator.create(challenge);
    await expect(addPasskey(world, other, { credential }, aCause())).rejects.toThrow(PasskeyRefused);
    await addPasskey(world, step, { credential }, aCause());
  });
});
