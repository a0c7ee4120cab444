import { expect, test } from '@jest/globals';
import { handle, load } from '../../src/commands/handle.js';
import { updateProfile } from '../../src/domain/user/decisions.js';
import { userAt } from '../../src/domain/user/user.js';
import { familyAt } from '../../src/domain/refresh/refresh.js';
import { createFoldCache } from '../../src/eventstore/folding/fold-cache.js';
import { loadStream } from '../../src/eventstore/folding/folded-streams.js';
import { openMemoryEventStore } from '../../src/eventstore/memory.js';
import { START } from '../../src/eventstore/port.js';
import { signIn } from '../../src/commands/authentication/sign-in.js';
import { emailAddress } from '../../src/domain/user/email-address.js';
import { aUserId } from '../support/domain/ids.js';
import { aWorld, PASSWORD, verifiedAccount } from '../support/domain/command-world.js';
import type { World } from '../support/domain/command-world.js';
import { aCause } from '../support/stores/memory/memory-log.js';

/** Opens a world that records how many events each read of streams returned. */
function countingWorld(): { world: World; counts: number[] } {
  const store = openMemoryEventStore();
  const counts: number[] = [];
  const world = aWorld({
    ...store,
    async readStreams(...parameters) {
      const streams = await store.readStreams(...parameters);
      counts.push(streams.flat().length);
      return streams;
    },
  });
  return { world, counts };
}

async function rename(world: World, id: Parameters<typeof userAt>[0], username: string): Promise<void> {
  await handle(world.log, aCause(), { user: userAt(id) }, ({ user }) => ({
    user: updateProfile(user, { username }),
  }));
}

test('a load reads only the events after the newest fold', async () => {
  const { world, counts } = countingWorld();
  const { id } = await verifiedAccount(world);
  await load(world.log, userAt(id));
  counts.length = 0;
  expect(await load(world.log, userAt(id))).toMatchObject({ state: { username: 'ada' } });
  await rename(world, id, 'grace');
  expect(await load(world.log, userAt(id))).toMatchObject({ state: { username: 'grace' } });
  expect(counts).toEqual([0, 0, 1]);
});

test('a fold that is continued equals one from the first event, and knows every command', async () => {
  const { world } = countingWorld();
  const { id } = await verifiedAccount(world);
  for (const username of ['grace', 'lovelace', 'countess']) {
    await rename(world, id, username);
    const continued = await loadStream(world.log, userAt(id));
    const fresh = await loadStream({ ...world.log, folds: createFoldCache() }, userAt(id));
    expect({ ...continued, aggregate: null }).toEqual({ ...fresh, aggregate: null });
    expect(continued.commands.size).toBeGreaterThan(2);
  }
});

test('a long stream is folded completely', async () => {
  const { world } = countingWorld();
  const { id } = await verifiedAccount(world);
  for (let i = 0; i < 1200; i += 1) await rename(world, id, `ada ${String(i)}`);
  const fresh = await loadStream({ ...world.log, folds: createFoldCache() }, userAt(id));
  expect(fresh.state).toMatchObject({ username: 'ada 1199' });
  expect(fresh.commands.size).toBeGreaterThan(1200);
});

test('ephemeral and unknown streams are not kept in memory', async () => {
  const { world } = countingWorld();
  const email = emailAddress('ada@example.com');
  await verifiedAccount(world, email);
  const { sessionId } = await signIn(world, { email, password: PASSWORD }, aCause());
  await load(world.log, familyAt(sessionId));
  await load(world.log, userAt((await verifiedAccount(world, emailAddress('b@example.com'))).id));
  const kept = [...world.log.folds.keys()];
  expect(kept.some((stream) => stream.startsWith('user-'))).toBe(true);
  expect(kept.some((stream) => stream.startsWith('refresh-'))).toBe(false);
});

test('the cache of folds is bounded by its bytes', () => {
  const folds = createFoldCache();
  const folded = {
    aggregate: userAt(aUserId()),
    state: null,
    revision: 0,
    position: null,
    commands: new Map(),
  };
  for (let i = 0; i < 20_000; i += 1) folds.set(`user-${String(i)}`, folded);
  expect(folds.size).toBeGreaterThan(10_000);
  expect(folds.size).toBeLessThan(15_000);
});

test('a log that lost an acknowledged event in a failover is decided on anew', async () => {
  const { world } = countingWorld();
  const { id } = await verifiedAccount(world);
  const survived = await world.log.store.readAll({ after: START, limit: 1000 });
  await rename(world, id, 'lost');
  await load(world.log, userAt(id));

  const restored = openMemoryEventStore();
  for (const { stream, id: eventId, type, data, metadata } of survived)
    await restored.append([{ stream, expected: 'any', events: [{ id: eventId, type, data, metadata }] }]);
  const log = { ...world.log, store: restored };
  const { states } = await handle(log, aCause(), { user: userAt(id) }, ({ user }) => ({
    user: updateProfile(user, { username: 'grace' }),
  }));
  expect(states.user).toMatchObject({ username: 'grace' });
  expect((await load(log, userAt(id))).state).toMatchObject({ username: 'grace' });
});
