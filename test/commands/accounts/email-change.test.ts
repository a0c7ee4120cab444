import { describe, expect, test } from '@jest/globals';
import { changeEmail } from '../../../src/commands/accounts/change-email.js';
import { confirmEmailChange } from '../../../src/commands/accounts/confirm-email-change.js';
import { load } from '../../../src/commands/handle.js';
import { requestPasswordReset } from '../../../src/commands/passwords/request-password-reset.js';
import { resetPassword } from '../../../src/commands/passwords/reset-password.js';
import { releaseUnusedClaim } from '../../../src/commands/accounts/release-unused-claim.js';
import { signIn } from '../../../src/commands/authentication/sign-in.js';
import { claimAt } from '../../../src/domain/claim/claim.js';
import { EmailTaken } from '../../../src/domain/claim/decisions.js';
import {
  InvalidCredentials,
  LinkUsed,
  UnknownUser,
  WrongPassword,
} from '../../../src/domain/user/decisions.js';
import { SameAddress } from '../../../src/domain/user/email-decisions.js';
import {
  aWorld,
  newestLink,
  PASSWORD,
  registeredAccount,
  VERIFICATION_TTL_MS,
  verifiedAccount,
} from '../../support/domain/command-world.js';
import type { World } from '../../support/domain/command-world.js';
import { aCause } from '../../support/stores/memory-log.js';
import { ADA, NOW } from '../../support/domain/user-history.js';
import { anEventId } from '../../support/domain/ids.js';
import type { EmailAddress } from '../../../src/domain/user/email-address.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';
import type { UserId } from '../../../src/domain/ids.js';

const OLD = emailAddress('ada@example.com');
const NEW = emailAddress('countess@example.com');

async function request(world: World, userId: UserId, new_email: EmailAddress): Promise<void> {
  await changeEmail(world, { userId }, { new_email, password: PASSWORD }, aCause());
}

async function confirm(world: World, userId: UserId, cause = aCause()) {
  const token = await newestLink(world, userId, 'confirm-email');
  return await confirmEmailChange(world, { token }, cause);
}

async function ownerOf({ log, emailClaimStream }: World, email: EmailAddress): Promise<string | null> {
  return (await load(log, claimAt(emailClaimStream(email)))).state.owner;
}

describe('RST-13 a change of the address', () => {
  test('takes effect when the new address confirms it, and not before', async () => {
    const world = aWorld();
    const { id } = await verifiedAccount(world);
    await request(world, id, NEW);
    await signIn(world, { email: OLD, password: PASSWORD }, aCause());
    expect(await ownerOf(world, NEW)).toBeNull();

    const { account, position } = await confirm(world, id);
    expect(account).toMatchObject({ id, email: NEW, verified: true, claim: world.emailClaimStream(NEW) });
    expect(position).toBe(await world.log.store.head());
    await signIn(world, { email: NEW, password: PASSWORD }, aCause());
  });

  test('leaves the old address to others once its claim is settled', async () => {
    const world = aWorld();
    const { id } = await verifiedAccount(world);
    await request(world, id, NEW);
    await confirm(world, id);
    await expect(registeredAccount(world, OLD)).rejects.toThrow(EmailTaken);
    await releaseUnusedClaim(
      world,
      { claim: world.emailClaimStream(OLD), userId: id, stalled: false },
      aCause(),
    );
    await expect(signIn(world, { email: OLD, password: PASSWORD }, aCause())).rejects.toThrow(
      InvalidCredentials,
    );
    await registeredAccount(world, OLD);
  });

  test('needs the password', async () => {
    const world = aWorld();
    const { id } = await verifiedAccount(world);
    const input = { new_email: NEW, password: 'wrong' };
    await expect(changeEmail(world, { userId: id }, input, aCause())).rejects.toThrow(WrongPassword);
    const stranger = changeEmail(world, { userId: ADA }, { ...input, password: PASSWORD }, aCause());
    await expect(stranger).rejects.toThrow(UnknownUser);
  });

  test('is refused for the address in force, and granted for another spelling of it', async () => {
    const world = aWorld();
    const { id } = await verifiedAccount(world);
    await expect(request(world, id, emailAddress(' ada@EXAMPLE.com'))).rejects.toThrow(SameAddress);
    await request(world, id, emailAddress('Ada@example.com'));
    expect((await confirm(world, id)).account.email).toBe('Ada@example.com');
    await releaseUnusedClaim(
      world,
      { claim: world.emailClaimStream(OLD), userId: id, stalled: false },
      aCause(),
    );
    await signIn(world, { email: OLD, password: PASSWORD }, aCause());
  });

  test('REG-11 answers the same to the same commands', async () => {
    const world = aWorld();
    const { id } = await verifiedAccount(world);
    const asking = aCause();
    const input = { new_email: NEW, password: PASSWORD };
    const asked = await changeEmail(world, { userId: id }, input, asking);
    expect(await changeEmail(world, { userId: id }, input, asking)).toEqual(asked);

    const token = await newestLink(world, id, 'confirm-email');
    const confirming = aCause();
    const confirmed = await confirmEmailChange(world, { token }, confirming);
    expect(await confirmEmailChange(world, { token }, confirming)).toEqual(confirmed);
    expect(await world.log.types(world.emailClaimStream(NEW))).toEqual(['ValueClaimed']);
  });

  test('is refused where somebody else has registered the address in the meantime', async () => {
    const world = aWorld();
    const { id } = await verifiedAccount(world);
    await request(world, id, NEW);
    const bob = await registeredAccount(world, NEW);
    await expect(confirm(world, id)).rejects.toThrow(EmailTaken);
    expect(await ownerOf(world, NEW)).toBe(bob.id);
    await signIn(world, { email: OLD, password: PASSWORD }, aCause());
  });

  test('REG-6 and a registration of the same address at once: one of them has it', async () => {
    const world = aWorld();
    const { id } = await verifiedAccount(world);
    await request(world, id, NEW);
    const outcomes = await Promise.allSettled([confirm(world, id), registeredAccount(world, NEW)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes).toContainEqual({ status: 'rejected', reason: new EmailTaken() });
  });
});

describe('the link that was mailed to a new address', () => {
  test('RST-3 works once, also 20 times at once', async () => {
    const world = aWorld();
    const { id } = await verifiedAccount(world);
    await request(world, id, NEW);
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => confirm(world, id)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(LinkUsed);
    }
  });

  test('RST-4 works until the instant of its expiry', async () => {
    const world = aWorld();
    const { id } = await verifiedAccount(world);
    await request(world, id, NEW);
    const expiry = NOW.getTime() + VERIFICATION_TTL_MS;
    await expect(confirm(world, id, aCause(new Date(expiry)))).rejects.toThrow(LinkUsed);
    await confirm(world, id, aCause(new Date(expiry - 1)));
  });

  test('RST-7 dies by a reset of the password', async () => {
    const world = aWorld();
    const { id } = await verifiedAccount(world);
    await request(world, id, NEW);
    await requestPasswordReset(world, { email: OLD }, aCause());
    const token = await newestLink(world, id, 'reset-password');
    await resetPassword(world, { token, new_password: 'kolibri zaun lampe' }, aCause());
    await expect(confirm(world, id)).rejects.toThrow(LinkUsed);
  });

  test('RST-5 is replaced by a newer one, also for another address', async () => {
    const world = aWorld();
    const { id } = await verifiedAccount(world);
    await request(world, id, emailAddress('typo@example.com'));
    const token = await newestLink(world, id, 'confirm-email');
    await request(world, id, NEW);
    await expect(confirmEmailChange(world, { token }, aCause())).rejects.toThrow(LinkUsed);
    expect((await confirm(world, id)).account.email).toBe(NEW);
  });

  test('RST-6 is not one for another purpose or of nobody', async () => {
    const world = aWorld();
    const { id, verification } = await registeredAccount(world);
    const eventId = verification?.event ?? '';
    for (const token of [
      'x',
      world.linkTokens.issue('verify-email', { userId: id, eventId: anEventId(eventId) }),
      world.linkTokens.issue('confirm-email', { userId: id, eventId: anEventId(eventId) }),
      world.linkTokens.issue('confirm-email', { userId: ADA, eventId: anEventId(eventId) }),
    ]) {
      await expect(confirmEmailChange(world, { token }, aCause())).rejects.toThrow(LinkUsed);
    }
  });
});
