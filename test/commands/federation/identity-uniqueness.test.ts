import { describe, expect, test } from '@jest/globals';
import { linkIdentity } from '../../../src/commands/federation/link-identity.js';
import { register } from '../../../src/commands/accounts/register.js';
import { releaseUnusedClaim } from '../../../src/commands/accounts/release-unused-claim.js';
import { signIn } from '../../../src/commands/authentication/sign-in.js';
import { signInByIdentity } from '../../../src/commands/federation/sign-in-by-identity.js';
import { unlinkIdentity } from '../../../src/commands/federation/unlink-identity.js';
import { EmailTaken, IdentityTaken } from '../../../src/domain/claim/decisions.js';
import { RegistrationLapsed } from '../../../src/domain/user/decisions.js';
import { AccountExists, ProviderLinked } from '../../../src/domain/user/identity-decisions.js';
import type { Cause } from '../../../src/eventstore/codec.js';
import { openMemoryEventStore } from '../../../src/eventstore/memory.js';
import type { ProvenIdentity } from '../../../src/security/oauth/provider.js';
import { claimFaults, unusedClaims } from '../../support/domain/claims-read-off.js';
import { PASSWORD, verifiedAccount } from '../../support/domain/command-world.js';
import { aCause } from '../../support/stores/memory-log.js';
import {
  again,
  ending,
  NEVER,
  serviceOn,
  untilItEnds,
  withStore,
} from '../../support/domain/service-processes.js';
import type { Service, Stop } from '../../support/domain/service-processes.js';
import {
  A_MINUTE_LATER,
  IN_THE_END,
  settle,
  settleAfterAll,
  settleJobs,
} from '../../support/domain/settling.js';
import { interleave, orders, stepwise } from '../../support/domain/stepwise.js';
import type { Stepwise } from '../../support/domain/stepwise.js';
import { interfered, oneStreamAtATime, Stopped } from '../../support/hostile/troubled-store.js';
import { NOW } from '../../support/domain/user-history.js';
import type { EmailAddress } from '../../../src/domain/user/email-address.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';

// The log appends to one stream at a time here, so the claims on an address and on an identity and what they are for are
// appends of their own, and a process can end between any two.

const EMAIL = emailAddress('ada@example.com');
const google: ProvenIdentity = {
  provider: 'google',
  issuer: 'https://accounts.google.com',
  subject: '1815',
  email: { address: EMAIL, verified: true, trusted: true },
  name: 'Ada Lovelace',
};
const othersGoogle: ProvenIdentity = { ...google, subject: '1852' };

const oneProcess = () => serviceOn(oneStreamAtATime(openMemoryEventStore()));

/** Somebody with a password who is signed in. */
async function aUser(world: Service, email: EmailAddress) {
  await verifiedAccount(world, email);
  return await signIn(world, { email, password: PASSWORD }, aCause());
}

type Owner = Awaited<ReturnType<typeof aUser>>;

const enter = (world: Service, cause = aCause()) => signInByIdentity(world, google, cause);
const link = (world: Service, owner: Owner, cause = aCause()) => linkIdentity(world, owner, google, cause);
const unlink = (world: Service, owner: Owner) =>
  unlinkIdentity(world, owner, { provider: 'google', isConfigured: () => true }, aCause());

/** The settling that is due of the claim on the identity, and of no other. */
async function settleIdentity(process: Service, until: Date): Promise<void> {
  for (const { cause, ...settled } of await settleJobs(process)) {
    const isDue = settled.claim === process.identityClaimStream(google) && cause.now <= until;
    if (isDue) await releaseUnusedClaim(process, settled, cause);
  }
}

/** What holds at every moment, and in the end. */
async function expectClaimsToBeInOrder(world: Service): Promise<void> {
  expect(claimFaults(await world.log.events())).toEqual([]);
  await settle(world, IN_THE_END);
  const events = await world.log.events();
  expect(claimFaults(events)).toEqual([]);
  expect(unusedClaims(events)).toEqual([]);
}

async function count(world: Service, type: string): Promise<number> {
  return (await world.log.events()).filter((event) => event.type === type).length;
}

/** A process that has made some of its calls to the log. */
async function after<Result>(calls: number, process: Stepwise<Result>): Promise<Stepwise<Result>> {
  for (let call = 0; call < calls; call += 1) await process.step();
  return process;
}

/** Each order in a world of its own, side by side. */
async function inEveryOrder(
  steps: readonly number[],
  check: (order: readonly number[]) => Promise<void>,
): Promise<void> {
  await Promise.all(orders(...steps).map(check));
}

/** Somebody at a browser whose identity and address were looked for, and who is about to get what was decided. */
const decidedToEnter = (world: Service) => after(4, stepwise(world, enter));

async function reasonsOf(...all: readonly Stepwise<unknown>[]): Promise<unknown[]> {
  const outcomes = await Promise.all(all.map(({ outcome }) => outcome));
  return outcomes.flatMap((one): unknown[] => (one.status === 'rejected' ? [one.reason] : []));
}

/** What a person wants, from the moment before. */
interface Act {
  readonly name: string;
  /** The streams that it appends to, in this order, before a session is started. */
  readonly appends: readonly string[];
  /** Brings about the moment before, and lets a process act from there. */
  readonly begin: (world: Service) => Promise<(process: Service, cause: Cause) => Promise<unknown>>;
}

const ACTS: readonly Act[] = [
  {
    name: 'a sign-up by an identity',
    appends: ['claim', 'claim', 'user'],
    begin: () => Promise.resolve(enter),
  },
  {
    name: 'a link by the same address',
    appends: ['claim', 'user'],
    begin: async (world) => {
      await verifiedAccount(world, EMAIL);
      return enter;
    },
  },
  {
    name: 'a link by the wish of a user',
    appends: ['claim', 'user'],
    begin: async (world) => {
      const owner = await aUser(world, EMAIL);
      return (process, cause) => link(process, owner, cause);
    },
  },
];

test.each(ACTS)(
  '$name can end before and after each of these appends, and there are no others',
  async (act) => {
    const world = await oneProcess();
    const work = await act.begin(world);
    const streams: string[] = [];
    const counting = interfered(world.log.store, (writes, within) => {
      streams.push(...writes.map(({ stream }) => stream.replace(/-.*/, '')));
      return within.append(writes);
    });
    await work(withStore(world, counting), aCause());
    const entering = ['attempts', 'device', 'devices', 'refresh', 'session'];
    expect(streams.filter((stream) => !entering.includes(stream))).toEqual(act.appends);
  },
);

const SETTLE_STOPS: readonly Stop[] = [
  ...[1, 2, 3].flatMap((append) => [
    { moment: `before append ${String(append)}`, append, written: false },
    { moment: `after append ${String(append)}`, append, written: true },
  ]),
  NEVER,
];

const STOPPED_ACTS = ACTS.flatMap((act) =>
  act.appends.flatMap((stream, i) =>
    [false, true].map((written) => ({
      ...act,
      stop: { moment: '', append: i + 1, written },
      when: `${written ? 'after' : 'before'} append ${String(i + 1)}, to the ${stream}`,
      done: written && i + 1 === act.appends.length,
    })),
  ),
);

describe.each(STOPPED_ACTS)('REG-6 OAU-1 $name that stops $when', ({ begin, stop, done }) => {
  async function stopped() {
    const world = await oneProcess();
    const work = await begin(world);
    const cause = aCause();
    await expect(work(ending(world, stop), cause)).rejects.toThrow(Stopped);
    return { world, work, cause };
  }

  test('is completed by the same command', async () => {
    const { world, work, cause } = await stopped();
    await work(world, cause);
    expect(await count(world, 'OAuthIdentityLinked')).toBe(1);
    await expectClaimsToBeInOrder(world);
    expect(await count(world, 'UserRegistered')).toBe(1);
  });

  test.each(SETTLE_STOPS)(
    'leaves no claim without use after settling that stops $moment and is repeated',
    async (settleStop) => {
      const { world, work } = await stopped();
      await settleAfterAll(world, settleStop, A_MINUTE_LATER);
      const events = await world.log.events();
      expect([claimFaults(events), unusedClaims(events)]).toEqual([[], []]);
      await work(world, aCause());
      expect(await count(world, 'OAuthIdentityLinked')).toBe(1);
      expect(await count(world, 'UserRegistered')).toBe(1);
      await expectClaimsToBeInOrder(world);
    },
  );

  test.each(SETTLE_STOPS)(
    'and is repeated late, when settling has stopped $moment, links only what it holds',
    async (settleStop) => {
      const { world, work, cause } = await stopped();
      await untilItEnds(settle(ending(world, settleStop), A_MINUTE_LATER));
      const [late] = await Promise.allSettled([work(world, again(cause, A_MINUTE_LATER))]);
      if (late.status === 'rejected') {
        expect(done).toBe(false);
        expect(late.reason).toBeInstanceOf(RegistrationLapsed);
      }
      await expectClaimsToBeInOrder(world);
    },
  );
});

describe('REG-6 OAU-1 a slow link and the settling of its claim', () => {
  /** The link has claimed its identity, and its user does not have it yet. */
  async function slowLink(world: Service) {
    const owner = await aUser(world, EMAIL);
    return await after(
      2,
      stepwise(world, (process) => link(process, owner)),
    );
  }

  test('where the settling comes first: the link is decided anew, and made', async () => {
    const world = await oneProcess();
    const linking = await slowLink(world);
    await settle(world, A_MINUTE_LATER);
    expect(await count(world, 'OAuthIdentityLinkLapsed')).toBe(1);
    expect(unusedClaims(await world.log.events())).toEqual([]);
    await interleave([], linking);
    expect(await reasonsOf(linking)).toEqual([]);
    expect(await count(world, 'OAuthIdentityLinked')).toBe(1);
    await expectClaimsToBeInOrder(world);
  });

  test('in every order of their calls: the link is made with its claim', async () => {
    await inEveryOrder([4, 5], async (order) => {
      const world = await oneProcess();
      const linking = await slowLink(world);
      const settling = stepwise(world, (process) => settleIdentity(process, A_MINUTE_LATER));
      await interleave(order, linking, settling);
      expect({ order, reasons: await reasonsOf(linking, settling) }).toEqual({ order, reasons: [] });
      expect(await count(world, 'OAuthIdentityLinked')).toBe(1);
      await expectClaimsToBeInOrder(world);
    });
  });
});

test('REG-6 OAU-1 a link anew and the settling of what was unlinked, in every order of their calls: it is made with its claim', async () => {
  await inEveryOrder([3, 5], async (order) => {
    const world = await oneProcess();
    const owner = await aUser(world, EMAIL);
    await link(world, owner);
    await unlink(world, owner);
    const linking = stepwise(world, (process) => link(process, owner));
    const settling = stepwise(world, (process) => settleIdentity(process, NOW));
    await interleave(order, linking, settling);
    expect({ order, reasons: await reasonsOf(linking, settling) }).toEqual({ order, reasons: [] });
    expect(await count(world, 'OAuthIdentityLinked')).toBe(2);
    await expectClaimsToBeInOrder(world);
  });
});

describe('OAU-10 an identity that was unlinked', () => {
  const settleStops = SETTLE_STOPS.filter(({ append }) => append <= 2 || append === Infinity);
  test.each(settleStops)(
    'is free for another after settling that stops $moment and is repeated',
    async (stop) => {
      const world = await oneProcess();
      const owner = await aUser(world, EMAIL);
      await link(world, owner);
      await unlink(world, owner);
      await settleAfterAll(world, stop, NOW);
      const other = await aUser(world, emailAddress('grace@example.com'));
      await link(world, other);
      await expectClaimsToBeInOrder(world);
      expect((await enter(world)).userId).toBe(other.userId);
    },
  );
});

describe('REG-6 OAU-1 one identity', () => {
  test('is linked to one account of two whose users want it, in every order of their calls', async () => {
    const winners = new Set<string>();
    await inEveryOrder([3, 3], async (order) => {
      const world = await oneProcess();
      const [one, other] = [await aUser(world, EMAIL), await aUser(world, emailAddress('grace@example.com'))];
      const racers = [one, other].map((owner) => stepwise(world, (process) => link(process, owner)));
      await interleave(order, ...racers);
      const reasons = await reasonsOf(...racers);
      expect({ order, losers: reasons.length }).toEqual({ order, losers: 1 });
      expect(reasons[0]).toBeInstanceOf(IdentityTaken);
      expect(await count(world, 'OAuthIdentityLinked')).toBe(1);
      const { userId } = await enter(world);
      winners.add(userId === one.userId ? 'one' : 'other');
      await expectClaimsToBeInOrder(world);
    });
    expect(winners.size).toBe(2);
  });

  test('opens one account from two browsers, in every order of their calls', async () => {
    await inEveryOrder([3, 3], async (order) => {
      const world = await oneProcess();
      const racers = [await decidedToEnter(world), await decidedToEnter(world)];
      await interleave(order, ...racers);
      expect(await reasonsOf(...racers)).toEqual([]);
      expect(await count(world, 'UserRegistered')).toBe(1);
      const [first, second] = [await enter(world), await enter(world)];
      expect(first.userId).toBe(second.userId);
      await expectClaimsToBeInOrder(world);
    });
  });

  test('opens one account from 40 browsers at once', async () => {
    const world = await oneProcess();
    const entered = await Promise.all(Array.from({ length: 40 }, () => enter(world)));
    expect(new Set(entered.map(({ userId }) => userId)).size).toBe(1);
    expect(await count(world, 'UserRegistered')).toBe(1);
    await expectClaimsToBeInOrder(world);
  });

  test('opens an account, or is linked to another by its user, in every order of their calls', async () => {
    const outcomes = new Set<string>();
    await inEveryOrder([3, 3], async (order) => {
      const world = await oneProcess();
      const owner = await aUser(world, emailAddress('grace@example.com'));
      const entering = await decidedToEnter(world);
      const linking = stepwise(world, (process) => link(process, owner));
      await interleave(order, entering, linking);
      const reasons = await reasonsOf(entering, linking);
      expect(reasons.length).toBeLessThanOrEqual(1);
      for (const reason of reasons) expect(reason).toBeInstanceOf(IdentityTaken);
      outcomes.add((await linking.outcome).status);
      await expectClaimsToBeInOrder(world);
    });
    expect(outcomes.size).toBe(2);
  });

  test('opens an account, or a password does, for one address, in every order of their calls', async () => {
    const outcomes = new Set<string>();
    const form = { email: EMAIL, username: 'ada', password: PASSWORD };
    await inEveryOrder([3, 3], async (order) => {
      const world = await oneProcess();
      const entering = await decidedToEnter(world);
      const registering = stepwise(world, (process) => register(process, form, aCause()));
      await interleave(order, entering, registering);
      const reasons = await reasonsOf(entering, registering);
      expect({ order, losers: reasons.length }).toEqual({ order, losers: 1 });
      expect([EmailTaken, AccountExists].some((Refusal) => reasons[0] instanceof Refusal)).toBe(true);
      outcomes.add((await registering.outcome).status);
      expect(await count(world, 'UserRegistered')).toBe(1);
      await expectClaimsToBeInOrder(world);
    });
    expect(outcomes.size).toBe(2);
  });

  test('is linked once to the account that its user and its address link it to, in every order of their calls', async () => {
    await inEveryOrder([2, 3], async (order) => {
      const world = await oneProcess();
      const owner = await aUser(world, EMAIL);
      const entering = await decidedToEnter(world);
      const linking = stepwise(world, (process) => link(process, owner));
      await interleave(order, entering, linking);
      expect({ order, reasons: await reasonsOf(entering, linking) }).toEqual({ order, reasons: [] });
      expect(await count(world, 'OAuthIdentityLinked')).toBe(1);
      await expectClaimsToBeInOrder(world);
    });
  });
});

test('REG-6 OAU-1 of two identities of one provider an account gets one, in every order of their calls', async () => {
  await inEveryOrder([3, 3], async (order) => {
    const world = await oneProcess();
    const owner = await aUser(world, EMAIL);
    const racers = [google, othersGoogle].map((identity) =>
      stepwise(world, (process) => linkIdentity(process, owner, identity, aCause())),
    );
    await interleave(order, ...racers);
    const reasons = await reasonsOf(...racers);
    expect({ order, losers: reasons.length }).toEqual({ order, losers: 1 });
    expect(reasons[0]).toBeInstanceOf(ProviderLinked);
    expect(await count(world, 'OAuthIdentityLinked')).toBe(1);
    await expectClaimsToBeInOrder(world);
  });
});

test('REG-6 OAU-1 a slow sign-up and the settling of its claims, in every order of their calls: an account or nothing', async () => {
  const seen = new Set<number>();
  await inEveryOrder([1, 12], async (order) => {
    const world = await oneProcess();
    // The account itself is all that is left to write.
    const entering = await after(6, stepwise(world, enter));
    expect(await count(world, 'ValueClaimed')).toBe(2);
    const settling = stepwise(world, (process) => settle(process, A_MINUTE_LATER));
    await interleave(order, entering, settling);
    for (const reason of await reasonsOf(entering, settling))
      expect(reason).toBeInstanceOf(RegistrationLapsed);
    seen.add(await count(world, 'UserRegistered'));
    await expectClaimsToBeInOrder(world);
    await enter(world);
    expect(await count(world, 'UserRegistered')).toBe(1);
  });
  expect(seen).toEqual(new Set([0, 1]));
});
