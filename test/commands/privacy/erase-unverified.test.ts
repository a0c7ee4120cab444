import { expect, test } from '@jest/globals';
import { eraseUnverified } from '../../../src/commands/privacy/erase-unverified.js';
import { userStream } from '../../../src/domain/user/user.js';
import { aWorld, registeredAccount, verifiedAccount } from '../../support/domain/command-world.js';
import { aCause } from '../../support/stores/memory/memory-log.js';

test('an account that nobody has verified is erased once', async () => {
  const world = aWorld();
  const { id } = await registeredAccount(world);
  expect(await eraseUnverified(world, id, aCause())).toBe(true);
  expect((await world.log.types(userStream(id))).at(-1)).toBe('UserErased');
  expect(await eraseUnverified(world, id, aCause())).toBe(false);
});

test('an account that was verified meanwhile stays', async () => {
  const world = aWorld();
  const { id } = await verifiedAccount(world);
  expect(await eraseUnverified(world, id, aCause())).toBe(false);
  expect(await world.log.types(userStream(id))).not.toContain('UserErased');
});
