import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { deactivate } from '../../../src/commands/accounts/deactivate.js';
import { signIn, signInInput } from '../../../src/commands/authentication/sign-in.js';
import { keyedSemaphore } from '../../../src/runtime/concurrency/keyed-semaphore.js';
import { EmailNotVerified, InvalidCredentials } from '../../../src/domain/user/decisions.js';
import { openMemoryEventStore } from '../../../src/eventstore/memory.js';
import type { EventStore } from '../../../src/eventstore/port.js';
import { aWorld, PASSWORD, registeredAccount, verifiedAccount } from '../../support/domain/command-world.js';
import type { World } from '../../support/domain/command-world.js';
import { fakeHasher } from '../../support/domain/fake-hasher.js';
import { aCause } from '../../support/stores/memory/memory-log.js';
import { interceptAppends, singleStreamStore } from '../../support/hostile/faulty-store.js';
import { NOW } from '../../support/domain/user-history.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';

/** Delays each append of a store, so that concurrent writers conflict. */
function slowAppends(store: EventStore): EventStore {
  return interceptAppends(store, async (writes, within) => {
    await sleep(1);
    return await within.append(writes);
  });
}

/** A store that records the names of the streams that are read, in rounds: reads of one round share a statement. */
function recordReads(store: EventStore): { store: EventStore; rounds: string[][] } {
  const rounds: string[][] = [];
  let round: string[] | null = null;
  return {
    rounds,
    store: {
      ...store,
      readStreams: async (streams, after) => {
        if (round === null) rounds.push((round = []));
        round.push(...streams);
        await nextTurn();
        round = null;
        return await store.readStreams(streams, after);
      },
    },
  };
}

const credentials = { email: emailAddress('ada@example.com'), password: PASSWORD };

describe('a sign-in', () => {
  test('starts a session for the current revision of the account', async () => {
    const world = aWorld();
    const account = await verifiedAccount(world);
    const grant = await signIn(world, credentials, aCause());
    expect(grant).toMatchObject({ account: { id: account.id }, amr: ['pwd'] });
    expect(grant.position).toBe(await world.log.store.head());
    expect((await world.log.events()).at(-1)).toMatchObject({
      type: 'SessionStarted',
      stream: `session-${grant.sessionId}`,
      data: { user_id: account.id, user_revision: account.revision, amr: ['pwd'] },
      actor: `user:${account.id}`,
    });
  });

  test('finds the account by another spelling of its address (REG-7)', async () => {
    const world = aWorld();
    const { id } = await verifiedAccount(world);
    const { account } = await signIn(
      world,
      { ...credentials, email: emailAddress(' ADA@Example.COM ') },
      aCause(),
    );
    expect(account.id).toBe(id);
  });

  test('reads each stream once, in two rounds, and none that it creates', async () => {
    const { store, rounds } = recordReads(openMemoryEventStore());
    const world = aWorld(store);
    const { id } = await verifiedAccount(world);
    rounds.length = 0;
    await signIn(world, credentials, { ...aCause(), isNew: true });
    const kinds = rounds.map((round) => round.map((stream) => stream.replace(/-.*/, '')).toSorted());
    expect(kinds).toEqual([['claim'], ['attempts', 'attempts', 'devices', 'user']]);
    const reads = rounds.flat();
    expect(reads).toContain(`user-${id}`);
    expect(new Set(reads).size).toBe(reads.length);
  });

  test('starts a new session each time, and the same session for a repeated command (LOG-4)', async () => {
    const world = aWorld();
    await verifiedAccount(world);
    const cause = aCause();
    const first = await signIn(world, credentials, cause);
    expect(await signIn(world, credentials, cause)).toEqual(first);
    expect((await signIn(world, credentials, aCause())).sessionId).not.toBe(first.sessionId);
    expect(await world.log.types(`session-${first.sessionId}`)).toEqual(['SessionStarted']);
  });

  test.each<[string, (store: EventStore) => EventStore]>([
    ['appends to several streams at once', (store) => store],
    ['appends to one stream at a time', singleStreamStore],
  ])(
    'succeeds for 60 concurrent sign-ins of one account in four processes, on a log that %s (LOG-8)',
    async (_, adapt) => {
      const world = aWorld(adapt(slowAppends(openMemoryEventStore())));
      await verifiedAccount(world);
      // Each process limits its own concurrency; they share only the log.
      const processes = Array.from({ length: 4 }, () => ({ ...world, limitConcurrency: keyedSemaphore(2) }));
      const signIns = Array.from({ length: 15 }, () =>
        processes.map((process) => signIn(process, credentials, aCause())),
      ).flat();
      const outcomes = await Promise.allSettled(signIns);
      expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([]);
      expect(outcomes).toHaveLength(60);
    },
  );

  test.each([{ password: undefined }, { password: ['x'] }, { password: null }, { password: 7 }])(
    'rejects the input %j (LOG-6)',
    (wrong) => {
      expect(signInInput.safeParse({ ...credentials, ...wrong }).success).toBe(false);
    },
  );
});

describe('a sign-in gets the same refusal after one hash comparison (LOG-1)', () => {
  type Case = [string, (world: World) => Promise<unknown>, password: string];

  test.each<Case>([
    ['for an unknown address', () => Promise.resolve(), PASSWORD],
    ['for a wrong password', verifiedAccount, `${PASSWORD}!`],
    ['for the password in another letter case (LOG-3)', verifiedAccount, PASSWORD.toUpperCase()],
    ['for the password with a trailing space (LOG-3)', verifiedAccount, `${PASSWORD} `],
    ['for a wrong password of an unverified account', registeredAccount, `${PASSWORD}!`],
    ['for a deactivated account', deactivatedAccount, PASSWORD],
  ])('%s', async (_, arrange, password) => {
    const world = aWorld();
    await arrange(world);
    const refused: unknown = await signIn(world, { ...credentials, password }, aCause()).catch(
      (error: unknown) => error,
    );
    expect(refused).toEqual(new InvalidCredentials());
    expect(world.hasher.compared).toHaveLength(1);
    // The log shows the same event with and without an account.
    expect((await world.log.events()).at(-1)).toMatchObject({
      type: 'AttemptCounted',
      data: { failures: 1 },
    });
  });

  test('with no stored hash for an unknown address, and with its own for a known one', async () => {
    const world = aWorld();
    await verifiedAccount(world);
    await signIn(world, { ...credentials, email: emailAddress('bob@example.com') }, aCause()).catch(
      () => undefined,
    );
    await signIn(world, { ...credentials, password: 'wrong' }, aCause()).catch(() => undefined);
    expect(world.hasher.compared).toEqual([null, `fake$1$${PASSWORD}`]);
  });
});

describe('a sign-in with the correct password of an unverified account (LOG-1)', () => {
  const withRightPassword = async (world: World) =>
    await signIn(world, credentials, aCause()).catch((error: unknown) => error);

  test('is refused by its own reason after one hash comparison', async () => {
    const world = aWorld();
    await registeredAccount(world);
    expect(await withRightPassword(world)).toEqual(new EmailNotVerified());
    expect(world.hasher.compared).toHaveLength(1);
    expect(world.attempts).toEqual(['proved']);
    // The answer waits for no more events than the other refusals.
    expect((await world.log.events()).at(-1)).toMatchObject({ type: 'AttemptCounted' });
  });

  test('is no failed guess: it ends the row of failures and never locks the account', async () => {
    const world = aWorld();
    const { id } = await registeredAccount(world);
    for (let n = 0; n < 9; n += 1) {
      await signIn(world, { ...credentials, password: 'wrong' }, aCause()).catch(() => undefined);
    }
    await world.finish();
    for (let n = 0; n < 12; n += 1) {
      expect(await withRightPassword(world)).toEqual(new EmailNotVerified());
      await world.finish();
    }
    expect((await world.log.events()).at(-1)).toMatchObject({ type: 'AttemptsCleared' });
    expect(await world.log.types(`signin-${id}-202602`)).toEqual(Array(9).fill('SignInFailed'));
  });

  test.each<[string, (world: World) => Promise<void>, boolean]>([
    ['is refused like a wrong password in private mode (REG-1)', registered, true],
    ['is refused like a wrong password if the account is deactivated', registeredAndDeactivated, false],
  ])('%s', async (_, arrange, privateSignUp) => {
    const world = aWorld();
    await arrange(world);
    const rules = { ...world.rules, privateSignUp };
    const refused: unknown = await signIn({ ...world, rules }, credentials, aCause()).catch(
      (error: unknown) => error,
    );
    expect(refused).toEqual(new InvalidCredentials());
    expect(world.hasher.compared).toEqual([null]);
  });
});

describe('a sign-in records an unusual circumstance (LOG-7)', () => {
  const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';
  const PHONE =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1';

  const from = (userAgent: string, now = NOW) => ({
    ...aCause(now),
    source: { ip: '203.0.113.7', userAgent },
  });
  const fromFirefox = () => from(FIREFOX);

  async function notices(world: World): Promise<unknown[]> {
    const events = await world.log.events();
    return events.flatMap(({ type, data }) => (type === 'SessionStarted' ? [data.notice] : []));
  }

  async function sessionFrom(world: World, userAgent: string, now = NOW) {
    await signIn(world, credentials, from(userAgent, now));
    return (await world.log.events()).findLast(({ type }) => type === 'SessionStarted')?.data;
  }

  async function fail(world: World, now = NOW): Promise<void> {
    await signIn(world, { ...credentials, password: 'wrong' }, aCause(now)).catch(() => undefined);
    await world.finish();
  }

  test('for a new device, except the very first one', async () => {
    const world = aWorld();
    await verifiedAccount(world);
    expect(await sessionFrom(world, FIREFOX)).toMatchObject({ device: 'Firefox on Linux', notice: null });
    expect(await sessionFrom(world, PHONE)).toMatchObject({ device: 'Safari on iOS', notice: 'new_device' });
    expect(await sessionFrom(world, PHONE.replace('17_5', '18_0'))).toMatchObject({ notice: null });
    expect(await sessionFrom(world, FIREFOX)).toMatchObject({ notice: null });
  });

  test('for failures since the last success', async () => {
    const world = aWorld();
    const { id } = await verifiedAccount(world);
    await sessionFrom(world, FIREFOX);
    for (let n = 0; n < 3; n += 1) await fail(world);
    const [soon, later] = [1000, 2000].map((ms) => new Date(NOW.getTime() + ms));
    expect(await sessionFrom(world, FIREFOX, soon)).toMatchObject({ notice: 'after_failures' });
    expect(await sessionFrom(world, FIREFOX, later)).toMatchObject({ notice: null });
    expect(await world.log.types(`signin-${id}-202602`)).toEqual([
      'SignInFailed',
      'SignInFailed',
      'SignInFailed',
    ]);
  });

  test('for failures that are decided while it waits', async () => {
    const world = aWorld();
    await verifiedAccount(world);
    await sessionFrom(world, FIREFOX);
    const limitConcurrency: World['limitConcurrency'] = async (_, work) => {
      for (let n = 0; n < 3; n += 1) await fail(world);
      return await work(true);
    };
    await signIn({ ...world, limitConcurrency }, credentials, fromFirefox());
    expect(await notices(world)).toEqual([null, 'after_failures']);
  });

  test('but not for concurrent sign-ins of the same person (LOG-8)', async () => {
    const world = aWorld(slowAppends(openMemoryEventStore()));
    await verifiedAccount(world);
    await sessionFrom(world, FIREFOX);
    await Promise.all(Array.from({ length: 60 }, () => signIn(world, credentials, fromFirefox())));
    expect(new Set(await notices(world))).toEqual(new Set([null]));
  });

  test('for a long absence', async () => {
    const world = aWorld();
    await verifiedAccount(world);
    await sessionFrom(world, FIREFOX);
    const muchLater = new Date(NOW.getTime() + 100 * 24 * 3_600_000);
    expect(await sessionFrom(world, FIREFOX, muchLater)).toMatchObject({ notice: 'after_absence' });
  });

  test.each([
    ['curl/8.5.0', 'curl'],
    ['okhttp/4.12.0', 'okhttp'],
    ['', 'an unknown device'],
    ['<script>alert(1)</script> on Linux', 'an unknown device'],
    ['"; drop table users', 'an unknown device'],
    ['x'.repeat(256), 'an unknown device'],
  ])('derives from the user agent %p the device name %s', async (userAgent, device) => {
    const world = aWorld();
    await verifiedAccount(world);
    expect(await sessionFrom(world, userAgent)).toMatchObject({ device });
  });
});

async function registered(world: World): Promise<void> {
  await registeredAccount(world);
}

async function registeredAndDeactivated(world: World): Promise<void> {
  const { id } = await registeredAccount(world);
  await deactivate(world, id, {}, aCause(), null);
}

async function deactivatedAccount(world: World): Promise<void> {
  const { id } = await verifiedAccount(world);
  await deactivate(world, id, {}, aCause(), null);
}

describe('a hash of another cost (LOG-5)', () => {
  test('is renewed after the response to a sign-in, not before', async () => {
    const world = aWorld();
    const { id } = await verifiedAccount(world);
    const costlier = { ...world, hasher: fakeHasher(2) };
    const { account } = await signIn(costlier, credentials, aCause());
    expect(account.password).toBe(`fake$1$${PASSWORD}`);
    expect(await world.log.types(`user-${id}`)).not.toContain('PasswordRehashed');

    await world.finish();
    expect((await world.log.events()).at(-1)).toMatchObject({
      type: 'PasswordRehashed',
      data: { password_hash: `fake$2$${PASSWORD}` },
      actor: 'system',
    });
    await signIn(costlier, credentials, aCause());
    await world.finish();
    const types = await world.log.types(`user-${id}`);
    expect(types.filter((type) => type === 'PasswordRehashed')).toHaveLength(1);
  });

  test('is renewed once after two concurrent sign-ins', async () => {
    const world = aWorld();
    const { id } = await verifiedAccount(world);
    const costlier = { ...world, hasher: fakeHasher(2) };
    await Promise.all([1, 2].map(() => signIn(costlier, credentials, aCause())));
    await world.finish();
    const types = await world.log.types(`user-${id}`);
    expect(types.filter((type) => type === 'PasswordRehashed')).toHaveLength(1);
  });

  test('is not renewed if the sign-in is refused', async () => {
    const world = aWorld();
    const { id } = await registeredAccount(world);
    const costlier = { ...world, hasher: fakeHasher(2) };
    await signIn(costlier, credentials, aCause()).catch(() => undefined);
    await world.finish();
    expect(await world.log.types(`user-${id}`)).not.toContain('PasswordRehashed');
  });
});
