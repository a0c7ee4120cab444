import { describe, expect, test } from '@jest/globals';
import { openAccountPrivately } from '../../../src/commands/accounts/open-account-privately.js';
import { registerPrivately } from '../../../src/commands/accounts/register-privately.js';
import type { RegistrationRequest } from '../../../src/commands/steps/requests/registration-request.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';
import { signInsOf } from '../../../src/domain/sign-in/sign-ins.js';
import { LogUnavailable } from '../../../src/eventstore/port.js';
import { aWorld, PASSWORD, verifiedAccount } from '../../support/domain/command-world.js';
import type { World } from '../../support/domain/command-world.js';
import { NOW } from '../../support/domain/user-history.js';
import { aCause } from '../../support/stores/memory/memory-log.js';

const EARLIER = 30;

/** Signs up with an address, and counts the events that the log returns to the worker meanwhile. */
async function eventsReadBy(world: World, email: string, cause = aCause()): Promise<number> {
  let events = 0;
  const readStreams: typeof world.log.store.readStreams = async (streams, after) => {
    const found = await world.log.store.readStreams(streams, after);
    events += found.flat().length;
    return found;
  };
  const log = { ...world.log, store: { ...world.log.store, readStreams } };
  const input = { email: emailAddress(email), username: 'eve', password: PASSWORD };
  const storeRegistration = (request: RegistrationRequest) =>
    openAccountPrivately({ log, rules: world.rules }, request, NOW);
  await registerPrivately({ ...world, storeRegistration }, input, cause);
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

test.each(['ada@example.com', 'nobody@example.com'])(
  'a sign-up of %s in private mode is stored without the log (REG-1)',
  async (email) => {
    const world = aWorld();
    await verifiedAccount(world);
    const stored: RegistrationRequest[] = [];
    const storeRegistration = (request: RegistrationRequest) => Promise.resolve(void stored.push(request));
    const store = { ...world.log.store, readStreams: () => Promise.reject(new LogUnavailable()) };
    const before = await world.log.store.head();
    const input = { email: emailAddress(email), username: 'eve', password: PASSWORD };
    const dependencies = { ...world, log: { ...world.log, store }, storeRegistration };
    await registerPrivately(dependencies, input, aCause());
    expect(await world.log.store.head()).toBe(before);
    expect(stored).toMatchObject([{ data: { email, passwordHash: `fake$1$${PASSWORD}` } }]);
  },
);
