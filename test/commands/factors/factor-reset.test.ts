import { describe, expect, test } from '@jest/globals';
import { completeSignIn } from '../../../src/commands/authentication/second-step/complete-sign-in.js';
import { InvalidMfaToken } from '../../../src/commands/authentication/second-step/pending-sign-in.js';
import { signIn } from '../../../src/commands/authentication/sign-in.js';
import { askOwnFactorReset } from '../../../src/commands/factors/reset/ask-own-reset.js';
import { askFactorReset } from '../../../src/commands/factors/reset/ask-reset.js';
import {
  cancelOwnReset,
  cancelOwnResetByLink,
  cancelResetByAdmin,
} from '../../../src/commands/factors/reset/cancel-reset.js';
import { completeFactorReset } from '../../../src/commands/factors/reset/complete-reset.js';
import { handle, load } from '../../../src/commands/handle.js';
import { isActive, SessionOver } from '../../../src/domain/policies/active-session.js';
import { sessionAt } from '../../../src/domain/session/session.js';
import { LinkUsed } from '../../../src/domain/user/decisions.js';
import type { UserId } from '../../../src/domain/ids.js';
import { UnknownFactor } from '../../../src/domain/user/factors/factor-decisions.js';
import { SetUpLinkRequired } from '../../../src/domain/user/factors/reset-decisions.js';
import { userAt, userStream } from '../../../src/domain/user/user.js';
import { openMemoryEventStore } from '../../../src/eventstore/memory.js';
import { START } from '../../../src/eventstore/port.js';
import type { EventStore } from '../../../src/eventstore/port.js';
import { reactionsTo } from '../../../src/workers/reactions.js';
import { aWorker } from '../../support/domain/a-worker.js';
import { aWorld, newestLink, verifiedAccount } from '../../support/domain/command-world.js';
import type { World } from '../../support/domain/command-world.js';
import { passkeyAdded } from '../../support/domain/factor-events.js';
import { aClaimStream } from '../../support/domain/ids.js';
import {
  credentials,
  enrol,
  enrolledAccount,
  firstStep,
  minutesLater,
  owedStep,
} from '../../support/domain/second-steps.js';
import { BROWSER, newestMail, openLink, requestMail } from '../../support/domain/mailed-sign-ins.js';
import { codeAt } from '../../support/domain/totp-codes.js';
import { NOW } from '../../support/domain/user-history.js';
import { singleStreamStore, stopBeforeAppend } from '../../support/hostile/faulty-store.js';
import { aCause } from '../../support/stores/memory/memory-log.js';

const DAY = 24 * 60;
const DUE = minutesLater(DAY);

const stores: [string, (store: EventStore) => EventStore][] = [
  ['appends to several streams at once', (store) => store],
  ['appends to one stream at a time', singleStreamStore],
];

/** The job that the newest request for a reset has caused. */
async function dueJob({ log }: World) {
  const asked = (await log.events()).findLast(({ type }) => type === 'FactorResetAsked');
  if (asked === undefined) throw new Error('No reset was asked for.');
  const { id: event, stream, revision } = asked;
  const name = 'factor-reset-due';
  return {
    id: `${name}-${event}`,
    name,
    stream,
    event,
    revision,
    correlationId: null,
    sealed: null,
    delayMs: 0,
  };
}

async function runDueJob(world: World, now = DUE) {
  const worker = aWorker(world, now);
  await worker.run(await dueJob(world));
  return worker;
}

const typesOf = (world: World, userId: UserId) => world.log.types(userStream(userId));

/** An account with an authenticator app, whose reset an administrator has asked for. */
async function askedAccount(world = aWorld()) {
  const account = await enrolledAccount(world);
  await askFactorReset(world, account.userId, { reason: 'lost phone' }, { ...aCause(), actor: 'service' });
  return { world, ...account };
}

/** The same account after the reset. */
async function resetAccount() {
  const asked = await askedAccount();
  await runDueJob(asked.world);
  return { ...asked, setUpToken: await newestLink(asked.world, asked.userId, 'set-up') };
}

describe('a reset of all factors (MFA-39)', () => {
  test('causes a mail at once and a job after the delay, and records the actor and the reason', async () => {
    const { world } = await askedAccount();
    const stored = await world.log.store.readAll({ after: START, limit: 1000 });
    const event = stored.find(({ type }) => type === 'FactorResetAsked');
    if (event === undefined) throw new Error('No reset was asked for.');
    const recordedAt = NOW;
    const [mail, job] = reactionsTo({ ...event, recordedAt }, { atomicMultiStream: true });
    expect(mail).toEqual({ name: 'factor-reset-asked', delayMs: 0 });
    expect(job).toEqual({ name: 'factor-reset-due', delayMs: DAY * 60_000 + 1000 });
    const asked = (await world.log.events()).find(({ type }) => type === 'FactorResetAsked');
    expect(asked).toMatchObject({ actor: 'service', data: { by: 'admin', reason: 'lost phone' } });
  });

  test('removes all factors when it is due, and ends sessions, pending sign-ins and recovery codes', async () => {
    const { world, userId, grant } = await askedAccount();
    const claim = aClaimStream();
    const passkey = passkeyAdded({ claim });
    await handle(world.log, aCause(), { user: userAt(userId) }, () => ({ user: [passkey] }));
    const mfaToken = await firstStep(world, minutesLater(DAY - 1));
    const early = await runDueJob(world, minutesLater(DAY - 1));
    expect(early.failures).toHaveLength(1);
    await runDueJob(world);
    const { state: user } = await load(world.log, userAt(userId));
    expect(user).toMatchObject({ factors: [], recoveryCodes: null, factorReset: { asked: null } });
    const { state: session } = await load(world.log, sessionAt(grant.sessionId));
    expect(isActive(user, session)).toBe(false);
    const code = { method: 'totp', code: '000000' } as const;
    const completion = completeSignIn(world, mfaToken, code, null, aCause(DUE));
    await expect(completion).rejects.toThrow(InvalidMfaToken);
    const removed = (await world.log.events()).filter(({ type }) => type === 'FactorRemoved');
    expect(removed.map(({ data }) => data)).toContainEqual(
      expect.objectContaining({ kind: 'passkey', claim }),
    );
  });

  test('happens once, however often its job runs', async () => {
    const { world, userId } = await askedAccount();
    await Promise.all([runDueJob(world), runDueJob(world), runDueJob(world)]);
    await runDueJob(world);
    expect((await typesOf(world, userId)).filter((type) => type === 'FactorsReset')).toHaveLength(1);
  });

  test('a process that stops before an append leaves it to the next one', async () => {
    const store = openMemoryEventStore();
    const { world, userId } = await askedAccount(aWorld(store));
    const worker = aWorker(world, DUE);
    const stopping = { ...world.log, store: stopBeforeAppend(store, 1) };
    await worker.run(await dueJob(world), stopping);
    expect(worker.failures).toHaveLength(1);
    expect(await typesOf(world, userId)).not.toContain('FactorsReset');
    await worker.run(await dueJob(world));
    expect((await typesOf(world, userId)).filter((type) => type === 'FactorsReset')).toHaveLength(1);
  });

  test('keeps its time when it is asked for again', async () => {
    const { world, userId } = await askedAccount();
    await askFactorReset(world, userId, {}, aCause(minutesLater(60)));
    expect((await typesOf(world, userId)).filter((type) => type === 'FactorResetAsked')).toHaveLength(1);
  });

  test('happens at once for a caller that may skip the delay', async () => {
    const world = aWorld();
    const { userId } = await enrolledAccount(world);
    await askFactorReset(world, userId, { now: true }, aCause());
    expect((await typesOf(world, userId)).slice(-4)).toEqual([
      'FactorResetAsked',
      'FactorRemoved',
      'FactorsReset',
      'SessionsEnded',
    ]);
  });

  test('is refused for an account without factors', async () => {
    const world = aWorld();
    const { id } = await verifiedAccount(world);
    await expect(askFactorReset(world, id, {}, aCause())).rejects.toThrow(UnknownFactor);
  });

  test('demands nothing of an owner who has removed the factors before', async () => {
    const { world, userId } = await askedAccount();
    const { state } = await load(world.log, userAt(userId));
    if (state.status !== 'registered') throw new Error('There is no account.');
    const removed = state.factors.map(({ id, kind }) => ({
      type: 'FactorRemoved' as const,
      data: { factor_id: id, kind, reason: 'by_user' as const, claim: null },
    }));
    await handle(world.log, aCause(), { user: userAt(userId) }, () => ({ user: removed }));
    await runDueJob(world);
    expect((await typesOf(world, userId)).at(-1)).toBe('FactorResetCancelled');
    expect((await signIn(world, credentials, aCause(DUE))).acr).toBe('aal1');
  });
});

describe('the owner of an account whose factors are to be reset (MFA-39)', () => {
  test('cancels with the mailed link, which works once', async () => {
    const { world, userId } = await askedAccount();
    const token = await newestLink(world, userId, 'cancel-reset');
    await cancelOwnResetByLink(world, token, aCause());
    const worker = await runDueJob(world);
    expect(worker.completed).toHaveLength(1);
    expect(await typesOf(world, userId)).not.toContain('FactorsReset');
    await expect(cancelOwnResetByLink(world, token, aCause())).rejects.toThrow(LinkUsed);
    await expect(cancelOwnResetByLink(world, 'x'.repeat(86), aCause())).rejects.toThrow(LinkUsed);
  });

  test('cancels in a session, and not in an ended one', async () => {
    const { world, userId, grant } = await askedAccount();
    await cancelOwnReset(world, grant, aCause());
    expect((await typesOf(world, userId)).at(-1)).toBe('FactorResetCancelled');
    const ended = { type: 'SessionsEnded' as const, data: { kept_session: null, reason: null } };
    await handle(world.log, aCause(), { user: userAt(userId) }, () => ({ user: [ended] }));
    await expect(cancelOwnReset(world, grant, aCause())).rejects.toThrow(SessionOver);
  });

  test('keeps the factors after a cancellation by an administrator', async () => {
    const { world, userId } = await askedAccount();
    await cancelResetByAdmin(world, userId, { reason: 'not the owner' }, aCause());
    await runDueJob(world);
    expect(await typesOf(world, userId)).not.toContain('FactorsReset');
  });

  test.each(stores)(
    'of a cancellation and the reset at once, one wins, on a log that %s',
    async (_, adapt) => {
      for (let round = 0; round < 10; round += 1) {
        const { world, userId } = await askedAccount(aWorld(adapt(openMemoryEventStore())));
        const token = await newestLink(world, userId, 'cancel-reset');
        const { event } = await dueJob(world);
        const acts = [
          () => completeFactorReset(world, userId, event, aCause(DUE)),
          () => cancelOwnResetByLink(world, token, aCause(DUE)),
        ];
        await Promise.allSettled((round % 2 === 0 ? acts : acts.toReversed()).map((act) => act()));
        const outcomes = (await typesOf(world, userId)).filter(
          (type) => type === 'FactorsReset' || type === 'FactorResetCancelled',
        );
        expect(outcomes).toHaveLength(1);
      }
    },
  );
});

describe('the first enrolment after a reset (MFA-39)', () => {
  test('needs the password, because a sign-in by mail and the link are one proof (MFA-39)', async () => {
    const { world, setUpToken } = await resetAccount();
    await requestMail(world, BROWSER, DUE);
    const step = await owedStep(openLink(world, await newestMail(world), BROWSER, aCause(DUE)));
    await expect(enrol(world, { ...step, setUpToken }, aCause(DUE))).rejects.toThrow(InvalidMfaToken);
  });

  test('needs the password and the link of the mail', async () => {
    const { world, userId, setUpToken } = await resetAccount();
    const step = await owedStep(signIn(world, credentials, aCause(DUE)));
    expect(step).toMatchObject({ enrolmentRequired: true, setUpLinkRequired: true, factors: [] });
    const foreign = world.linkTokens.issue('cancel-reset', {
      userId,
      eventId: (await dueJob(world)).event,
    });
    for (const token of [undefined, foreign, 'x'])
      await expect(enrol(world, { ...step, setUpToken: token }, aCause(DUE))).rejects.toThrow(
        SetUpLinkRequired,
      );
    const { added } = await enrol(world, { ...step, setUpToken }, aCause(DUE));
    expect(added).toMatchObject({ session: { acr: 'aal2' }, recoveryCodes: { length: 10 } });
    const next = await owedStep(signIn(world, credentials, aCause(minutesLater(DAY + 1))));
    expect(next).toMatchObject({ enrolmentRequired: false, setUpLinkRequired: false });
  });

  test('needs the link of the newest reset', async () => {
    const { world, userId, setUpToken } = await resetAccount();
    await askFactorReset(world, userId, { now: true }, aCause(DUE));
    const step = await owedStep(signIn(world, credentials, aCause(DUE)));
    await expect(enrol(world, { ...step, setUpToken }, aCause(DUE))).rejects.toThrow(SetUpLinkRequired);
    const newest = await newestLink(world, userId, 'set-up');
    expect((await enrol(world, { ...step, setUpToken: newest }, aCause(DUE))).added.session).not.toBeNull();
  });

  test('works with the link of a second delayed reset, after a lost mail', async () => {
    const { world, userId, setUpToken } = await resetAccount();
    await askFactorReset(world, userId, {}, aCause(DUE));
    const later = minutesLater(2 * DAY);
    await runDueJob(world, later);
    const newest = await newestLink(world, userId, 'set-up');
    expect(newest).not.toBe(setUpToken);
    const step = await owedStep(signIn(world, credentials, aCause(later)));
    expect((await enrol(world, { ...step, setUpToken: newest }, aCause(later))).added.session).not.toBeNull();
  });
});

describe('a person who has lost the second factor (MFA-39)', () => {
  const again = async (world: World, now: Date) =>
    await askOwnFactorReset(world, await firstStep(world, now), aCause(now));

  test('asks for a reset after the first step, once until the delay has passed after a cancellation', async () => {
    const world = aWorld();
    const { userId, seed } = await enrolledAccount(world);
    await again(world, minutesLater(1));
    await again(world, minutesLater(2));
    await cancelResetByAdmin(world, userId, {}, aCause(minutesLater(3)));
    await again(world, minutesLater(4));
    const asked = async () =>
      (await typesOf(world, userId)).filter((type) => type === 'FactorResetAsked').length;
    expect(await asked()).toBe(1);
    await again(world, minutesLater(DAY + 4));
    expect(await asked()).toBe(2);
    const later = minutesLater(DAY + 5);
    const code = { method: 'totp', code: codeAt(later, seed) } as const;
    const step = await firstStep(world, later);
    expect((await completeSignIn(world, step, code, null, aCause(later))).session.acr).toBe('aal2');
  });

  test('needs the token of the first step', async () => {
    const world = aWorld();
    await enrolledAccount(world);
    await expect(askOwnFactorReset(world, 'x', aCause())).rejects.toThrow(InvalidMfaToken);
  });
});
