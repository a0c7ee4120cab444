import { describe, expect, test } from '@jest/globals';
import { handle, load } from '../../../src/commands/handle.js';
import { register } from '../../../src/commands/accounts/register.js';
import { releaseUnusedClaim } from '../../../src/commands/accounts/release-unused-claim.js';
import { claimAt } from '../../../src/domain/claim/claim.js';
import { claim as claimValue } from '../../../src/domain/claim/decisions.js';
import { RegistrationLapsed } from '../../../src/domain/user/decisions.js';
import { openMemoryEventStore } from '../../../src/eventstore/memory.js';
import { aWorld, PASSWORD, registeredAccount } from '../../support/domain/command-world.js';
import type { World } from '../../support/domain/command-world.js';
import { aCause } from '../../support/stores/memory-log.js';
import { interfered, oneStreamAtATime } from '../../support/hostile/troubled-store.js';
import { ADA } from '../../support/domain/user-history.js';
import type { EmailAddress } from '../../../src/domain/user/email-address.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';
import { aClaimStream, aUserId } from '../../support/domain/ids.js';

const form = { email: emailAddress('ada@example.com'), username: 'ada', password: PASSWORD };

async function ownerOf({ log, emailClaimStream }: World, email: EmailAddress): Promise<string | null> {
  return (await load(log, claimAt(emailClaimStream(email)))).state.owner;
}

describe('settling a claim', () => {
  test('leaves what an account uses, however often it is done', async () => {
    const world = aWorld();
    const { id, claim } = await registeredAccount(world);
    const before = await world.log.store.head();
    await releaseUnusedClaim(world, { claim, userId: id, stalled: true }, aCause());
    await releaseUnusedClaim(world, { claim, userId: id, stalled: true }, aCause());
    expect(await world.log.store.head()).toBe(before);
  });

  test('closes the stream of a registration that never followed, and frees its address', async () => {
    const world = aWorld();
    const claim = world.emailClaimStream(emailAddress('ada@example.com'));
    await handle(world.log, aCause(), { held: claimAt(claim) }, ({ held }) => ({
      held: claimValue(held, ADA),
    }));
    const cause = aCause();
    await releaseUnusedClaim(world, { claim, userId: ADA, stalled: true }, cause);
    await releaseUnusedClaim(world, { claim, userId: ADA, stalled: true }, cause);
    await releaseUnusedClaim(world, { claim, userId: ADA, stalled: true }, aCause());
    expect(await world.log.types(`user-${ADA}`)).toEqual(['RegistrationAbandoned']);
    expect(await world.log.types(claim)).toEqual(['ValueClaimed', 'ValueReleased']);
  });

  test('leaves what another has claimed by now', async () => {
    const world = aWorld();
    const { id, claim } = await registeredAccount(world);
    await releaseUnusedClaim(world, { claim, userId: ADA, stalled: true }, aCause());
    expect(await ownerOf(world, emailAddress('ada@example.com'))).toBe(id);
  });

  test('before a slow registration goes on, refuses it and leaves the address free', async () => {
    const store = oneStreamAtATime(openMemoryEventStore());
    const settler = aWorld(store);
    const slow = interfered(store, async (writes, within) => {
      const [write] = writes;
      if (write?.stream.startsWith('user-')) {
        const userId = write.stream.slice('user-'.length);
        await releaseUnusedClaim(
          settler,
          {
            claim: settler.emailClaimStream(emailAddress(form.email)),
            userId: aUserId(userId),
            stalled: true,
          },
          aCause(),
        );
      }
      return await within.append(writes);
    });
    await expect(register(aWorld(slow), form, aCause())).rejects.toThrow(RegistrationLapsed);
    expect(await ownerOf(settler, form.email)).toBeNull();
    const { account } = await register(aWorld(store), form, aCause());
    expect(await ownerOf(settler, form.email)).toBe(account.id);
  });

  test('REG-6 while registrations are under way never leaves an account without its claim', async () => {
    const store = oneStreamAtATime(openMemoryEventStore());
    const world = aWorld(store);
    const attempts = Array.from({ length: 30 }, async () => {
      const settled = settleEveryClaim(world);
      const [outcome] = await Promise.allSettled([register(world, form, aCause()), settled]);
      return outcome.status === 'fulfilled' ? [outcome.value.account.id] : [];
    });
    const opened = (await Promise.all(attempts)).flat();
    await settleEveryClaim(world);
    const owner = await ownerOf(world, form.email);
    expect(opened).toEqual(owner === null ? [] : [owner]);
  });
});

/** What the reactions to all claims of the log so far do. */
async function settleEveryClaim(world: World): Promise<void> {
  for (const event of await world.log.events()) {
    if (event.type !== 'ValueClaimed') continue;
    await releaseUnusedClaim(
      world,
      { claim: aClaimStream(event.stream), userId: event.data.user_id, stalled: true },
      aCause(),
    );
  }
}
