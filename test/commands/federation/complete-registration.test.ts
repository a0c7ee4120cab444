import { describe, expect, test } from '@jest/globals';
import { offerRegistration } from '../../../src/commands/federation/offer-registration.js';
import { completeRegistration } from '../../../src/commands/federation/complete-registration.js';
import { EmailTaken } from '../../../src/domain/claim/decisions.js';
import { LinkUsed } from '../../../src/domain/user/decisions.js';
import { openMemoryEventStore } from '../../../src/eventstore/memory.js';
import type { EventStore } from '../../../src/eventstore/port.js';
import type { ProvenIdentity } from '../../../src/security/oauth/provider.js';
import { claimFaults, unusedClaims } from '../../support/domain/claims-read-off.js';
import { verifiedAccount } from '../../support/domain/command-world.js';
import { aCause } from '../../support/stores/memory-log.js';
import { ending, serviceOn } from '../../support/domain/service-processes.js';
import type { Service } from '../../support/domain/service-processes.js';
import { A_MINUTE_LATER, IN_THE_END, settle } from '../../support/domain/settling.js';
import { oneStreamAtATime, Stopped } from '../../support/hostile/troubled-store.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';

const BROWSER = 'the digest of what her browser keeps';
/** Her browser, while the provider is there. */
const THERE = { browser: BROWSER, requireProvider: () => undefined };
const google: ProvenIdentity = {
  provider: 'google',
  issuer: 'https://accounts.google.com',
  subject: '1815',
  email: { address: emailAddress('ada@example.com'), verified: false, trusted: false },
  name: 'Ada Lovelace',
};

/** Somebody has been mailed a link, which is used in her browser by every process that is given. */
async function offeredTo(store: EventStore) {
  const world = await serviceOn(store);
  await offerRegistration(world, google, BROWSER, aCause());
  const offered = (await world.log.events()).find(({ type }) => type === 'SignUpOffered');
  if (offered?.type !== 'SignUpOffered') throw new TypeError('There is no offer.');
  const claims = { userId: offered.data.user_id, eventId: offered.id };
  const token = world.linkTokens.issue('confirm-sign-up', claims);
  return { world, take: (process: Service) => completeRegistration(process, { token }, THERE, aCause()) };
}

async function accountsOf({ log }: Service): Promise<number> {
  return (await log.events()).filter(({ type }) => type === 'UserRegistered').length;
}

async function expectClaimsToBeInOrder(world: Service): Promise<void> {
  expect(claimFaults(await world.log.events())).toEqual([]);
  await settle(world, IN_THE_END);
  const events = await world.log.events();
  expect([claimFaults(events), unusedClaims(events)]).toEqual([[], []]);
}

describe.each([
  ['a log that appends to several streams at once', () => openMemoryEventStore()],
  ['a log that appends to one stream at a time', () => oneStreamAtATime(openMemoryEventStore())],
])('the link to an offer, on %s', (_, open) => {
  test('RST-3 opens one account, of many who use it at once, and the others are told that it is used', async () => {
    const { world, take } = await offeredTo(open());
    const uses = await Promise.allSettled(Array.from({ length: 20 }, () => take(world)));
    const refusals = uses.flatMap((use): unknown[] => (use.status === 'rejected' ? [use.reason] : []));
    expect(refusals).toHaveLength(19);
    for (const refusal of refusals) expect(refusal).toBeInstanceOf(LinkUsed);
    expect(await accountsOf(world)).toBe(1);
    await expectClaimsToBeInOrder(world);
  });

  test('opens no account once the address has one', async () => {
    const { world, take } = await offeredTo(open());
    await verifiedAccount(world, emailAddress('ada@example.com'));
    await expect(take(world)).rejects.toThrow(EmailTaken);
    expect(await accountsOf(world)).toBe(1);
    await expectClaimsToBeInOrder(world);
  });
});

describe.each([
  ['before append 1, of the address', { moment: '', append: 1, written: false }],
  ['after append 1, of the address', { moment: '', append: 1, written: true }],
  ['after append 2, of the identity', { moment: '', append: 2, written: true }],
])('REG-6 OAU-1 an account that is about to be opened by a process that stops %s', (_, stop) => {
  async function stopped() {
    const { world, take } = await offeredTo(oneStreamAtATime(openMemoryEventStore()));
    await expect(take(ending(world, stop))).rejects.toThrow(Stopped);
    expect(await accountsOf(world)).toBe(0);
    return { world, take };
  }

  test('is opened by the same link, used again', async () => {
    const { world, take } = await stopped();
    await take(world);
    expect(await accountsOf(world)).toBe(1);
    await expectClaimsToBeInOrder(world);
    await expect(take(world)).rejects.toThrow(LinkUsed);
  });

  test('leaves the address free for a new sign-up, a minute later', async () => {
    const { world, take } = await stopped();
    await settle(world, A_MINUTE_LATER);
    expect(unusedClaims(await world.log.events())).toEqual([]);
    await verifiedAccount(world, emailAddress('ada@example.com'));
    await expect(take(world)).rejects.toThrow(EmailTaken);
    expect(await accountsOf(world)).toBe(1);
    await expectClaimsToBeInOrder(world);
  });
});

test('an account that a process has opened and not answered with is there, and its link is used', async () => {
  const { world, take } = await offeredTo(oneStreamAtATime(openMemoryEventStore()));
  await expect(take(ending(world, { moment: '', append: 3, written: true }))).rejects.toThrow(Stopped);
  expect(await accountsOf(world)).toBe(1);
  await expect(take(world)).rejects.toThrow(LinkUsed);
  await expectClaimsToBeInOrder(world);
});
