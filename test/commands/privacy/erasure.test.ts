import { describe, expect, test } from '@jest/globals';
import { signIn } from '../../../src/commands/authentication/sign-in.js';
import { changeEmail } from '../../../src/commands/accounts/change-email.js';
import { register } from '../../../src/commands/accounts/register.js';
import { handle, load } from '../../../src/commands/handle.js';
import { cancelUserErasure } from '../../../src/commands/privacy/cancel-erasure.js';
import { eraseAgain } from '../../../src/commands/privacy/erase-again.js';
import { requestOwnErasure, requestUserErasure } from '../../../src/commands/privacy/request-erasure.js';
import { claimAt } from '../../../src/domain/claim/claim.js';
import { devicesOf } from '../../../src/domain/device/devices.js';
import { eventCatalog } from '../../../src/domain/event-catalog.js';
import type { UserId } from '../../../src/domain/ids.js';
import { oneTimeCodeOf } from '../../../src/domain/one-time-code/one-time-code.js';
import { isActive, ReauthenticationRequired } from '../../../src/domain/policies/active-session.js';
import { sessionAt } from '../../../src/domain/session/session.js';
import { InvalidCredentials, UnknownUser } from '../../../src/domain/user/decisions.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';
import { userAt, userStream } from '../../../src/domain/user/user.js';
import { openMemoryEventStore } from '../../../src/eventstore/memory.js';
import { START } from '../../../src/eventstore/port.js';
import type { EventStore } from '../../../src/eventstore/port.js';
import { SubjectErased } from '../../../src/security/keys/subject-keys.js';
import type { ErasureParts } from '../../../src/workers/handlers/erasure/erasure-parts.js';
import { erasureCancelled } from '../../../src/workers/mails/messages/erasure.js';
import { reactionsTo } from '../../../src/workers/reactions.js';
import { aWorker } from '../../support/domain/a-worker.js';
import { codeSent } from '../../support/domain/code-events.js';
import { aWorld, PASSWORD, verifiedAccount } from '../../support/domain/command-world.js';
import type { World } from '../../support/domain/command-world.js';
import { passkeyAdded, phoneAdded, totpAdded } from '../../support/domain/factor-events.js';
import { aClaimStream, aUserId } from '../../support/domain/ids.js';
import { openSession } from '../../support/domain/open-session.js';
import { credentials, minutesLater } from '../../support/domain/second-steps.js';
import { NOW } from '../../support/domain/user-history.js';
import { ProcessStopped, singleStreamStore, stopBeforeAppend } from '../../support/hostile/faulty-store.js';
import { memoryErasure } from '../../support/stores/memory/memory-erasure.js';
import { aCause } from '../../support/stores/memory/memory-log.js';

const DAY = 24 * 60;
const DAY_MS = DAY * 60_000;
const SOURCE = { ip: '203.0.113.9', userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' };
const ADDRESS = emailAddress('ada@example.com');

const stores: [string, (store: EventStore) => EventStore][] = [
  ['appends to several streams at once', (store) => store],
  ['appends to one stream at a time', singleStreamStore],
];

/** A world whose erasures wait for a day. */
function aPatientWorld(): World {
  const world = aWorld();
  return { ...world, rules: { ...world.rules, erasureDelayMs: DAY_MS } };
}

const typesOf = (world: World, userId: UserId) => world.log.types(userStream(userId));

/** The job that the newest event of a type has caused. */
async function jobOf(world: World, name: string, type: string) {
  const event = (await world.log.events()).findLast((one) => one.type === type);
  if (event === undefined) throw new Error(`There is no ${type}.`);
  const place = { stream: event.stream, event: event.id, revision: event.revision };
  return { id: `${name}-${event.id}`, name, ...place, correlationId: null, sealed: null, delayMs: 0 };
}

/** Runs the job that erases the newest erased user. */
async function runErasure(world: World, erasure: ErasureParts = memoryErasure(world.log)) {
  const worker = aWorker(world, NOW, erasure);
  await worker.run(await jobOf(world, 'erase-user', 'UserErased'));
  return worker;
}

/** Ada with a session, a passkey, an authenticator app and a phone, and the claim on the passkey. */
async function fullAccount(world: World) {
  const { id: userId } = await verifiedAccount(world, ADDRESS);
  const grant = await signIn(world, credentials, { ...aCause(), source: SOURCE });
  const claim = aClaimStream();
  const factors = [passkeyAdded({ claim }), totpAdded(), phoneAdded()];
  const aggregates = { claim: claimAt(claim), user: userAt(userId) };
  await handle(world.log, aCause(), aggregates, () => ({
    claim: [{ type: 'ValueClaimed' as const, data: { user_id: userId } }],
    user: factors,
  }));
  return { userId, claim, sessionId: grant.sessionId };
}

describe('a request for an erasure', () => {
  test('erases at once without a delay, and nobody signs in any more', async () => {
    const world = aWorld();
    const { id } = await verifiedAccount(world);
    const caller = await openSession(world, id);
    const { due } = await requestOwnErasure(world, caller, { reason: 'moved' }, aCause());
    expect(due).toBeNull();
    expect((await typesOf(world, id)).slice(-2)).toEqual(['ErasureRequested', 'UserErased']);
    await expect(signIn(world, credentials, aCause())).rejects.toThrow(InvalidCredentials);
    const { state: user } = await load(world.log, userAt(id));
    const { state: session } = await load(world.log, sessionAt(caller.sessionId));
    expect(isActive(user, session)).toBe(false);
  });

  test('of the owner needs a recent authentication', async () => {
    const world = aWorld();
    const { id } = await verifiedAccount(world);
    const caller = await openSession(world, id);
    const late = requestOwnErasure(world, caller, {}, aCause(minutesLater(16)));
    await expect(late).rejects.toThrow(ReauthenticationRequired);
    expect(await typesOf(world, id)).not.toContain('ErasureRequested');
  });

  test('of an unknown user is refused, and so is one of an erased user', async () => {
    const world = aWorld();
    await expect(requestUserErasure(world, aUserId(), {}, aCause(), null)).rejects.toThrow(UnknownUser);
    const { id } = await verifiedAccount(world);
    await requestUserErasure(world, id, {}, aCause(), null);
    await expect(requestUserErasure(world, id, {}, aCause(), null)).rejects.toThrow(UnknownUser);
  });

  test('ends every session and waits for the delay, and a second one changes nothing', async () => {
    const world = aPatientWorld();
    const { id } = await verifiedAccount(world);
    const caller = await openSession(world, id);
    const { due } = await requestOwnErasure(world, caller, {}, aCause());
    expect(due).toEqual(minutesLater(DAY));
    const again = await requestUserErasure(world, id, {}, aCause(minutesLater(60)), null);
    expect(again.due).toEqual(due);
    const { state: user } = await load(world.log, userAt(id));
    const { state: session } = await load(world.log, sessionAt(caller.sessionId));
    expect(isActive(user, session)).toBe(false);
  });

  test('is cancelled by a sign-in, after which the job of the request does nothing', async () => {
    const world = aPatientWorld();
    const { id } = await verifiedAccount(world);
    await requestUserErasure(world, id, {}, aCause(), null);
    const grant = await signIn(world, credentials, aCause(minutesLater(60)));
    const { state: user } = await load(world.log, userAt(id));
    const { state: session } = await load(world.log, sessionAt(grant.sessionId));
    expect(isActive(user, session)).toBe(true);
    const worker = aWorker(world, minutesLater(DAY + 1));
    await worker.run(await jobOf(world, 'erasure-due', 'ErasureRequested'));
    expect(worker.failures).toEqual([]);
    expect((await typesOf(world, id)).at(-1)).toBe('ErasureCancelled');
  });

  test('is cancelled by an administrator, once, and the mail names the operator', async () => {
    const world = aPatientWorld();
    const { id } = await verifiedAccount(world);
    await requestUserErasure(world, id, {}, aCause(), null);
    const byService = () => ({ ...aCause(minutesLater(60)), actor: 'service' });
    await cancelUserErasure(world, id, byService(), null);
    await cancelUserErasure(world, id, byService(), null);
    const worker = aWorker(world, minutesLater(DAY + 1));
    await worker.run(await jobOf(world, 'erasure-due', 'ErasureRequested'));
    const types = await typesOf(world, id);
    expect(types.filter((type) => type === 'ErasureCancelled')).toHaveLength(1);
    expect(types).not.toContain('UserErased');
    const [event] = (await world.log.events()).filter(({ type }) => type === 'ErasureCancelled');
    const { state: user } = await load(world.log, userAt(id));
    if (event === undefined || user.status !== 'registered')
      throw new Error('The account is not registered.');
    const textOf = (actor: string) =>
      JSON.stringify(
        erasureCancelled.compose({
          event: { ...event, actor },
          user,
          link: () => '',
          requested: null,
          now: NOW,
          organization: null,
          connection: null,
          codes: world.codes,
        }),
      );
    expect(textOf('service')).toContain('The operator of the service cancelled');
    expect(textOf(`user:${id}`)).toContain('A sign-in cancelled');
    const erased = aWorld();
    const { id: gone } = await verifiedAccount(erased);
    await requestUserErasure(erased, gone, {}, aCause(), null);
    await expect(cancelUserErasure(erased, gone, byService(), null)).rejects.toThrow(UnknownUser);
  });

  test('erases when it is due, not before, and once', async () => {
    const world = aPatientWorld();
    const { id } = await verifiedAccount(world);
    await requestUserErasure(world, id, {}, aCause(), null);
    const job = await jobOf(world, 'erasure-due', 'ErasureRequested');
    const early = aWorker(world, minutesLater(DAY - 1));
    await early.run(job);
    expect(early.failures).toHaveLength(1);
    const due = aWorker(world, minutesLater(DAY + 1));
    await Promise.all([due.run(job), due.run(job)]);
    await due.run(job);
    expect((await typesOf(world, id)).filter((type) => type === 'UserErased')).toHaveLength(1);
  });

  test('causes a mail and a job after the delay, and an erasure at once causes only its own jobs', async () => {
    const waiting = aPatientWorld();
    const { id } = await verifiedAccount(waiting);
    await requestUserErasure(waiting, id, {}, aCause(), null);
    expect(await namesAfter(waiting, 'ErasureRequested')).toEqual(['erasure-requested', 'erasure-due']);
    const world = aWorld();
    await requestUserErasure(world, (await verifiedAccount(world)).id, {}, aCause(), null);
    expect(await namesAfter(world, 'ErasureRequested')).toEqual(['erasure-requested']);
    expect(await namesAfter(world, 'UserErased')).toEqual([
      'end-memberships',
      'erase-user',
      'release-held-claims',
    ]);
  });

  async function namesAfter({ log }: World, type: string): Promise<string[]> {
    const stored = await log.store.readAll({ after: START, limit: 1000 });
    const events = stored.filter((event) => event.type === type);
    return events.flatMap((event) =>
      reactionsTo({ ...event, recordedAt: NOW }, { atomicMultiStream: true }).map(({ name }) => name),
    );
  }
});

describe('the erasure of a person', () => {
  test('two requests, two jobs and a sign-in at once have one outcome (GDP-12)', async () => {
    const world = aWorld();
    const { id } = await verifiedAccount(world);
    const attempts = await Promise.allSettled([
      requestUserErasure(world, id, {}, aCause(), null),
      requestUserErasure(world, id, {}, aCause(), null),
      signIn(world, credentials, { ...aCause(), source: SOURCE }),
    ]);
    await Promise.all([runErasure(world), runErasure(world)]);
    expect(
      attempts
        .slice(0, 2)
        .map(({ status }) => status)
        .sort(),
    ).toEqual(['fulfilled', 'rejected']);
    expect((await typesOf(world, id)).filter((type) => type === 'UserErased')).toHaveLength(1);
    expect(await readableAfter(world)).toEqual([]);
  });

  test.each(stores)('leaves no readable field in a log that %s (GDP-1)', async (_, wrap) => {
    const world = aWorld(wrap(openMemoryEventStore()));
    const { userId } = await fullAccount(world);
    expect(await readableAfter(world)).toContain(SOURCE.ip);
    await requestUserErasure(world, userId, { reason: 'Ada asked' }, { ...aCause(), source: SOURCE }, null);
    const { failures, sent } = await runErasure(world);
    expect(failures).toEqual([]);
    expect(sent).toHaveLength(1);
    expect(await readableAfter(world)).toEqual([]);
    const { state } = await load(world.log, userAt(userId));
    expect(state).toEqual({ status: 'erased', id: userId, isRecorded: true });
  });

  test('a late write for the person fails, also without an earlier key (GDP-1)', async () => {
    const world = aWorld();
    const { userId } = await fullAccount(world);
    await requestUserErasure(world, userId, {}, aCause(), null);
    await runErasure(world);
    const seen = { type: 'DeviceSeen', data: { user_id: userId, device: 'curl' } } as const;
    const write = handle(world.log, aCause(), { devices: devicesOf(userId) }, () => ({ devices: [seen] }));
    await expect(write).rejects.toThrow(SubjectErased);
  });

  test('the same address can register again, with a new id and no history (GDP-5)', async () => {
    const world = aWorld();
    const { userId } = await fullAccount(world);
    await requestUserErasure(world, userId, {}, aCause(), null);
    await runErasure(world);
    const input = { email: ADDRESS, username: 'ada', password: PASSWORD };
    const { account } = await register(world, input, aCause());
    expect(account.id).not.toBe(userId);
    expect(await typesOf(world, account.id)).toEqual([
      'UserRegistered',
      'PasswordSet',
      'EmailVerificationRequested',
    ]);
  });

  test('another account can enrol the passkey after it, or after the quarantine (MFA-43)', async () => {
    const world = aWorld();
    const { userId, claim } = await fullAccount(world);
    const quarantined = { ...world, rules: { ...world.rules, claimQuarantineMs: DAY_MS } };
    await requestUserErasure(quarantined, userId, {}, aCause(), null);
    await runErasure(world);
    expect((await load(world.log, claimAt(claim))).state.owner).toBe(userId);
    const stored = await world.log.store.readAll({ after: START, limit: 1000 });
    const erased = stored.filter(({ type }) => type === 'UserErased');
    const delays = erased.flatMap((event) =>
      reactionsTo({ ...event, recordedAt: NOW }, { atomicMultiStream: true }).map(({ delayMs }) => delayMs),
    );
    expect(delays).toEqual([0, 0, DAY_MS]);
    await aWorker(world).run(await jobOf(world, 'release-held-claims', 'UserErased'));
    expect((await load(world.log, claimAt(claim))).state.owner).toBeNull();
  });

  test('destroys the keys of sign-ups for the address that nobody completed, and forgets its messages', async () => {
    const world = aWorld();
    const { userId } = await fullAccount(world);
    const signUp = aUserId();
    await world.log.keys.obtain(signUp);
    const erasure = memoryErasure(world.log, [signUp]);
    const unconfirmed = '+4915187654321';
    const code = codeSent({ user_id: userId, purpose: 'phone', channel: 'sms', phone: unconfirmed });
    const codes = oneTimeCodeOf(userId, 'phone');
    await handle(world.log, aCause(), { codes }, () => ({ codes: [code] }));
    await requestUserErasure(world, userId, {}, aCause(), null);
    await runErasure(world, erasure);
    await expect(world.log.keys.obtain(signUp)).rejects.toThrow(SubjectErased);
    expect(erasure.forgotten).toEqual([ADDRESS, '+4915112345678', unconfirmed]);
  });

  test('leaves the sign-up, the claim and the jobs of a stranger whose address the account asked for', async () => {
    const world = aWorld();
    const { id, claim } = await verifiedAccount(world, ADDRESS);
    const caller = await openSession(world, id);
    const stranger = emailAddress('grace@example.com');
    const input = { new_email: stranger, password: PASSWORD };
    await changeEmail(world, { userId: id, sessionId: caller.sessionId }, input, aCause());
    const signUp = aUserId();
    await world.log.keys.obtain(signUp);
    const erasure = memoryErasure(world.log, [signUp], stranger);
    await requestUserErasure(world, id, {}, aCause(), null);
    const registered = await register(
      world,
      { email: stranger, username: 'grace', password: PASSWORD },
      aCause(),
    );
    await runErasure(world, erasure);
    await runErasure(world, erasure);
    await expect(world.log.keys.obtain(signUp)).resolves.toBeDefined();
    expect(erasure.claims).toEqual([claim, claim]);
    const { state } = await load(world.log, claimAt(world.emailClaimStream(stranger)));
    expect(state.owner).toBe(registered.account.id);
  });

  test('leaves a sign-up for an address that the account has never verified', async () => {
    const world = aWorld();
    const input = { email: ADDRESS, username: 'mallory', password: PASSWORD };
    const { account } = await register(world, input, aCause());
    const signUp = aUserId();
    await world.log.keys.obtain(signUp);
    await requestUserErasure(world, account.id, {}, aCause(), null);
    await runErasure(world, memoryErasure(world.log, [signUp], ADDRESS));
    await expect(world.log.keys.obtain(signUp)).resolves.toBeDefined();
  });

  test('does not wait for a mail server that is away for long', async () => {
    const world = aWorld();
    const { userId } = await fullAccount(world);
    await requestUserErasure(world, userId, {}, aCause(), null);
    const send = () => Promise.reject(new Error('The mail server is away.'));
    const job = await jobOf(world, 'erase-user', 'UserErased');
    const worker = aWorker(world, NOW, memoryErasure(world.log), send);
    await worker.run(job);
    expect(worker.failures).toHaveLength(1);
    expect(await readableAfter(world)).toContain(ADDRESS);
    await worker.run(job, world.log, 3);
    expect(worker.failures).toHaveLength(1);
    expect(await readableAfter(world)).toEqual([]);
  });
});

describe('a log of a backup from before the erasure', () => {
  test('is erased again though the keys are destroyed already, once (GDP-3)', async () => {
    const world = aWorld();
    const { userId } = await fullAccount(world);
    world.log.keys.destroy(userId);
    const first = await eraseAgain(world, userId, aCause());
    expect((await typesOf(world, userId)).at(-1)).toBe('UserErased');
    const again = await eraseAgain(world, userId, aCause());
    expect([first.isNew, again.isNew]).toEqual([true, false]);
    expect(again.position).toBe(first.position);
    expect((await typesOf(world, userId)).filter((type) => type === 'UserErased')).toHaveLength(1);
  });

  test('without the account has no erasure', async () => {
    expect(await eraseAgain(aWorld(), aUserId(), aCause())).toEqual({ isNew: false, position: null });
  });
});

describe('an erasure that a crash interrupts (GDP-11)', () => {
  const STEPS = ['record', 'destroyKeys', 'count', 'complete'] as const;

  test.each(STEPS)('converges after a crash before `%s`', async (step) => {
    const world = aWorld();
    const { userId, claim } = await fullAccount(world);
    await requestUserErasure(world, userId, {}, aCause(), null);
    const erasure = memoryErasure(world.log);
    let calls = 0;
    const crash = () => {
      calls += 1;
      return Promise.reject(new ProcessStopped());
    };
    await runErasure(world, { ...erasure, ledger: { ...erasure.ledger, [step]: crash } });
    expect(calls).toBe(1);
    const { failures, sent } = await runErasure(world, erasure);
    expect(failures).toEqual([]);
    // The mail was sent before the crash, and its delivery is in the log.
    expect(sent).toEqual([]);
    expect(await readableAfter(world)).toEqual([]);
    expect((await erasure.ledger.find(userId))?.completedAt).not.toBeNull();
    expect((await load(world.log, claimAt(claim))).state.owner).toBe(userId);
  });

  test.each(stores)('converges after a crash before each append to a log that %s', async (_, wrap) => {
    for (let append = 1; append <= 2; append += 1) {
      const store = wrap(openMemoryEventStore());
      const world = aWorld(store);
      const { userId } = await fullAccount(world);
      await requestUserErasure(world, userId, {}, aCause(), null);
      const erasure = memoryErasure(world.log);
      const job = await jobOf(world, 'erase-user', 'UserErased');
      const stopping = { ...world.log, store: stopBeforeAppend(store, append) };
      const crashed = aWorker(world, NOW, erasure);
      await crashed.run(job, stopping);
      expect(crashed.failures).toHaveLength(1);
      const next = aWorker(world, NOW, erasure);
      await next.run(job);
      expect(next.failures).toEqual([]);
      expect(await readableAfter(world)).toEqual([]);
      await register(world, { email: ADDRESS, username: 'ada', password: PASSWORD }, aCause());
    }
  });
});

/** Every personal value of the log that can still be read, and every source. */
async function readableAfter({ log }: World): Promise<string[]> {
  return (await log.events()).flatMap((event) => {
    const personal = new Set(eventCatalog.get(event.type)?.personal);
    const fields = Object.entries(event.data).filter(([name]) => personal.has(name));
    const values = fields.flatMap(([, value]: [string, unknown]) =>
      typeof value === 'string' ? [value] : [],
    );
    const source = event.source();
    return source === null ? values : [...values, source.ip, source.userAgent];
  });
}
