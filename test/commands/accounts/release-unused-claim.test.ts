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
import { aCause } from '../../support/stores/memory/memory-log.js';
import { interceptAppends, singleStreamStore } from '../../support/hostile/faulty-store.js';
import { ADA } from '../../support/domain/user-history.js';
import type { EmailAddress } from '../../../src/domain/user/email-address.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';
import { aClaimStream, aUserId } from '../../support/domain/ids.js';

const form = { email: emailAddress('ada@example.com'), username: 'ada', password: PASSWORD };

async function ownerOf({ log, emailClaimStream }: World, email: EmailAddress): Promise<string | null> {
  return (await load(log, claimAt(emailClaimStream(email)))).state.owner;
}

describe('the release of unused claims', () => {
  test('keeps the claim that an account uses, however often it runs', async () => {
    const world = aWorld();
    const { id, claim } = await registeredAccount(world);
    const before = await world.log.store.head();
    await releaseUnusedClaim(world, { claim, userId: id, stalled: true }, aCause());
    await releaseUnusedClaim(world, { claim, userId: id, stalled: true }, aCause());
    expect(await world.log.store.head()).toBe(before);
  });

  test('abandons an interrupted registration and frees its address', async () => {
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

  test('keeps a claim that another user has made since', async () => {
    const world = aWorld();
    const { id, claim } = await registeredAccount(world);
    await releaseUnusedClaim(world, { claim, userId: ADA, stalled: true }, aCause());
    expect(await ownerOf(world, emailAddress('ada@example.com'))).toBe(id);
  });

  test('makes a slow registration fail and frees its address', async () => {
    const store = singleStreamStore(openMemoryEventStore());
    const releaser = aWorld(store);
    const slow = interceptAppends(store, async (writes, within) => {
      const [write] = writes;
      if (write?.stream.startsWith('user-')) {
        const userId = write.stream.slice('user-'.length);
        await releaseUnusedClaim(
          releaser,
          { claim: releaser.emailClaimStream(form.email), userId: aUserId(userId), stalled: true },
          aCause(),
        );
      }
      return await within.append(writes);
    });
    await expect(register(aWorld(slow), form, aCause())).rejects.toThrow(RegistrationLapsed);
    expect(await ownerOf(releaser, form.email)).toBeNull();
    const { account } = await register(aWorld(store), form, aCause());
    expect(await ownerOf(releaser, form.email)).toBe(account.id);
  });

  test('never leaves an account without its claim while registrations run (REG-6)', async () => {
    const store = singleStreamStore(openMemoryEventStore());
    const world = aWorld(store);
    const attempts = Array.from({ length: 30 }, async () => {
      const released = releaseUnusedClaims(world);
      const [outcome] = await Promise.allSettled([register(world, form, aCause()), released]);
      return outcome.status === 'fulfilled' ? [outcome.value.account.id] : [];
    });
    const opened = (await Promise.all(attempts)).flat();
    await releaseUnusedClaims(world);
    const owner = await ownerOf(world, form.email);
    expect(opened).toEqual(owner === null ? [] : [owner]);
  });
});

/** Runs the reaction to every claim in the log. */
async function releaseUnusedClaims(world: World): Promise<void> {
  for (const event of await world.log.events()) {
    if (event.type !== 'ValueClaimed') continue;
    await releaseUnusedClaim(
      world,
      { claim: aClaimStream(event.stream), userId: event.data.user_id, stalled: true },
      aCause(),
    );
  }
}
