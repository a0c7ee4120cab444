import { describe, expect, test } from '@jest/globals';
import { WeakPassword } from '../../../src/commands/steps/passwords/check-password-policy.js';
import { register, registerInput } from '../../../src/commands/accounts/register.js';
import { releaseUnusedClaim } from '../../../src/commands/accounts/release-unused-claim.js';
import { EmailTaken } from '../../../src/domain/claim/decisions.js';
import { RegistrationLapsed } from '../../../src/domain/user/decisions.js';
import { openMemoryEventStore } from '../../../src/eventstore/memory.js';
import {
  aWorld,
  PASSWORD,
  registeredAccount,
  VERIFICATION_TTL_MS,
} from '../../support/domain/command-world.js';
import type { World } from '../../support/domain/command-world.js';
import { aCause } from '../../support/stores/memory/memory-log.js';
import {
  loseAnswers,
  singleStreamStore,
  ProcessStopped,
  stopBeforeAppend,
} from '../../support/hostile/faulty-store.js';
import { NOW } from '../../support/domain/user-history.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';
import { aClaimStream } from '../../support/domain/ids.js';

const form = { email: emailAddress('Ada@Example.com'), username: 'ada', password: PASSWORD };

async function claimEvents({ log, emailClaimStream }: World) {
  return await log.types(emailClaimStream(emailAddress('ada@example.com')));
}

/** Counts the registered accounts in the log. */
async function countAccounts({ log }: World): Promise<number> {
  return (await log.events()).filter(({ type }) => type === 'UserRegistered').length;
}

describe('a registration', () => {
  test('opens an unverified account for the canonical form of the address', async () => {
    const world = aWorld();
    const { account, position } = await register(world, form, aCause());
    expect(account).toMatchObject({
      status: 'registered',
      email: 'Ada@example.com',
      username: 'ada',
      password: `fake$1$${PASSWORD}`,
      active: true,
      verified: false,
      claim: world.emailClaimStream(emailAddress('ada@example.com')),
    });
    expect(account.verification.newest?.expires).toEqual(new Date(NOW.getTime() + VERIFICATION_TTL_MS));
    expect(position).toBe(await world.log.store.head());
    expect(await world.log.types(`user-${account.id}`)).toEqual([
      'UserRegistered',
      'PasswordSet',
      'EmailVerificationRequested',
    ]);
    expect(await claimEvents(world)).toEqual(['ValueClaimed']);
  });

  test('is refused if the address differs from a taken one only in letter case (REG-7)', async () => {
    const world = aWorld();
    await register(world, form, aCause());
    await expect(
      register(world, { ...form, email: emailAddress(' aDA@EXAMPLE.COM') }, aCause()),
    ).rejects.toThrow(EmailTaken);
    expect(await countAccounts(world)).toBe(1);
  });

  test.each(['short', 'password1', 'ada@example.com'])(
    'is refused with the weak password %s (REG-5)',
    async (weak) => {
      const world = aWorld();
      await expect(register(world, { ...form, password: weak }, aCause())).rejects.toMatchObject({
        code: 'weak_password',
        pointer: '/password',
      });
      await expect(register(world, { ...form, password: weak }, aCause())).rejects.toThrow(WeakPassword);
      expect(await world.log.events()).toEqual([]);
    },
  );

  test.each<[string, object]>([
    ['an unknown field (REG-8)', { ...form, is_admin: true }],
    ['a missing password', { email: form.email, username: form.username }],
    ['an invalid address', { ...form, email: 'ada' }],
    ['a list of addresses (RST-12)', { ...form, email: ['ada@example.com'] }],
    ['a username of spaces', { ...form, username: ' ' }],
  ])('rejects an input with %s', (_, input) => {
    expect(registerInput.safeParse(input).success).toBe(false);
  });
});

describe('a repeated registration (REG-11)', () => {
  test('returns the same account and is recorded once', async () => {
    const world = aWorld();
    const cause = aCause();
    const first = await register(world, form, cause);
    const again = await register(world, form, cause);
    expect(again).toEqual(first);
    expect(await countAccounts(world)).toBe(1);
  });

  test('returns the same account if the repeats are concurrent', async () => {
    const world = aWorld();
    const cause = aCause();
    const answers = await Promise.all([1, 2, 3].map(() => register(world, form, cause)));
    expect(new Set(answers.map(({ account }) => account.id)).size).toBe(1);
    expect(await countAccounts(world)).toBe(1);
  });

  test('takes place if the answer of the log is lost (EVT-2)', async () => {
    const world = aWorld(loseAnswers(openMemoryEventStore(), 2));
    await register(world, form, aCause());
    expect(await claimEvents(world)).toEqual(['ValueClaimed']);
    expect(await countAccounts(world)).toBe(1);
  });
});

const stores = [
  ['one append for all streams', openMemoryEventStore],
  ['one append for each stream', () => singleStreamStore(openMemoryEventStore())],
] as const;

describe.each(stores)('on a log with %s (REG-6)', (_, openStore) => {
  test('200 concurrent registrations of one address open one account', async () => {
    const world = aWorld(openStore());
    const attempts = Array.from({ length: 200 }, () => register(world, form, aCause()));
    const outcomes = await Promise.allSettled(attempts);
    const refusals = outcomes.flatMap((outcome): unknown[] =>
      outcome.status === 'rejected' ? [outcome.reason] : [],
    );
    expect(refusals).toHaveLength(199);
    for (const refusal of refusals) expect(refusal).toBeInstanceOf(EmailTaken);
    expect(await countAccounts(world)).toBe(1);
    expect(await claimEvents(world)).toEqual(['ValueClaimed']);
  });

  test('the address of an account stays taken', async () => {
    const world = aWorld(openStore());
    await registeredAccount(world);
    await expect(register(world, form, aCause())).rejects.toThrow(EmailTaken);
    await expect(register(world, form, { ...aCause(), isNew: true })).rejects.toThrow(EmailTaken);
    expect(await countAccounts(world)).toBe(1);
    expect(await claimEvents(world)).toEqual(['ValueClaimed']);
  });
});

describe('a registration that was interrupted between the claim and the account', () => {
  async function interruptedRegistration() {
    const world = aWorld(stopBeforeAppend(singleStreamStore(openMemoryEventStore()), 2));
    const cause = aCause();
    await expect(register(world, form, cause)).rejects.toThrow(ProcessStopped);
    const [claimed] = await world.log.events();
    if (claimed?.type !== 'ValueClaimed') throw new Error('The claim was not recorded.');
    return { world, cause, claim: claimed.stream, userId: claimed.data.user_id };
  }

  test('is completed by a repeat of the command', async () => {
    const { world, cause, userId } = await interruptedRegistration();
    const { account } = await register(world, form, cause);
    expect(account.id).toBe(userId);
    expect(await claimEvents(world)).toEqual(['ValueClaimed']);
    expect(await countAccounts(world)).toBe(1);
  });

  test('keeps the address taken until its claim is released', async () => {
    const { world, claim, userId } = await interruptedRegistration();
    await expect(register(world, form, aCause())).rejects.toThrow(EmailTaken);
    await releaseUnusedClaim(world, { claim: aClaimStream(claim), userId, stalled: true }, aCause());
    const { account } = await register(world, form, aCause());
    expect(account.id).not.toBe(userId);
  });

  test('is refused after the release of its claim, and the address stays free', async () => {
    const { world, cause, claim, userId } = await interruptedRegistration();
    await releaseUnusedClaim(world, { claim: aClaimStream(claim), userId, stalled: true }, aCause());
    await expect(register(world, form, cause)).rejects.toThrow(RegistrationLapsed);
    expect(await world.log.types(`user-${userId}`)).toEqual(['RegistrationAbandoned']);
    expect(await claimEvents(world)).toEqual(['ValueClaimed', 'ValueReleased']);
  });
});
