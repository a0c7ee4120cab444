import { describe, expect, test } from '@jest/globals';
import { WeakPassword } from '../../../src/commands/steps/check-password-policy.js';
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
import { aCause } from '../../support/stores/memory-log.js';
import {
  losingAnswers,
  oneStreamAtATime,
  Stopped,
  stoppingBefore,
} from '../../support/hostile/troubled-store.js';
import { NOW } from '../../support/domain/user-history.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';
import { aClaimStream } from '../../support/domain/ids.js';

const form = { email: emailAddress('Ada@Example.com'), username: 'ada', password: PASSWORD };

async function claimEvents({ log, emailClaimStream }: World) {
  return await log.types(emailClaimStream(emailAddress('ada@example.com')));
}

/** How many accounts the log tells of. */
async function accounts({ log }: World): Promise<number> {
  return (await log.events()).filter(({ type }) => type === 'UserRegistered').length;
}

describe('a registration', () => {
  test('opens an account for the canonical form of the address, to be verified', async () => {
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
    expect(account.verification?.expires).toEqual(new Date(NOW.getTime() + VERIFICATION_TTL_MS));
    expect(position).toBe(await world.log.store.head());
    expect(await world.log.types(`user-${account.id}`)).toEqual([
      'UserRegistered',
      'PasswordSet',
      'EmailVerificationRequested',
    ]);
    expect(await claimEvents(world)).toEqual(['ValueClaimed']);
  });

  test('REG-7 is refused where the address differs in letter case only', async () => {
    const world = aWorld();
    await register(world, form, aCause());
    await expect(
      register(world, { ...form, email: emailAddress(' aDA@EXAMPLE.COM') }, aCause()),
    ).rejects.toThrow(EmailTaken);
    expect(await accounts(world)).toBe(1);
  });

  test.each(['short', 'password1', 'ada@example.com'])(
    'REG-5 is refused with the password %s',
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
    ['REG-8 a field too many', { ...form, is_admin: true }],
    ['a missing password', { email: form.email, username: form.username }],
    ['an address that is none', { ...form, email: 'ada' }],
    ['RST-12 a list of addresses', { ...form, email: ['ada@example.com'] }],
    ['a name of spaces', { ...form, username: ' ' }],
  ])('is not one with %s', (_, input) => {
    expect(registerInput.safeParse(input).success).toBe(false);
  });
});

describe('REG-11 the same registration again', () => {
  test('answers the same account, and is recorded once', async () => {
    const world = aWorld();
    const cause = aCause();
    const first = await register(world, form, cause);
    const again = await register(world, form, cause);
    expect(again).toEqual(first);
    expect(await accounts(world)).toBe(1);
  });

  test('answers the same account at the same time', async () => {
    const world = aWorld();
    const cause = aCause();
    const answers = await Promise.all([1, 2, 3].map(() => register(world, form, cause)));
    expect(new Set(answers.map(({ account }) => account.id)).size).toBe(1);
    expect(await accounts(world)).toBe(1);
  });

  test('EVT-2 is what happens where the log loses its answer', async () => {
    const world = aWorld(losingAnswers(openMemoryEventStore(), 2));
    await register(world, form, aCause());
    expect(await claimEvents(world)).toEqual(['ValueClaimed']);
    expect(await accounts(world)).toBe(1);
  });
});

const stores = [
  ['one append for all streams', openMemoryEventStore],
  ['one append for each stream', () => oneStreamAtATime(openMemoryEventStore())],
] as const;

describe.each(stores)('REG-6 on a log with %s', (_, openStore) => {
  test('200 registrations of one address at once open one account', async () => {
    const world = aWorld(openStore());
    const attempts = Array.from({ length: 200 }, () => register(world, form, aCause()));
    const outcomes = await Promise.allSettled(attempts);
    const refusals = outcomes.flatMap((outcome): unknown[] =>
      outcome.status === 'rejected' ? [outcome.reason] : [],
    );
    expect(refusals).toHaveLength(199);
    for (const refusal of refusals) expect(refusal).toBeInstanceOf(EmailTaken);
    expect(await accounts(world)).toBe(1);
    expect(await claimEvents(world)).toEqual(['ValueClaimed']);
  });

  test('an address stays taken while the account is there', async () => {
    const world = aWorld(openStore());
    await registeredAccount(world);
    await expect(register(world, form, aCause())).rejects.toThrow(EmailTaken);
  });
});

describe('a registration that stopped between the claim and the account', () => {
  async function stoppedRegistration() {
    const world = aWorld(stoppingBefore(oneStreamAtATime(openMemoryEventStore()), 2));
    const cause = aCause();
    await expect(register(world, form, cause)).rejects.toThrow(Stopped);
    const [claimed] = await world.log.events();
    if (claimed?.type !== 'ValueClaimed') throw new Error('The claim was not recorded.');
    return { world, cause, claim: claimed.stream, userId: claimed.data.user_id };
  }

  test('is completed by the same command', async () => {
    const { world, cause, userId } = await stoppedRegistration();
    const { account } = await register(world, form, cause);
    expect(account.id).toBe(userId);
    expect(await claimEvents(world)).toEqual(['ValueClaimed']);
    expect(await accounts(world)).toBe(1);
  });

  test('keeps the address from others until it is settled', async () => {
    const { world, claim, userId } = await stoppedRegistration();
    await expect(register(world, form, aCause())).rejects.toThrow(EmailTaken);
    await releaseUnusedClaim(world, { claim: aClaimStream(claim), userId, stalled: true }, aCause());
    const { account } = await register(world, form, aCause());
    expect(account.id).not.toBe(userId);
  });

  test('is refused once it is settled, and leaves the address free', async () => {
    const { world, cause, claim, userId } = await stoppedRegistration();
    await releaseUnusedClaim(world, { claim: aClaimStream(claim), userId, stalled: true }, aCause());
    await expect(register(world, form, cause)).rejects.toThrow(RegistrationLapsed);
    expect(await world.log.types(`user-${userId}`)).toEqual(['RegistrationAbandoned']);
    expect(await claimEvents(world)).toEqual(['ValueClaimed', 'ValueReleased']);
  });
});
