import { describe, expect, test } from '@jest/globals';
import { acknowledgeEvents } from '../../../src/commands/consumers/acknowledge-events.js';
import { deleteConsumer, setConsumer } from '../../../src/commands/consumers/change-consumers.js';
import { readConsumers } from '../../../src/commands/consumers/read-consumers.js';
import { ConsumerLimit, MOST_CONSUMERS, UnknownConsumer } from '../../../src/domain/consumer/decisions.js';
import { START } from '../../../src/eventstore/port.js';
import { aWorld, registeredAccount } from '../../support/domain/command-world.js';
import { aCause } from '../../support/stores/memory/memory-log.js';

const billing = { name: 'billing', types: [], position: null };

async function aConsumer(properties: Parameters<typeof setConsumer>[1] = billing) {
  const world = aWorld();
  await registeredAccount(world);
  const head = await world.log.store.head();
  await setConsumer(world, properties, aCause());
  const places = () => readConsumers(world.log, new Date(Date.now() + 60_000));
  return { world, head, places };
}

describe('a named consumer of the feed', () => {
  test('a new consumer begins at the end of the log, or where it is set', async () => {
    const { places, head } = await aConsumer();
    expect(await places()).toMatchObject([{ consumer: { name: 'billing' }, position: head }]);
    const first = await aConsumer({ ...billing, position: START });
    expect(await first.places()).toMatchObject([{ position: START }]);
  });

  test('an acknowledgement moves it on, and a late one changes nothing', async () => {
    const { world, places } = await aConsumer({ ...billing, position: START });
    const [early, late] = (await world.log.events()).map(({ position }) => position);
    if (early === undefined || late === undefined) throw new Error('The log has two events.');
    for (const position of [late, early])
      await acknowledgeEvents(world, { name: 'billing', position }, aCause());
    expect(await places()).toMatchObject([{ position: late }]);
  });

  test('its lag is the age of the oldest event that it has not acknowledged', async () => {
    const { world, places } = await aConsumer();
    expect((await places())[0]?.lagSeconds).toBeGreaterThan(50);
    await acknowledgeEvents(world, { name: 'billing', position: await world.log.store.head() }, aCause());
    // The acknowledgement itself is the next event of the log.
    expect((await world.log.events()).at(-1)).toMatchObject({ type: 'EventsAcknowledged' });
  });

  test('a change of its types keeps its place, and a position alone keeps its types', async () => {
    const { world, places } = await aConsumer();
    const head = await world.log.store.head();
    await acknowledgeEvents(world, { name: 'billing', position: head }, aCause());
    await setConsumer(world, { ...billing, types: ['UserRegistered'] }, aCause());
    expect(await places()).toMatchObject([{ consumer: { types: ['UserRegistered'] }, position: head }]);
    await setConsumer(world, { ...billing, types: null, position: START }, aCause());
    expect(await places()).toMatchObject([{ consumer: { types: ['UserRegistered'] }, position: START }]);
  });

  test('a deleted consumer is unknown, and a new one of its name does not inherit its place', async () => {
    const { world, places } = await aConsumer();
    await deleteConsumer(world, 'billing', aCause());
    expect(await places()).toEqual([]);
    const ack = acknowledgeEvents(world, { name: 'billing', position: START }, aCause());
    await expect(ack).rejects.toThrow(UnknownConsumer);
    await expect(deleteConsumer(world, 'billing', aCause())).rejects.toThrow(UnknownConsumer);
    const head = await world.log.store.head();
    await setConsumer(world, billing, aCause());
    expect(await places()).toMatchObject([{ position: head }]);
  });

  test('the number of consumers is bounded', async () => {
    const { world } = await aConsumer();
    for (let n = 1; n < MOST_CONSUMERS; n += 1)
      await setConsumer(world, { ...billing, name: `consumer-${String(n)}` }, aCause());
    await expect(setConsumer(world, { ...billing, name: 'one-more' }, aCause())).rejects.toThrow(
      ConsumerLimit,
    );
    await setConsumer(world, { ...billing, types: ['UserRegistered'] }, aCause());
  });
});
