import { describe, expect, test } from '@jest/globals';
import { changeEmail } from '../../../src/commands/accounts/change-email.js';
import { confirmEmailChange } from '../../../src/commands/accounts/confirm-email-change.js';
import { load } from '../../../src/commands/handle.js';
import { releaseUnusedClaim } from '../../../src/commands/accounts/release-unused-claim.js';
import { claimAt } from '../../../src/domain/claim/claim.js';
import { requireRegistered } from '../../../src/domain/user/decisions.js';
import { userAt } from '../../../src/domain/user/user.js';
import { openMemoryEventStore } from '../../../src/eventstore/memory.js';
import { aWorld, newestLink, PASSWORD, verifiedAccount } from '../../support/domain/command-world.js';
import type { World } from '../../support/domain/command-world.js';
import { aCause } from '../../support/stores/memory-log.js';
import { oneStreamAtATime } from '../../support/hostile/troubled-store.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';
import type { EmailAddress } from '../../../src/domain/user/email-address.js';
import type { UserId } from '../../../src/domain/ids.js';

const A = emailAddress('ada@example.com');
const B = emailAddress('countess@example.com');

/** What a person does in turn, and the address whose claim the reaction to it settles some time later. */
interface Step {
  readonly name: string;
  act(world: World, userId: UserId): Promise<void>;
  readonly settles: EmailAddress | null;
}

const STEPS: readonly Step[] = [
  { name: 'ask for B', act: (world, userId) => request(world, userId, B), settles: null },
  { name: 'confirm B', act: confirm, settles: A },
  { name: 'ask for A', act: (world, userId) => request(world, userId, A), settles: null },
  { name: 'confirm A', act: confirm, settles: B },
];

async function request(world: World, userId: UserId, new_email: EmailAddress): Promise<void> {
  await changeEmail(world, { userId }, { new_email, password: PASSWORD }, aCause());
}

async function confirm(world: World, userId: UserId): Promise<void> {
  const token = await newestLink(world, userId, 'confirm-email');
  await confirmEmailChange(world, { token }, aCause());
}

/** Every order in which the steps, and the settling after each, can come to pass. */
function orders(steps = STEPS, waiting: readonly EmailAddress[] = []): Step[][] {
  const [step, ...rest] = steps;
  if (step === undefined && waiting.length === 0) return [[]];
  const acting =
    step === undefined
      ? []
      : orders(rest, step.settles === null ? waiting : [...waiting, step.settles]).map((order) => [
          step,
          ...order,
        ]);
  const settling = waiting.flatMap((address, i) =>
    orders(steps, waiting.toSpliced(i, 1)).map((order) => [settle(address), ...order]),
  );
  return [...acting, ...settling];
}

function settle(address: EmailAddress): Step {
  return {
    name: `settle ${address === A ? 'A' : 'B'}`,
    act: (world, userId) =>
      releaseUnusedClaim(world, { claim: world.emailClaimStream(address), userId, stalled: false }, aCause()),
    settles: null,
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
  ['one append for each stream', () => oneStreamAtATime(openMemoryEventStore())],
] as const;

const named = orders().map((order) => [order.map(({ name }) => name).join(', '), order] as const);

describe.each(stores)('on a log with %s, an address that is changed and changed back', (_, openStore) => {
  test.each(named)('is claimed after each of: %s', async (__, order) => {
    const world = aWorld(openStore());
    const { id } = await verifiedAccount(world, A);
    for (const step of order) {
      await step.act(world, id);
      await expectAddressInUseToBeClaimed(world, id);
    }
    expect(await ownerOf(world, B)).toBeNull();
  });

  test('is claimed although each step and the settling of both run side by side', async () => {
    const world = aWorld(openStore());
    const { id } = await verifiedAccount(world, A);
    for (const step of STEPS) {
      await Promise.all([step, settle(A), settle(B), settle(A)].map((one) => one.act(world, id)));
      await expectAddressInUseToBeClaimed(world, id);
    }
  });
});
