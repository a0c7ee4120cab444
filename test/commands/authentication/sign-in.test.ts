import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { deactivate } from '../../../src/commands/accounts/deactivate.js';
import { signIn, signInInput } from '../../../src/commands/authentication/sign-in.js';
import { keyedSemaphore } from '../../../src/runtime/keyed-semaphore.js';
import { InvalidCredentials } from '../../../src/domain/user/decisions.js';
import { openMemoryEventStore } from '../../../src/eventstore/memory.js';
import type { EventStore } from '../../../src/eventstore/port.js';
import { aWorld, PASSWORD, registeredAccount, verifiedAccount } from '../../support/domain/command-world.js';
import type { World } from '../../support/domain/command-world.js';
import { fakeHasher } from '../../support/domain/fake-hasher.js';
import { aCause } from '../../support/stores/memory-log.js';
import { interfered, oneStreamAtATime } from '../../support/hostile/troubled-store.js';
import { NOW } from '../../support/domain/user-history.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';

/** A store that takes a moment for each append, so that others come between. */
function slowly(store: EventStore): EventStore {
  return interfered(store, async (writes, within) => {
    await sleep(1);
    return await within.append(writes);
  });
}

const credentials = { email: emailAddress('ada@example.com'), password: PASSWORD };

describe('a sign-in', () => {
  test('starts a session of the account as it is', async () => {
    const world = aWorld();
    const account = await verifiedAccount(world);
    const signedIn = await signIn(world, credentials, aCause());
    expect(signedIn).toMatchObject({ account: { id: account.id }, amr: ['pwd'] });
    expect(signedIn.position).toBe(await world.log.store.head());
    expect((await world.log.events()).at(-1)).toMatchObject({
      type: 'SessionStarted',
      stream: `session-${signedIn.sessionId}`,
      data: { user_id: account.id, user_revision: account.revision, amr: ['pwd'] },
      actor: `user:${account.id}`,
    });
  });

  test('REG-7 finds the account by another spelling of its address', async () => {
    const world = aWorld();
    const { id } = await verifiedAccount(world);
    const { account } = await signIn(
      world,
      { ...credentials, email: emailAddress(' ADA@Example.COM ') },
      aCause(),
    );
    expect(account.id).toBe(id);
  });

  test('LOG-4 starts a session of its own each time, and the same for the same command', async () => {
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
    ['appends to one stream at a time', oneStreamAtATime],
  ])(
    'LOG-8 succeeds, as 60 others of the account at the same moment do in four processes, on a log that %s',
    async (_, as) => {
      const world = aWorld(as(slowly(openMemoryEventStore())));
      await verifiedAccount(world);
      // Each lets only a few go on at once, and they share the log.
      const processes = Array.from({ length: 4 }, () => ({ ...world, inTurn: keyedSemaphore(2) }));
      const signIns = Array.from({ length: 15 }, () =>
        processes.map((process) => signIn(process, credentials, aCause())),
      ).flat();
      const outcomes = await Promise.allSettled(signIns);
      expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([]);
      expect(outcomes).toHaveLength(60);
    },
  );

  test.each([{ password: undefined }, { password: ['x'] }, { password: null }, { password: 7 }])(
    'LOG-6 is not one with %j',
    (wrong) => {
      expect(signInInput.safeParse({ ...credentials, ...wrong }).success).toBe(false);
    },
  );
});

describe('LOG-1 the same refusal, after one comparison,', () => {
  type Case = [string, (world: World) => Promise<unknown>, password: string];

  test.each<Case>([
    ['for an unknown address', () => Promise.resolve(), PASSWORD],
    ['for a wrong password', verifiedAccount, `${PASSWORD}!`],
    ['LOG-3 for the password in other letters', verifiedAccount, PASSWORD.toUpperCase()],
    ['LOG-3 for the password with a space', verifiedAccount, `${PASSWORD} `],
    ['for an address that is not verified', registeredAccount, PASSWORD],
    ['for a deactivated account', deactivatedAccount, PASSWORD],
  ])('%s', async (_, arrange, password) => {
    const world = aWorld();
    await arrange(world);
    const refused: unknown = await signIn(world, { ...credentials, password }, aCause()).catch(
      (error: unknown) => error,
    );
    expect(refused).toEqual(new InvalidCredentials());
    expect(world.hasher.compared).toHaveLength(1);
    // What shows of an attempt is the same whether or not there is an account.
    expect((await world.log.events()).at(-1)).toMatchObject({
      type: 'AttemptCounted',
      data: { failures: 1 },
    });
  });

  test('for an unknown address without a stored hash, for a known one with its own', async () => {
    const world = aWorld();
    await verifiedAccount(world);
    await signIn(world, { ...credentials, email: emailAddress('bob@example.com') }, aCause()).catch(
      () => undefined,
    );
    await signIn(world, { ...credentials, password: 'wrong' }, aCause()).catch(() => undefined);
    expect(world.hasher.compared).toEqual([null, `fake$1$${PASSWORD}`]);
  });
});

describe('LOG-7 a sign-in tells what is unusual about it:', () => {
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

  async function enter(world: World, userAgent: string, now = NOW) {
    await signIn(world, credentials, from(userAgent, now));
    return (await world.log.events()).findLast(({ type }) => type === 'SessionStarted')?.data;
  }

  async function fail(world: World, now = NOW): Promise<void> {
    await signIn(world, { ...credentials, password: 'wrong' }, aCause(now)).catch(() => undefined);
    await world.finish();
  }

  test('a device that is new, but not the first of all', async () => {
    const world = aWorld();
    await verifiedAccount(world);
    expect(await enter(world, FIREFOX)).toMatchObject({ device: 'Firefox on Linux', notice: null });
    expect(await enter(world, PHONE)).toMatchObject({ device: 'Safari on iOS', notice: 'new_device' });
    expect(await enter(world, PHONE.replace('17_5', '18_0'))).toMatchObject({ notice: null });
    expect(await enter(world, FIREFOX)).toMatchObject({ notice: null });
  });

  test('failures before it, which are counted until it succeeds', async () => {
    const world = aWorld();
    const { id } = await verifiedAccount(world);
    await enter(world, FIREFOX);
    for (let n = 0; n < 3; n += 1) await fail(world);
    const [soon, later] = [1000, 2000].map((ms) => new Date(NOW.getTime() + ms));
    expect(await enter(world, FIREFOX, soon)).toMatchObject({ notice: 'after_failures' });
    expect(await enter(world, FIREFOX, later)).toMatchObject({ notice: null });
    expect(await world.log.types(`signin-${id}-202602`)).toEqual([
      'SignInFailed',
      'SignInFailed',
      'SignInFailed',
    ]);
  });

  test('failures that are decided while it waits for its turn', async () => {
    const world = aWorld();
    await verifiedAccount(world);
    await enter(world, FIREFOX);
    const limitConcurrency: World['limitConcurrency'] = async (_, work) => {
      for (let n = 0; n < 3; n += 1) await fail(world);
      return await work();
    };
    await signIn({ ...world, limitConcurrency }, credentials, fromFirefox());
    expect(await notices(world)).toEqual([null, 'after_failures']);
  });

  test('LOG-8 not that the same person signs in many times at once', async () => {
    const world = aWorld(slowly(openMemoryEventStore()));
    await verifiedAccount(world);
    await enter(world, FIREFOX);
    await Promise.all(Array.from({ length: 60 }, () => signIn(world, credentials, fromFirefox())));
    expect(new Set(await notices(world))).toEqual(new Set([null]));
  });

  test('a long absence', async () => {
    const world = aWorld();
    await verifiedAccount(world);
    await enter(world, FIREFOX);
    const muchLater = new Date(NOW.getTime() + 100 * 24 * 3_600_000);
    expect(await enter(world, FIREFOX, muchLater)).toMatchObject({ notice: 'after_absence' });
  });

  test.each([
    ['curl/8.5.0', 'curl'],
    ['okhttp/4.12.0', 'okhttp'],
    ['', 'an unknown device'],
    ['<script>alert(1)</script> on Linux', 'an unknown device'],
    ['"; drop table users', 'an unknown device'],
    ['x'.repeat(256), 'an unknown device'],
  ])('the device that calls itself %p is %s', async (userAgent, device) => {
    const world = aWorld();
    await verifiedAccount(world);
    expect(await enter(world, userAgent)).toMatchObject({ device });
  });
});

async function deactivatedAccount(world: World): Promise<void> {
  const { id } = await verifiedAccount(world);
  await deactivate(world, id, {}, aCause(), null);
}

describe('LOG-5 a hash made at another cost', () => {
  test('is renewed after the answer to a sign-in, and not before', async () => {
    const world = aWorld();
    const { id } = await verifiedAccount(world);
    const dearer = { ...world, hasher: fakeHasher(2) };
    const { account } = await signIn(dearer, credentials, aCause());
    expect(account.password).toBe(`fake$1$${PASSWORD}`);
    expect(await world.log.types(`user-${id}`)).not.toContain('PasswordRehashed');

    await world.finish();
    expect((await world.log.events()).at(-1)).toMatchObject({
      type: 'PasswordRehashed',
      data: { password_hash: `fake$2$${PASSWORD}` },
      actor: 'system',
    });
    await signIn(dearer, credentials, aCause());
    await world.finish();
    const types = await world.log.types(`user-${id}`);
    expect(types.filter((type) => type === 'PasswordRehashed')).toHaveLength(1);
  });

  test('is renewed once where the same person signs in twice at once', async () => {
    const world = aWorld();
    const { id } = await verifiedAccount(world);
    const dearer = { ...world, hasher: fakeHasher(2) };
    await Promise.all([1, 2].map(() => signIn(dearer, credentials, aCause())));
    await world.finish();
    const types = await world.log.types(`user-${id}`);
    expect(types.filter((type) => type === 'PasswordRehashed')).toHaveLength(1);
  });

  test('stays where the sign-in is refused', async () => {
    const world = aWorld();
    const { id } = await registeredAccount(world);
    const dearer = { ...world, hasher: fakeHasher(2) };
    await signIn(dearer, credentials, aCause()).catch(() => undefined);
    await world.finish();
    expect(await world.log.types(`user-${id}`)).not.toContain('PasswordRehashed');
  });
});
