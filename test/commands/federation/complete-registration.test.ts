import { describe, expect, test } from '@jest/globals';
import { offerRegistration } from '../../../src/commands/federation/offer-registration.js';
import { completeRegistration } from '../../../src/commands/federation/complete-registration.js';
import { EmailTaken } from '../../../src/domain/claim/decisions.js';
import { LinkUsed } from '../../../src/domain/user/decisions.js';
import { openMemoryEventStore } from '../../../src/eventstore/memory.js';
import type { EventStore } from '../../../src/eventstore/port.js';
import type { ProvenIdentity } from '../../../src/security/oauth/provider.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';
import { claimFaults, unusedClaims } from '../../support/domain/claims-read-off.js';
import { verifiedAccount } from '../../support/domain/command-world.js';
import { aCause } from '../../support/stores/memory/memory-log.js';
import { ending, serviceOn } from '../../support/domain/processes/service-processes.js';
import type { Service } from '../../support/domain/processes/service-processes.js';
import { A_MINUTE_LATER, IN_THE_END, settle } from '../../support/domain/settling.js';
import { singleStreamStore, ProcessStopped } from '../../support/hostile/faulty-store.js';

const BROWSER = 'digest of the secret of the browser';
/** Browser that started the registration, with the provider still configured. */
const SAME_BROWSER = { browser: BROWSER, request: null, requireProvider: () => undefined };
const google: ProvenIdentity = {
  provider: 'google',
  issuer: 'https://accounts.google.com',
  subject: '1815',
  email: { address: emailAddress('ada@example.com'), verified: false, trusted: false },
  name: 'Ada Lovelace',
};

/** Offers a registration by mail. `complete` uses its link in the same browser, through a given process. */
async function offerOn(store: EventStore) {
  const world = await serviceOn(store);
  await offerRegistration(world, google, BROWSER, aCause());
  const offered = (await world.log.events()).find(({ type }) => type === 'SignUpOffered');
  if (offered?.type !== 'SignUpOffered') throw new TypeError('No registration was offered.');
  const claims = { userId: offered.data.user_id, eventId: offered.id };
  const token = world.linkTokens.issue('confirm-sign-up', claims);
  return {
    world,
    complete: (process: Service) => completeRegistration(process, { token }, SAME_BROWSER, aCause()),
  };
}

async function countAccounts({ log }: Service): Promise<number> {
  return (await log.events()).filter(({ type }) => type === 'UserRegistered').length;
}

async function expectConsistentClaims(world: Service): Promise<void> {
  expect(claimFaults(await world.log.events())).toEqual([]);
  await settle(world, IN_THE_END);
  const events = await world.log.events();
  expect([claimFaults(events), unusedClaims(events)]).toEqual([[], []]);
}

describe.each([
  ['a log that appends to several streams at once', () => openMemoryEventStore()],
  ['a log that appends to one stream at a time', () => singleStreamStore(openMemoryEventStore())],
])('the link of an offered registration, on %s,', (_, open) => {
  test('opens one account for 20 concurrent uses and refuses the others as used (RST-3)', async () => {
    const { world, complete } = await offerOn(open());
    const uses = await Promise.allSettled(Array.from({ length: 20 }, () => complete(world)));
    const refusals = uses.flatMap((use): unknown[] => (use.status === 'rejected' ? [use.reason] : []));
    expect(refusals).toHaveLength(19);
    for (const refusal of refusals) expect(refusal).toBeInstanceOf(LinkUsed);
    expect(await countAccounts(world)).toBe(1);
    await expectConsistentClaims(world);
  });

  test('opens no account if the address has been registered since', async () => {
    const { world, complete } = await offerOn(open());
    await verifiedAccount(world, emailAddress('ada@example.com'));
    await expect(complete(world)).rejects.toThrow(EmailTaken);
    expect(await countAccounts(world)).toBe(1);
    await expectConsistentClaims(world);
  });
});

describe.each([
  ['before append 1, to the claim of the address', { moment: '', append: 1, written: false }],
  ['after append 1, to the claim of the address', { moment: '', append: 1, written: true }],
  ['after append 2, to the claim of the identity', { moment: '', append: 2, written: true }],
])('the registration of a process that stops %s (REG-6, OAU-1)', (_, stop) => {
  async function stopped() {
    const { world, complete } = await offerOn(singleStreamStore(openMemoryEventStore()));
    await expect(complete(ending(world, stop))).rejects.toThrow(ProcessStopped);
    expect(await countAccounts(world)).toBe(0);
    return { world, complete };
  }

  test('is completed by a second use of the link', async () => {
    const { world, complete } = await stopped();
    await complete(world);
    expect(await countAccounts(world)).toBe(1);
    await expectConsistentClaims(world);
    await expect(complete(world)).rejects.toThrow(LinkUsed);
  });

  test('leaves the address free for another registration a minute later', async () => {
    const { world, complete } = await stopped();
    await settle(world, A_MINUTE_LATER);
    expect(unusedClaims(await world.log.events())).toEqual([]);
    await verifiedAccount(world, emailAddress('ada@example.com'));
    await expect(complete(world)).rejects.toThrow(EmailTaken);
    expect(await countAccounts(world)).toBe(1);
    await expectConsistentClaims(world);
  });
});

test('the link is used up if the process stops after it has opened the account', async () => {
  const { world, complete } = await offerOn(singleStreamStore(openMemoryEventStore()));
  await expect(complete(ending(world, { moment: '', append: 3, written: true }))).rejects.toThrow(
    ProcessStopped,
  );
  expect(await countAccounts(world)).toBe(1);
  await expect(complete(world)).rejects.toThrow(LinkUsed);
  await expectConsistentClaims(world);
});
