import { expect, test } from '@jest/globals';
import { countPeppers, PepperInUse, requireUnused } from '../../../src/compose/keys/peppers.js';
import { createCodec } from '../../../src/eventstore/codec.js';
import { createEventLog } from '../../../src/eventstore/event-log.js';
import { aWorld, verifiedAccount } from '../../support/domain/command-world.js';
import { memorySubjectKeys } from '../../support/stores/memory/memory-subject-keys.js';

test('no pepper is forgotten while a password cannot be read', async () => {
  const { log, ...world } = aWorld();
  await verifiedAccount({ ...world, log });
  const withoutKeys = createEventLog(log.store, createCodec(memorySubjectKeys()));
  const counts = await countPeppers(withoutKeys);
  expect(counts).toEqual(new Map([['unreadable', 1]]));
  expect(() => {
    requireUnused(counts, '2');
  }).toThrow(PepperInUse);
  expect(() => {
    requireUnused(new Map([['1', 1]]), '2');
  }).not.toThrow();
});
