import { describe, expect, test } from '@jest/globals';
import { linkIdentity } from '../../../src/commands/federation/link-identity.js';
import { register } from '../../../src/commands/accounts/register.js';
import { releaseUnusedClaim } from '../../../src/commands/accounts/release-unused-claim.js';
import { signIn } from '../../../src/commands/authentication/sign-in.js';
import { signInByIdentity } from '../../../src/commands/federation/sign-in-by-identity.js';
import { requestPasswordReset } from '../../../src/commands/passwords/request-password-reset.js';
import { resetPassword } from '../../../src/commands/passwords/reset-password.js';
import { restoreIdentity } from '../../../src/commands/federation/restore-identity.js';
import { unlinkIdentity } from '../../../src/commands/federation/unlink-identity.js';
import { EmailTaken, IdentityTaken } from '../../../src/domain/claim/decisions.js';
import { RegistrationLapsed } from '../../../src/domain/user/decisions.js';
import { AccountExists, ProviderLinked } from '../../../src/domain/user/identity-decisions.js';
import type { Cause } from '../../../src/eventstore/codec.js';
import { openMemoryEventStore } from '../../../src/eventstore/memory.js';
import type { ProvenIdentity } from '../../../src/security/oauth/provider.js';
import { claimFaults, unusedClaims } from '../../support/domain/claims-read-off.js';
import { newestLink, PASSWORD, verifiedAccount } from '../../support/domain/command-world.js';
import { aCause } from '../../support/stores/memory/memory-log.js';
import {
  again,
  ending,
  NEVER,
  serviceOn,
  untilItEnds,
  withStore,
} from '../../support/domain/processes/service-processes.js';
import type { Service, Stop } from '../../support/domain/processes/service-processes.js';
import {
  A_MINUTE_LATER,
  IN_THE_END,
  settle,
  settleAfterAll,
  settleJobs,
} from '../../support/domain/settling.js';
import { interleave, orders, stepwise } from '../../support/domain/processes/stepwise.js';
import type { Stepwise } from '../../support/domain/processes/stepwise.js';
import { interceptAppends, singleStreamStore, ProcessStopped } from '../../support/hostile/faulty-store.js';
import { NOW } from '../../support/domain/user-history.js';
import type { EmailAddress } from '../../../src/domain/user/email-address.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';

// This log appends to one stream at a time. The claims on an address and on an identity and their use are separate
// appends, and a process can stop between any two.

const EMAIL = emailAddress('ada@example.com');
const google: ProvenIdentity = {
  provider: 'google',
  issuer: 'https://accounts.google.com',
  subject: '1815',
  email: { address: EMAIL, verified: true, trusted: true },
  name: 'Ada Lovelace',
};
const othersGoogle: ProvenIdentity = { ...google, subject: '1852' };

const oneProcess = () => serviceOn(singleStreamStore(openMemoryEventStore()));

/** Signs in a user with a password. */
async function aUser(world: Service, email: EmailAddress) {
  await verifiedAccount(world, email);
  return await signIn(world, { email, password: PASSWORD }, aCause());
}

type Owner = Awaited<ReturnType<typeof aUser>>;

const signInByGoogle = (world: Service, cause = aCause()) => signInByIdentity(world, google, cause);
const link = (world: Service, owner: Owner, cause = aCause()) => linkIdentity(world, owner, google, cause);
const unlink = (world: Service, owner: Owner) =>
  unlinkIdentity(
    world,
    owner,
    { provider: 'google', entrances: { isConfigured: () => true, byMail: false, rpId: 'example.org' } },
    aCause(),
  );

/** Runs the due reactions to the claim on the identity, and no others. */
async function settleIdentity(process: Service, until: Date): Promise<void> {
  for (const { cause, ...settled } of await settleJobs(process)) {
    const isDue = settled.claim === process.identityClaimStream(google) && cause.now <= until;
    if (isDue) await releaseUnusedClaim(process, settled, cause);
  }
}

/** Expects that no account ever used a claim that it did not own, and that no unused claim remains in the end. */
async function expectConsistentClaims(world: Service): Promise<void> {
  expect(claimFaults(await world.log.events())).toEqual([]);
  await settle(world, IN_THE_END);
  const events = await world.log.events();
  expect(claimFaults(events)).toEqual([]);
  expect(unusedClaims(events)).toEqual([]);
}

async function count(world: Service, type: string): Promise<number> {
  return (await world.log.events()).filter((event) => event.type === type).length;
}

/** Advances a process by a number of calls to the log. */
async function after<Result>(calls: number, process: Stepwise<Result>): Promise<Stepwise<Result>> {
  for (let call = 0; call < calls; call += 1) await process.step();
  return process;
}

/** Checks every order of steps concurrently, each in a world of its own. */
async function inEveryOrder(
  steps: readonly number[],
  check: (order: readonly number[]) => Promise<void>,
): Promise<void> {
  await Promise.all(orders(...steps).map(check));
}

/** Advances a sign-in up to its decision: the identity and the address are looked up, nothing is appended. */
const decidedSignIn = (world: Service) => after(4, stepwise(world, signInByGoogle));

async function reasonsOf(...all: readonly Stepwise<unknown>[]): Promise<unknown[]> {
  const outcomes = await Promise.all(all.map(({ outcome }) => outcome));
  return outcomes.flatMap((outcome): unknown[] => (outcome.status === 'rejected' ? [outcome.reason] : []));
}

/** Action of a user under test, with its setup. */
interface Act {
  readonly name: string;
  /** Categories of the streams that it appends to, in order, before it starts a session. */
  readonly appends: readonly string[];
  /** Sets up the world and returns the action. */
  readonly begin: (world: Service) => Promise<(process: Service, cause: Cause) => Promise<unknown>>;
}

const ACTS: readonly Act[] = [
  {
    name: 'a registration by an identity',
    appends: ['claim', 'claim', 'user'],
    begin: () => Promise.resolve(signInByGoogle),
  },
  {
    name: 'an automatic link by address',
    appends: ['claim', 'user'],
    begin: async (world) => {
      await verifiedAccount(world, EMAIL);
      return signInByGoogle;
    },
  },
  {
    name: 'a link by a user',
    appends: ['claim', 'user'],
    begin: async (world) => {
      const owner = await aUser(world, EMAIL);
      return (process, cause) => link(process, owner, cause);
    },
  },
];

test.each(ACTS)(
  '$name makes exactly these appends, and the tests below stop a process at each of them',
  async (act) => {
    const world = await oneProcess();
    const work = await act.begin(world);
    const streams: string[] = [];
    const counting = interceptAppends(world.log.store, (writes, within) => {
      streams.push(...writes.map(({ stream }) => stream.replace(/-.*/, '')));
      return within.append(writes);
    });
    await work(withStore(world, counting), aCause());
    const sessionStreams = ['attempts', 'device', 'devices', 'refresh', 'session'];
    expect(streams.filter((stream) => !sessionStreams.includes(stream))).toEqual(act.appends);
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
      isComplete: written && i + 1 === act.appends.length,
    })),
  ),
);

describe.each(STOPPED_ACTS)('$name that stops $when (REG-6, OAU-1)', ({ begin, stop, isComplete }) => {
  async function stopped() {
    const world = await oneProcess();
    const work = await begin(world);
    const cause = aCause();
    await expect(work(ending(world, stop), cause)).rejects.toThrow(ProcessStopped);
    return { world, work, cause };
  }

  test('is completed by a repeat of the command', async () => {
    const { world, work, cause } = await stopped();
    await work(world, cause);
    expect(await count(world, 'OAuthIdentityLinked')).toBe(1);
    await expectConsistentClaims(world);
    expect(await count(world, 'UserRegistered')).toBe(1);
  });

  test.each(SETTLE_STOPS)(
    'leaves no unused claim after a release that stops $moment and is repeated',
    async (settleStop) => {
      const { world, work } = await stopped();
      await settleAfterAll(world, settleStop, A_MINUTE_LATER);
      const events = await world.log.events();
      expect([claimFaults(events), unusedClaims(events)]).toEqual([[], []]);
      await work(world, aCause());
      expect(await count(world, 'OAuthIdentityLinked')).toBe(1);
      expect(await count(world, 'UserRegistered')).toBe(1);
      await expectConsistentClaims(world);
    },
  );

  test.each(SETTLE_STOPS)(
    'links only a claimed identity if it is repeated after a release that stopped $moment',
    async (settleStop) => {
      const { world, work, cause } = await stopped();
      await untilItEnds(settle(ending(world, settleStop), A_MINUTE_LATER));
      const [late] = await Promise.allSettled([work(world, again(cause, A_MINUTE_LATER))]);
      if (late.status === 'rejected') {
        expect(isComplete).toBe(false);
        expect(late.reason).toBeInstanceOf(RegistrationLapsed);
      }
      await expectConsistentClaims(world);
    },
  );
});

describe('a slow link and the release of its claim (REG-6, OAU-1)', () => {
  /** Advances a link until it has claimed the identity; the user's stream has no link yet. */
  async function slowLink(world: Service) {
    const owner = await aUser(world, EMAIL);
    return await after(
      2,
      stepwise(world, (process) => link(process, owner)),
    );
  }

  test('the link decides again and succeeds if the release comes first', async () => {
    const world = await oneProcess();
    const linking = await slowLink(world);
    await settle(world, A_MINUTE_LATER);
    expect(await count(world, 'OAuthIdentityLinkLapsed')).toBe(1);
    expect(unusedClaims(await world.log.events())).toEqual([]);
    await interleave([], linking);
    expect(await reasonsOf(linking)).toEqual([]);
    expect(await count(world, 'OAuthIdentityLinked')).toBe(1);
    await expectConsistentClaims(world);
  });

  test('the link succeeds with its claim, in every order of calls', async () => {
    await inEveryOrder([4, 5], async (order) => {
      const world = await oneProcess();
      const linking = await slowLink(world);
      const releasing = stepwise(world, (process) => settleIdentity(process, A_MINUTE_LATER));
      await interleave(order, linking, releasing);
      expect({ order, reasons: await reasonsOf(linking, releasing) }).toEqual({ order, reasons: [] });
      expect(await count(world, 'OAuthIdentityLinked')).toBe(1);
      await expectConsistentClaims(world);
    });
  });
});

test('a new link succeeds with its claim while the old one is released, in every order of calls (REG-6, OAU-1)', async () => {
  await inEveryOrder([3, 5], async (order) => {
    const world = await oneProcess();
    const owner = await aUser(world, EMAIL);
    await link(world, owner);
    await unlink(world, owner);
    const linking = stepwise(world, (process) => link(process, owner));
    const releasing = stepwise(world, (process) => settleIdentity(process, NOW));
    await interleave(order, linking, releasing);
    expect({ order, reasons: await reasonsOf(linking, releasing) }).toEqual({ order, reasons: [] });
    expect(await count(world, 'OAuthIdentityLinked')).toBe(2);
    await expectConsistentClaims(world);
  });
});

test('an identity that a reset removed is restored with its claim, or its claim is released, in every order of calls (OAU-1, OAU-3)', async () => {
  await inEveryOrder([3, 5], async (order) => {
    const world = await oneProcess();
    const owner = await aUser(world, EMAIL);
    await link(world, owner);
    await requestPasswordReset(world, { email: EMAIL }, aCause());
    const token = await newestLink(world, owner.userId, 'reset-password');
    await resetPassword(world, { token, new_password: PASSWORD }, aCause());
    const restoration = { token: await newestLink(world, owner.userId, 'restore-identity') };
    // The link still works by the clock of one process, while the other releases the claim.
    const restoring = stepwise(world, (process) => restoreIdentity(process, restoration, aCause()));
    const releasing = stepwise(world, (process) => settleIdentity(process, IN_THE_END));
    await interleave(order, restoring, releasing);
    expect({ order, reasons: await reasonsOf(restoring, releasing) }).toEqual({ order, reasons: [] });
    await expectConsistentClaims(world);
  });
});

describe('an unlinked identity (OAU-10)', () => {
  const settleStops = SETTLE_STOPS.filter(({ append }) => append <= 2 || append === Infinity);
  test.each(settleStops)(
    'is free for another account after a release that stops $moment and is repeated',
    async (stop) => {
      const world = await oneProcess();
      const owner = await aUser(world, EMAIL);
      await link(world, owner);
      await unlink(world, owner);
      await settleAfterAll(world, stop, NOW);
      const other = await aUser(world, emailAddress('grace@example.com'));
      await link(world, other);
      await expectConsistentClaims(world);
      expect((await signInByGoogle(world)).userId).toBe(other.userId);
    },
  );
});

describe('one identity (REG-6, OAU-1)', () => {
  test('is linked to one of two accounts whose users link it concurrently, in every order of calls', async () => {
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
      const { userId } = await signInByGoogle(world);
      winners.add(userId === one.userId ? 'one' : 'other');
      await expectConsistentClaims(world);
    });
    expect(winners.size).toBe(2);
  });

  test('opens one account from two browsers, in every order of calls', async () => {
    await inEveryOrder([3, 3], async (order) => {
      const world = await oneProcess();
      const racers = [await decidedSignIn(world), await decidedSignIn(world)];
      await interleave(order, ...racers);
      expect(await reasonsOf(...racers)).toEqual([]);
      expect(await count(world, 'UserRegistered')).toBe(1);
      const [first, second] = [await signInByGoogle(world), await signInByGoogle(world)];
      expect(first.userId).toBe(second.userId);
      await expectConsistentClaims(world);
    });
  });

  test('opens one account from 40 browsers concurrently', async () => {
    const world = await oneProcess();
    const grants = await Promise.all(Array.from({ length: 40 }, () => signInByGoogle(world)));
    expect(new Set(grants.map(({ userId }) => userId)).size).toBe(1);
    expect(await count(world, 'UserRegistered')).toBe(1);
    await expectConsistentClaims(world);
  });

  test('either opens an account or is linked to the account of another user, in every order of calls', async () => {
    const outcomes = new Set<string>();
    await inEveryOrder([3, 3], async (order) => {
      const world = await oneProcess();
      const owner = await aUser(world, emailAddress('grace@example.com'));
      const signingIn = await decidedSignIn(world);
      const linking = stepwise(world, (process) => link(process, owner));
      await interleave(order, signingIn, linking);
      const reasons = await reasonsOf(signingIn, linking);
      expect(reasons.length).toBeLessThanOrEqual(1);
      for (const reason of reasons) expect(reason).toBeInstanceOf(IdentityTaken);
      outcomes.add((await linking.outcome).status);
      await expectConsistentClaims(world);
    });
    expect(outcomes.size).toBe(2);
  });

  test('and a registration with a password open one account for one address, in every order of calls', async () => {
    const outcomes = new Set<string>();
    const form = { email: EMAIL, username: 'ada', password: PASSWORD };
    await inEveryOrder([3, 3], async (order) => {
      const world = await oneProcess();
      const signingIn = await decidedSignIn(world);
      const registering = stepwise(world, (process) => register(process, form, aCause()));
      await interleave(order, signingIn, registering);
      const reasons = await reasonsOf(signingIn, registering);
      expect({ order, losers: reasons.length }).toEqual({ order, losers: 1 });
      expect([EmailTaken, AccountExists].some((Refusal) => reasons[0] instanceof Refusal)).toBe(true);
      outcomes.add((await registering.outcome).status);
      expect(await count(world, 'UserRegistered')).toBe(1);
      await expectConsistentClaims(world);
    });
    expect(outcomes.size).toBe(2);
  });

  test('is linked once if its user and its address link it to the same account, in every order of calls', async () => {
    await inEveryOrder([2, 3], async (order) => {
      const world = await oneProcess();
      const owner = await aUser(world, EMAIL);
      const signingIn = await decidedSignIn(world);
      const linking = stepwise(world, (process) => link(process, owner));
      await interleave(order, signingIn, linking);
      expect({ order, reasons: await reasonsOf(signingIn, linking) }).toEqual({ order, reasons: [] });
      expect(await count(world, 'OAuthIdentityLinked')).toBe(1);
      await expectConsistentClaims(world);
    });
  });
});

test('an account gets one of two identities of one provider, in every order of calls (REG-6, OAU-1)', async () => {
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
    await expectConsistentClaims(world);
  });
});

test('a slow registration opens an account with its claims or none, in every order of calls (REG-6, OAU-1)', async () => {
  const accountCounts = new Set<number>();
  await inEveryOrder([1, 12], async (order) => {
    const world = await oneProcess();
    // Only the append to the account is left.
    const signingIn = await after(6, stepwise(world, signInByGoogle));
    expect(await count(world, 'ValueClaimed')).toBe(2);
    const releasing = stepwise(world, (process) => settle(process, A_MINUTE_LATER));
    await interleave(order, signingIn, releasing);
    for (const reason of await reasonsOf(signingIn, releasing))
      expect(reason).toBeInstanceOf(RegistrationLapsed);
    accountCounts.add(await count(world, 'UserRegistered'));
    await expectConsistentClaims(world);
    await signInByGoogle(world);
    expect(await count(world, 'UserRegistered')).toBe(1);
  });
  expect(accountCounts).toEqual(new Set([0, 1]));
});
