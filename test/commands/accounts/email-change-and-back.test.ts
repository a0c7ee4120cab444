import { describe, expect, test } from '@jest/globals';
import { changeEmail } from '../../../src/commands/accounts/change-email.js';
import { confirmEmailChange } from '../../../src/commands/accounts/confirm-email-change.js';
import { load } from '../../../src/commands/handle.js';
import { releaseUnusedClaim } from '../../../src/commands/accounts/release-unused-claim.js';
import { claimAt } from '../../../src/domain/claim/claim.js';
import { requireRegistered } from '../../../src/domain/user/decisions.js';
import { userAt } from '../../../src/domain/user/user.js';
import { openMemoryEventStore } from '../../../src/eventstore/memory.js';
import type { UserId } from '../../../src/domain/ids.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';
import type { EmailAddress } from '../../../src/domain/user/email-address.js';
import { aWorld, newestLink, PASSWORD, verifiedAccount } from '../../support/domain/command-world.js';
import type { World } from '../../support/domain/command-world.js';
import { aCause } from '../../support/stores/memory/memory-log.js';
import { singleStreamStore } from '../../support/hostile/faulty-store.js';
import { openSession } from '../../support/domain/open-session.js';

const A = emailAddress('ada@example.com');
const B = emailAddress('countess@example.com');

/** Action of a user, with the address whose claim the reaction to it checks some time later. */
interface Step {
  readonly name: string;
  act(world: World, userId: UserId): Promise<void>;
  readonly releases: EmailAddress | null;
}

const STEPS: readonly Step[] = [
  { name: 'request B', act: (world, userId) => request(world, userId, B), releases: null },
  { name: 'confirm B', act: confirm, releases: A },
  { name: 'request A', act: (world, userId) => request(world, userId, A), releases: null },
  { name: 'confirm A', act: confirm, releases: B },
];

async function request(world: World, userId: UserId, new_email: EmailAddress): Promise<void> {
  const caller = await openSession(world, userId);
  await changeEmail(world, caller, { new_email, password: PASSWORD }, aCause());
}

async function confirm(world: World, userId: UserId): Promise<void> {
  const token = await newestLink(world, userId, 'confirm-email');
  await confirmEmailChange(world, { token }, aCause());
}

/** Returns every possible order of the steps and the reactions to them. */
function orders(steps = STEPS, waiting: readonly EmailAddress[] = []): Step[][] {
  const [step, ...rest] = steps;
  if (step === undefined && waiting.length === 0) return [[]];
  const acts =
    step === undefined
      ? []
      : orders(rest, step.releases === null ? waiting : [...waiting, step.releases]).map((order) => [
          step,
          ...order,
        ]);
  const reactions = waiting.flatMap((address, i) =>
    orders(steps, waiting.toSpliced(i, 1)).map((order) => [release(address), ...order]),
  );
  return [...acts, ...reactions];
}

function release(address: EmailAddress): Step {
  return {
    name: `release ${address === A ? 'A' : 'B'}`,
    act: (world, userId) =>
      releaseUnusedClaim(world, { claim: world.emailClaimStream(address), userId, stalled: false }, aCause()),
    releases: null,
  };
}

async function ownerOf({ log, emailClaimStream }: World, email: EmailAddress): Promise<string | null> {
  return (await load(log, claimAt(emailClaimStream(email)))).state.owner;
}

async function expectAddressInUseToBeClaimed(world: World, userId: UserId): Promise<void> {
  const { email } = requireRegistered((await load(world.log, userAt(userId))).state);
  expect(await ownerOf(world, email)).toBe(userId);
}

const stores = [
  ['one append for all streams', openMemoryEventStore],
  ['one append for each stream', () => singleStreamStore(openMemoryEventStore())],
] as const;

const named = orders().map((order) => [order.map(({ name }) => name).join(', '), order] as const);

describe.each(stores)('on a log with %s, an address that is changed and changed back', (_, openStore) => {
  test.each(named)('is claimed after each step of: %s', async (__, order) => {
    const world = aWorld(openStore());
    const { id } = await verifiedAccount(world, A);
    for (const step of order) {
      await step.act(world, id);
      await expectAddressInUseToBeClaimed(world, id);
    }
    expect(await ownerOf(world, B)).toBeNull();
  });

  test('is claimed although each step runs concurrently with the release of both claims', async () => {
    const world = aWorld(openStore());
    const { id } = await verifiedAccount(world, A);
    for (const step of STEPS) {
      await Promise.all([step, release(A), release(B), release(A)].map((next) => next.act(world, id)));
      await expectAddressInUseToBeClaimed(world, id);
    }
  });
});
