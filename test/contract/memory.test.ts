import { expect, test } from '@jest/globals';
import { openMemoryEventStore } from '../../src/eventstore/memory.js';
import { START } from '../../src/eventstore/port.js';
import { eventStoreContract } from './event-store.js';
import { anEvent, append, aStream, readStream } from './log-acts.js';

eventStoreContract(
  'memory',
  () => Promise.resolve({ store: openMemoryEventStore(), close: () => Promise.resolve() }),
  { atomic: true },
);

test('the head of an empty log is the start', async () => {
  expect(await openMemoryEventStore().head()).toBe(START);
});

test('changing an event after an append or a read does not change the log', async () => {
  const store = openMemoryEventStore();
  const stream = aStream();
  const event = anEvent({ list: [1] });
  await append(store, stream, 'no_stream', event);
  event.data['list'] = 'changed';
  for (const read of await readStream(store, stream)) read.data['list'] = 'changed';
  expect(await readStream(store, stream)).toMatchObject([{ data: { list: [1] } }]);
});
