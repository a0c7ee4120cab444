import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { changeEmail } from '../../../src/commands/accounts/change-email.js';
import { confirmEmailChange } from '../../../src/commands/accounts/confirm-email-change.js';
import { register } from '../../../src/commands/accounts/register.js';
import { releaseUnusedClaim } from '../../../src/commands/accounts/release-unused-claim.js';
import { updateProfile } from '../../../src/commands/accounts/update-profile.js';
import { EmailTaken } from '../../../src/domain/claim/decisions.js';
import { LinkUsed, RegistrationLapsed } from '../../../src/domain/user/decisions.js';
import { userOfStream, userStream } from '../../../src/domain/user/user.js';
import type { Cause, LoggedEvent } from '../../../src/eventstore/codec.js';
import { openEventStoreDb } from '../../../src/eventstore/eventstoredb/event-store.js';
import type { EventStoreDb } from '../../../src/eventstore/eventstoredb/event-store.js';
import { openMemoryEventStore } from '../../../src/eventstore/memory.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';
import type { EmailAddress } from '../../../src/domain/user/email-address.js';
import { newestLink, PASSWORD, verifiedAccount } from '../../support/domain/command-world.js';
import type { World } from '../../support/domain/command-world.js';
import { startEventStoreDbServer } from '../../support/stores/eventstoredb/server.js';
import type { EventStoreDbServer } from '../../support/stores/eventstoredb/server.js';
import { aCause } from '../../support/stores/memory/memory-log.js';
import {
  again,
  ending,
  NEVER,
  serviceOn,
  untilItEnds,
  withStore,
} from '../../support/domain/processes/service-processes.js';
import type { Service } from '../../support/domain/processes/service-processes.js';
import {
  A_MINUTE_LATER,
  IN_THE_END,
  settle,
  settleAfterAll,
  settleJobs,
} from '../../support/domain/settling.js';
import { silentLogger } from '../../support/server/silent-logger.js';
import { interleave, orders, stepwise } from '../../support/domain/processes/stepwise.js';
import { interceptAppends, ProcessStopped, singleStreamStore } from '../../support/hostile/faulty-store.js';
import { openSession } from '../../support/domain/open-session.js';

// These logs append to one stream at a time. A claim and its use are two appends, and a process can stop between them.
// The commands alone keep an address unique.

const OLD = emailAddress('ada@example.com');
const NEW = emailAddress('countess@example.com');
const form = { email: OLD, username: 'ada', password: PASSWORD };

const PROCESSES = 4;

let server: EventStoreDbServer;
let stores: EventStoreDb[];

beforeAll(async () => {
  server = await startEventStoreDbServer();
  stores = Array.from({ length: PROCESSES }, () =>
    openEventStoreDb({ url: server.url, logger: silentLogger }),
  );
});

afterAll(async () => {
  for (const store of stores) await store.stop();
  server.stop();
});

/** Starts one process of the service per connection. */
async function processes(): Promise<[Service, ...Service[]]> {
  const [store, ...others] = stores;
  if (store === undefined) throw new Error('No connection is open.');
  const service = await serviceOn(store);
  return [service, ...others.map((other) => withStore(service, other))];
}

/** A process of a service on a log in memory that appends as EventStoreDB does. Every order of calls takes a fraction there. */
const oneProcess = (): Promise<Service> => serviceOn(singleStreamStore(openMemoryEventStore()));

/** Reads the used claim of each account and the owner of each claim from the log alone, without the folds of `src`. */
function readClaims(events: readonly LoggedEvent[]) {
  const used = new Map<string, string>();
  const owners = new Map<string, string>();
  for (const event of events) {
    const userId = userOfStream(event.stream);
    if (event.type === 'ValueClaimed') owners.set(event.stream, event.data.user_id);
    if (event.type === 'ValueReleased') owners.delete(event.stream);
    if (userId === null) continue;
    if (event.type === 'UserRegistered' || event.type === 'EmailChanged') used.set(userId, event.data.claim);
  }
  return { used, owners };
}

/** Lists the accounts that use a claim without owning it. A claim has one owner, so this also finds duplicates. */
function accountsWithoutTheirClaim(events: readonly LoggedEvent[]): string[] {
  const { used, owners } = readClaims(events);
  return [...used].flatMap(([userId, claim]) =>
    owners.get(claim) === userId
      ? []
      : [`${userId} uses ${claim}, owned by ${owners.get(claim) ?? 'nobody'}`],
  );
}

async function expectClaimsToBeOwned(world: World): Promise<void> {
  expect(accountsWithoutTheirClaim(await world.log.events())).toEqual([]);
}

/** Expects at most one account per address. An address without an account must be free in the end. */
async function expectOneAccountOrNone(world: Service, ...addresses: string[]): Promise<void> {
  await expectClaimsToBeOwned(world);
  await settle(world, IN_THE_END);
  const events = await world.log.events();
  expect(accountsWithoutTheirClaim(events)).toEqual([]);
  for (const email of addresses) {
    const users = usersIn(events, world.emailClaimStream(emailAddress(email)));
    expect(users.length).toBeLessThanOrEqual(1);
    const another = register(world, { ...form, email: emailAddress(email) }, aCause(IN_THE_END));
    if (users.length === 1) await expect(another).rejects.toThrow(EmailTaken);
    else await another;
  }
  await expectClaimsToBeOwned(world);
}

function usersIn(events: readonly LoggedEvent[], claim: string): string[] {
  return [...readClaims(events).used].flatMap(([userId, used]) => (used === claim ? [userId] : []));
}

/** Returns the accounts with an address. */
async function usersOf({ log, emailClaimStream }: World, email: EmailAddress): Promise<string[]> {
  return usersIn(await log.events(), emailClaimStream(email));
}

async function registrations({ log }: World): Promise<number> {
  return (await log.events()).filter(({ type }) => type === 'UserRegistered').length;
}

async function claimEvents({ log, emailClaimStream }: World, email: EmailAddress) {
  return await log.types(emailClaimStream(email));
}

describe('four processes on EventStoreDB (REG-6)', () => {
  test('open one account for 200 concurrent registrations of one address', async () => {
    const all = await processes();
    const [world] = all;
    const attempts = Array.from({ length: 50 }, () => all).flat();
    expect(attempts).toHaveLength(200);
    const outcomes = await Promise.allSettled(attempts.map((process) => register(process, form, aCause())));
    const refusals = outcomes.flatMap((outcome): unknown[] =>
      outcome.status === 'rejected' ? [outcome.reason] : [],
    );
    expect(refusals).toHaveLength(199);
    for (const refusal of refusals) expect(refusal).toBeInstanceOf(EmailTaken);
    expect(await registrations(world)).toBe(1);
    expect(await claimEvents(world, OLD)).toEqual(['ValueClaimed']);
    await expectOneAccountOrNone(world, OLD);
  });

  test('open one account for 40 concurrent repeats of one registration', async () => {
    const all = await processes();
    const [world] = all;
    const cause = aCause();
    const attempts = Array.from({ length: 10 }, () => all).flat();
    const answers = await Promise.all(attempts.map((process) => register(process, form, cause)));
    expect(new Set(answers.map(({ account }) => account.id)).size).toBe(1);
    expect(await registrations(world)).toBe(1);
    expect(await claimEvents(world, OLD)).toEqual(['ValueClaimed']);
  });

  test('open one account for 80 registrations if every second one stops after its claim', async () => {
    const all = await processes();
    const [world] = all;
    const stop = { moment: 'after it claimed', append: 1, written: true };
    const attempts = Array.from({ length: 20 }, () => all).flat();
    const race = () =>
      Promise.allSettled(
        attempts.map((process, i) => register(i % 2 ? ending(process, stop) : process, form, aCause())),
      );
    // If the first one stops, no other gets the address until its claim is released.
    for (let round = 0; round < 3; round += 1) {
      await race();
      expect((await usersOf(world, OLD)).length).toBeLessThanOrEqual(1);
      await settle(world, A_MINUTE_LATER);
      await expectClaimsToBeOwned(world);
    }
    await expectOneAccountOrNone(world, OLD);
    expect(await registrations(world)).toBe(1);
  });
});

test('the commands make exactly these appends, and the tests below stop a process at each of them', async () => {
  const world = await oneProcess();
  const appends = async (work: (process: Service) => Promise<unknown>) => {
    const streams: string[] = [];
    const counting = interceptAppends(world.log.store, (writes, within) => {
      streams.push(...writes.map(({ stream }) => stream.replace(/-.*/, '')));
      return within.append(writes);
    });
    await work(withStore(world, counting));
    return streams;
  };
  expect(await appends((process) => register(process, form, aCause()))).toEqual(['claim', 'user']);

  const { id } = await verifiedAccount(world, emailAddress('grace@example.com'));
  // The two appends to `attempts` count the given password and touch no claim.
  const caller = await openSession(world, id);
  expect(await appends((process) => request(process, caller, aCause()))).toEqual([
    'attempts',
    'attempts',
    'user',
  ]);
  const token = await newestLink(world, id, 'confirm-email');
  const confirming = (process: Service) => confirmEmailChange(process, { token }, aCause());
  expect(await appends(confirming)).toEqual(['claim', 'user']);
  expect(await appends((process) => settle(process, A_MINUTE_LATER))).toEqual(['claim']);

  const stop = { moment: 'after it claimed', append: 1, written: true };
  await untilItEnds(
    register(ending(world, stop), { ...form, email: emailAddress('mary@example.com') }, aCause()),
  );
  expect(await appends((process) => settle(process, A_MINUTE_LATER))).toEqual(['user', 'claim']);
});

const REGISTRATION_STOPS = [
  { moment: 'before it claims the address', append: 1, written: false, leaves: 'nothing' },
  { moment: 'after it claimed the address', append: 1, written: true, leaves: 'a claim' },
  { moment: 'before it opens the account', append: 2, written: false, leaves: 'a claim' },
  { moment: 'after it opened the account', append: 2, written: true, leaves: 'an account' },
];

const ABANDON_STOPS = [
  { moment: 'before it closes the stream of the account', append: 1, written: false, closes: false },
  { moment: 'after it closed the stream of the account', append: 1, written: true, closes: true },
  { moment: 'before it releases the address', append: 2, written: false, closes: true },
  { moment: 'after it released the address', append: 2, written: true, closes: true },
  { ...NEVER, closes: true },
];

describe.each(REGISTRATION_STOPS)('a registration that stops $moment (REG-6)', (stop) => {
  async function stoppedRegistration() {
    const world = await oneProcess();
    const cause = aCause();
    await expect(register(ending(world, stop), form, cause)).rejects.toThrow(ProcessStopped);
    return { world, cause };
  }

  test('is completed by a repeat of the command', async () => {
    const { world, cause } = await stoppedRegistration();
    const { account } = await register(world, form, cause);
    expect(await usersOf(world, OLD)).toEqual([account.id]);
    await expectOneAccountOrNone(world, OLD);
    expect(await registrations(world)).toBe(1);
    expect(await claimEvents(world, OLD)).toEqual(['ValueClaimed']);
  });

  test.each(ABANDON_STOPS)(
    'leaves the address to others after a release that stops $moment and is repeated',
    async (abandonStop) => {
      const { world, cause } = await stoppedRegistration();
      await settleAfterAll(world, abandonStop, A_MINUTE_LATER);
      await expectClaimsToBeOwned(world);

      const another = register(world, form, aCause(A_MINUTE_LATER));
      const late = () => register(world, form, again(cause, A_MINUTE_LATER));
      if (stop.leaves === 'an account') {
        await expect(another).rejects.toThrow(EmailTaken);
        await late();
      } else {
        await another;
        await expect(late()).rejects.toThrow(EmailTaken);
      }
      expect(await registrations(world)).toBe(1);
      await expectOneAccountOrNone(world, OLD);
    },
  );

  test.each(ABANDON_STOPS)(
    'opens an account only with its claim if it is repeated after a release that stopped $moment',
    async (abandonStop) => {
      const { world, cause } = await stoppedRegistration();
      await untilItEnds(settle(ending(world, abandonStop), A_MINUTE_LATER));
      const late = register(world, form, again(cause, A_MINUTE_LATER));
      const lapsed = stop.leaves === 'a claim' && abandonStop.closes;
      if (lapsed) await expect(late).rejects.toThrow(RegistrationLapsed);
      else await late;
      expect(await registrations(world)).toBe(lapsed ? 0 : 1);
      await expectClaimsToBeOwned(world);

      await settle(world, A_MINUTE_LATER);
      await expectOneAccountOrNone(world, OLD);
    },
  );
});

type Caller = Awaited<ReturnType<typeof openSession>>;

async function request(world: World, caller: Caller, cause: Cause): Promise<void> {
  await changeEmail(world, caller, { new_email: NEW, password: PASSWORD }, cause);
}

const REQUEST_STOPS = [
  { moment: 'before it is recorded', append: 1, written: false },
  { moment: 'after it was recorded', append: 1, written: true },
];

describe.each(REQUEST_STOPS)('a request for an email change that stops $moment (REG-6)', (stop) => {
  async function stoppedRequest() {
    const world = await oneProcess();
    const { id } = await verifiedAccount(world, OLD);
    const caller = await openSession(world, id);
    const cause = aCause();
    await expect(request(ending(world, stop), caller, cause)).rejects.toThrow(ProcessStopped);
    return { world, id, caller, cause };
  }

  test('is completed by a repeat of the command', async () => {
    const { world, id, caller, cause } = await stoppedRequest();
    await request(world, caller, cause);
    const token = await newestLink(world, id, 'confirm-email');
    await confirmEmailChange(world, { token }, aCause());
    await settle(world, A_MINUTE_LATER);
    expect(await usersOf(world, NEW)).toEqual([id]);
    await expectOneAccountOrNone(world, OLD, NEW);
  });

  test('takes no address from another account', async () => {
    const { world, id } = await stoppedRequest();
    await expectOneAccountOrNone(world, OLD, NEW);
    expect(await usersOf(world, OLD)).toEqual([id]);
    expect(await usersOf(world, NEW)).not.toContain(id);
  });
});

/** Sets up an account that was mailed the link to confirm the new address. */
async function requestedChange() {
  const world = await oneProcess();
  const { id } = await verifiedAccount(world, OLD);
  await request(world, await openSession(world, id), aCause());
  const token = await newestLink(world, id, 'confirm-email');
  return { world, id, token };
}

const CONFIRMATION_STOPS = [
  { moment: 'before it claims the new address', append: 1, written: false, leaves: 'nothing' },
  { moment: 'after it claimed the new address', append: 1, written: true, leaves: 'a claim' },
  { moment: 'before it changes the account', append: 2, written: false, leaves: 'a claim' },
  { moment: 'after it changed the account', append: 2, written: true, leaves: 'the change' },
];

const RELEASE_STOPS = [
  { moment: 'before it releases an address', append: 1, written: false },
  { moment: 'after it released an address', append: 1, written: true },
  NEVER,
];

describe.each(CONFIRMATION_STOPS)('a confirmation of a new address that stops $moment (REG-6)', (stop) => {
  async function stoppedConfirmation() {
    const requested = await requestedChange();
    const cause = aCause();
    const stopped = confirmEmailChange(ending(requested.world, stop), { token: requested.token }, cause);
    await expect(stopped).rejects.toThrow(ProcessStopped);
    return { ...requested, cause };
  }

  test('is completed by a repeat of the command', async () => {
    const { world, id, token, cause } = await stoppedConfirmation();
    await confirmEmailChange(world, { token }, cause);
    expect(await usersOf(world, NEW)).toEqual([id]);
    expect(await usersOf(world, OLD)).toEqual([]);
    await expectOneAccountOrNone(world, OLD, NEW);
  });

  test('is completed by a second use of the link, even after a release check', async () => {
    const { world, id, token } = await stoppedConfirmation();
    await settle(world, A_MINUTE_LATER);
    const secondUse = confirmEmailChange(world, { token }, aCause(A_MINUTE_LATER));
    if (stop.leaves === 'the change') await expect(secondUse).rejects.toThrow(LinkUsed);
    else await secondUse;
    expect(await usersOf(world, NEW)).toEqual([id]);
    await expectOneAccountOrNone(world, OLD, NEW);
  });

  test.each(RELEASE_STOPS)(
    'leaves its unused address to others after a release that stops $moment and is repeated',
    async (releaseStop) => {
      const { world, id, token, cause } = await stoppedConfirmation();
      await settleAfterAll(world, releaseStop, IN_THE_END);
      await expectClaimsToBeOwned(world);

      const [own, free] = stop.leaves === 'the change' ? [NEW, OLD] : [OLD, NEW];
      expect(await usersOf(world, own)).toEqual([id]);
      expect(await usersOf(world, free)).toEqual([]);
      await register(world, { ...form, email: emailAddress(free) }, aCause(IN_THE_END));

      const late = confirmEmailChange(world, { token }, again(cause, IN_THE_END));
      if (stop.leaves === 'the change') await late;
      else await expect(late).rejects.toThrow(LinkUsed);
      expect(await usersOf(world, own)).toEqual([id]);
      await expectOneAccountOrNone(world, OLD, NEW);
    },
  );
});

describe('a slow registration and the release of its claim (REG-6)', () => {
  test('the registration is refused if the stream of the account is closed first', async () => {
    const world = await oneProcess();
    const slow = interceptAppends(world.log.store, async (writes, within) => {
      if (writes.some(({ stream }) => userOfStream(stream) !== null)) await settle(world, A_MINUTE_LATER);
      return await within.append(writes);
    });
    await expect(register(withStore(world, slow), form, aCause())).rejects.toThrow(RegistrationLapsed);
    expect(await claimEvents(world, OLD)).toEqual(['ValueClaimed', 'ValueReleased']);
    expect(await registrations(world)).toBe(0);
    await expectOneAccountOrNone(world, OLD);
  });

  test('the registration is refused if the stream is closed and the address is not released yet', async () => {
    const world = await oneProcess();
    const stop = { moment: 'after it closed the stream', append: 1, written: true };
    const slow = interceptAppends(world.log.store, async (writes, within) => {
      if (writes.some(({ stream }) => userOfStream(stream) !== null)) {
        await untilItEnds(settle(ending(world, stop), A_MINUTE_LATER));
      }
      return await within.append(writes);
    });
    await expect(register(withStore(world, slow), form, aCause())).rejects.toThrow(RegistrationLapsed);
    expect(await claimEvents(world, OLD)).toEqual(['ValueClaimed']);
    await expectOneAccountOrNone(world, OLD);
  });

  test('the release finds the claim in use if the account is opened first', async () => {
    const world = await oneProcess();
    const slow = stepwise(world, (process) => register(process, form, aCause()));
    await slow.step();
    await slow.step();
    const late = interceptAppends(world.log.store, async (writes, within) => {
      while (await slow.step());
      return await within.append(writes);
    });
    await settle(withStore(world, late), A_MINUTE_LATER);
    const outcome = await slow.outcome;
    if (outcome.status === 'rejected') throw outcome.reason;
    const { id } = outcome.value.account;
    expect(await claimEvents(world, OLD)).toEqual(['ValueClaimed']);
    expect(await world.log.types(userStream(id))).not.toContain('RegistrationAbandoned');
    await expectOneAccountOrNone(world, OLD);
    expect(await usersOf(world, OLD)).toEqual([id]);
  });

  test('the registration and its repeat both get the account or are both refused, in every order of calls', async () => {
    const accountCounts = new Set<number>();
    for (const order of orders(1, 2, 4)) {
      const world = await oneProcess();
      const cause = aCause();
      const slow = stepwise(world, (process) => register(process, form, cause));
      await slow.step();
      await slow.step();
      const repeat = stepwise(world, (process) => register(process, form, again(cause, A_MINUTE_LATER)));
      const releasing = stepwise(world, (process) => settle(process, A_MINUTE_LATER));
      await interleave(order, slow, repeat, releasing);

      const opened = await registrations(world);
      accountCounts.add(opened);
      for (const outcome of [await slow.outcome, await repeat.outcome]) {
        expect({ order, status: outcome.status }).toEqual({
          order,
          status: opened ? 'fulfilled' : 'rejected',
        });
        if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(RegistrationLapsed);
      }
      expect((await releasing.outcome).status).toBe('fulfilled');
      await expectOneAccountOrNone(world, OLD);
    }
    expect(accountCounts).toEqual(new Set([0, 1]));
  });
});

describe('a slow confirmation of a new address (REG-6)', () => {
  test('and a registration of that address: exactly one of them gets it, in every order of calls', async () => {
    const winners = new Set<string>();
    for (const order of orders(4, 3)) {
      const { world, token } = await requestedChange();
      const confirming = stepwise(world, (process) => confirmEmailChange(process, { token }, aCause()));
      const registering = stepwise(world, (process) => register(process, { ...form, email: NEW }, aCause()));
      await interleave(order, confirming, registering);

      const outcomes = [await confirming.outcome, await registering.outcome];
      expect({ order, statuses: outcomes.map(({ status }) => status).sort() }).toEqual({
        order,
        statuses: ['fulfilled', 'rejected'],
      });
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(EmailTaken);
      }
      winners.add(outcomes.map(({ status }) => status).join());
      await expectOneAccountOrNone(world, OLD, NEW);
    }
    expect(winners.size).toBe(2);
  });

  test('and another change of the account: both take effect, in every order of calls', async () => {
    for (const order of orders(4, 2)) {
      const { world, id, token } = await requestedChange();
      const confirming = stepwise(world, (process) => confirmEmailChange(process, { token }, aCause()));
      const renaming = stepwise(world, (process) =>
        updateProfile(process, { userId: id }, { username: 'countess' }, aCause(), null),
      );
      await interleave(order, confirming, renaming);
      const outcomes = [await confirming.outcome, await renaming.outcome];
      const reasons = outcomes.flatMap((outcome): unknown[] =>
        outcome.status === 'rejected' ? [outcome.reason] : [],
      );
      expect({ order, reasons }).toEqual({ order, reasons: [] });
      expect(await usersOf(world, NEW)).toEqual([id]);
      await expectOneAccountOrNone(world, OLD, NEW);
    }
  });

  const NAMES = ['change', 'release'];
  const named = orders(1, 3).map((order) => [order.map((index) => NAMES[index]).join(', '), order] as const);

  // The claim is recorded, the change of the account is not, and the link has expired since.
  test.each(named)(
    'and the release of its claim, in the order %s: the claim stays or the change fails',
    async (_, order) => {
      const { world, id, token } = await requestedChange();
      const confirming = stepwise(world, (process) => confirmEmailChange(process, { token }, aCause()));
      for (let call = 0; call < 3; call += 1) await confirming.step();
      expect(await claimEvents(world, NEW)).toEqual(['ValueClaimed']);

      const due = (await settleJobs(world)).find(({ cause }) => cause.now >= IN_THE_END);
      if (due === undefined) throw new Error('No reaction checks the claim after the link.');
      const releasing = stepwise(world, (process) => releaseUnusedClaim(process, due, due.cause));
      await interleave(order, confirming, releasing);
      expect(await usersOf(world, OLD)).toEqual(
        (await confirming.outcome).status === 'fulfilled' ? [] : [id],
      );
      await expectOneAccountOrNone(world, OLD, NEW);
    },
  );

  test('and the release of the old address to a registration: one account per address, in every order of calls', async () => {
    const outcomes = new Set<string>();
    for (const order of orders(4, 3)) {
      const { world, id, token } = await requestedChange();
      await confirmEmailChange(world, { token }, aCause());
      const [changed] = await settleJobs(world);
      if (changed === undefined) throw new Error('No reaction checks the old claim.');
      const claim = world.emailClaimStream(OLD);
      const releasing = stepwise(world, (process) =>
        releaseUnusedClaim(process, { claim, userId: id, stalled: false }, changed.cause),
      );
      const registering = stepwise(world, (process) => register(process, form, aCause()));
      await interleave(order, releasing, registering);

      expect((await releasing.outcome).status).toBe('fulfilled');
      const outcome = await registering.outcome;
      outcomes.add(outcome.status);
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(EmailTaken);
      expect(await usersOf(world, NEW)).toEqual([id]);
      await expectOneAccountOrNone(world, OLD, NEW);
    }
    expect(outcomes).toEqual(new Set(['fulfilled', 'rejected']));
  });
});
