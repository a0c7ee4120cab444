import { describe, expect, test } from '@jest/globals';
import { registerPrivately } from '../../../src/commands/accounts/register-privately.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';
import { signInsOf } from '../../../src/domain/sign-in/sign-ins.js';
import { aWorld, PASSWORD, verifiedAccount } from '../../support/domain/command-world.js';
import type { World } from '../../support/domain/command-world.js';
import { NOW } from '../../support/domain/user-history.js';
import { aCause } from '../../support/stores/memory/memory-log.js';

const EARLIER = 30;

/** Signs up with an address, and counts the events that the log returns meanwhile. */
async function eventsReadBy(world: World, email: string, cause = aCause()): Promise<number> {
  let events = 0;
  const readStreams: typeof world.log.store.readStreams = async (streams, after) => {
    const found = await world.log.store.readStreams(streams, after);
    events += found.flat().length;
    return found;
  };
  const log = { ...world.log, store: { ...world.log.store, readStreams } };
  const input = { email: emailAddress(email), username: 'eve', password: PASSWORD };
  await registerPrivately({ ...world, log }, input, cause);
  return events;
}

describe('a sign-up with a registered address in private mode', () => {
  test('reads as much after any number of earlier ones (REG-1)', async () => {
    const world = aWorld();
    const { email } = await verifiedAccount(world);
    await eventsReadBy(world, email);
    const before = await eventsReadBy(world, email);
    await Promise.all(Array.from({ length: EARLIER }, () => eventsReadBy(world, email)));
    world.log.folds.clear();
    const first = await eventsReadBy(world, email);
    expect(await eventsReadBy(world, email)).toBe(before);
    expect(first).toBeLessThan(EARLIER);
  });

  test('a repeat of the command notifies the owner once (REG-11)', async () => {
    const world = aWorld();
    const { id, email } = await verifiedAccount(world);
    const cause = aCause();
    for (let sent = 0; sent < 2; sent += 1) await eventsReadBy(world, email, cause);
    expect(await world.log.types(signInsOf(id, NOW).stream)).toEqual(['SignUpRepeated']);
  });
});
