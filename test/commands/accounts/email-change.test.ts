import { describe, expect, test } from '@jest/globals';
import { changeEmail } from '../../../src/commands/accounts/change-email.js';
import { confirmEmailChange } from '../../../src/commands/accounts/confirm-email-change.js';
import { load } from '../../../src/commands/handle.js';
import { requestPasswordReset } from '../../../src/commands/passwords/request-password-reset.js';
import { resetPassword } from '../../../src/commands/passwords/reset-password.js';
import { releaseUnusedClaim } from '../../../src/commands/accounts/release-unused-claim.js';
import { signIn } from '../../../src/commands/authentication/sign-in.js';
import { updateProfile } from '../../../src/commands/accounts/update-profile.js';
import { signOut } from '../../../src/commands/sessions/sign-out.js';
import { claimAt } from '../../../src/domain/claim/claim.js';
import { EmailTaken } from '../../../src/domain/claim/decisions.js';
import { ReauthenticationRequired, SessionOver } from '../../../src/domain/policies/active-session.js';
import {
  InvalidCredentials,
  LinkUsed,
  UnknownUser,
  WrongPassword,
} from '../../../src/domain/user/decisions.js';
import { SameAddress } from '../../../src/domain/user/email-decisions.js';
import { userStream } from '../../../src/domain/user/user.js';
import { openMemoryEventStore } from '../../../src/eventstore/memory.js';
import {
  aWorld,
  newestLink,
  PASSWORD,
  registeredAccount,
  VERIFICATION_TTL_MS,
  verifiedAccount,
} from '../../support/domain/command-world.js';
import type { World } from '../../support/domain/command-world.js';
import { aCause } from '../../support/stores/memory/memory-log.js';
import { ADA, NOW } from '../../support/domain/user-history.js';
import { anEventId, aSessionId } from '../../support/domain/ids.js';
import { openSession } from '../../support/domain/open-session.js';
import { addFactor, enrol } from '../../support/domain/second-steps.js';
import { interceptAppends } from '../../support/hostile/faulty-store.js';
import type { EmailAddress } from '../../../src/domain/user/email-address.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';
import type { UserId } from '../../../src/domain/ids.js';

const OLD = emailAddress('ada@example.com');
const NEW = emailAddress('countess@example.com');

type Caller = Awaited<ReturnType<typeof openSession>>;

async function request(world: World, userId: UserId, new_email: EmailAddress): Promise<void> {
  const caller = await openSession(world, userId);
  await changeEmail(world, caller, { new_email, password: PASSWORD }, aCause());
}

async function confirm(world: World, userId: UserId, cause = aCause()) {
  const token = await newestLink(world, userId, 'confirm-email');
  return await confirmEmailChange(world, { token }, cause);
}

async function ownerOf({ log, emailClaimStream }: World, email: EmailAddress): Promise<string | null> {
  return (await load(log, claimAt(emailClaimStream(email)))).state.owner;
}

describe('an email change (RST-13)', () => {
  test('takes effect when the link to the new address is confirmed, not before', async () => {
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

  test('frees the old address once its claim is released', async () => {
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

  test('keeps attempts at the old address away from the account, before its claim is released', async () => {
    const world = aWorld();
    const { id } = await verifiedAccount(world);
    await request(world, id, NEW);
    await confirm(world, id);
    const before = (await world.log.events()).length;
    await expect(signIn(world, { email: OLD, password: PASSWORD }, aCause())).rejects.toThrow(
      InvalidCredentials,
    );
    await world.finish();
    const appended = (await world.log.events()).slice(before);
    expect(appended.map(({ type }) => type)).toEqual(['AttemptCounted']);
    expect(JSON.stringify(appended)).not.toContain(id);
  });

  test('requires the password', async () => {
    const world = aWorld();
    const { id } = await verifiedAccount(world);
    const input = { new_email: NEW, password: 'wrong' };
    await expect(
      changeEmail(world, { userId: id, sessionId: aSessionId() }, input, aCause()),
    ).rejects.toThrow(WrongPassword);
    const unknown = changeEmail(
      world,
      { userId: ADA, sessionId: aSessionId() },
      { ...input, password: PASSWORD },
      aCause(),
    );
    await expect(unknown).rejects.toThrow(UnknownUser);
  });

  test.each<[string, (world: World, caller: Caller) => Promise<unknown>, new () => Error]>([
    ['a first factor is added', (world, { userId }) => addFactor(world, userId), ReauthenticationRequired],
    ['its session ends', (world, caller) => signOut(world, caller, aCause()), SessionOver],
  ])('is refused if %s while it is decided (MFA-28)', async (_, interfere, refusal) => {
    let meanwhile = () => Promise.resolve();
    const store = interceptAppends(openMemoryEventStore(), async (writes, original) => {
      if (writes.some(({ events }) => events.some(({ type }) => type === 'EmailChangeRequested')))
        await meanwhile();
      return await original.append(writes);
    });
    const world = aWorld(store);
    const { id } = await verifiedAccount(world);
    const caller = await openSession(world, id);
    meanwhile = async () => {
      meanwhile = () => Promise.resolve();
      // A change of the account makes the request decide again.
      await updateProfile(world, caller, { username: 'countess' }, aCause(), null);
      await interfere(world, caller);
    };
    const requested = changeEmail(world, caller, { new_email: NEW, password: PASSWORD }, aCause());
    await expect(requested).rejects.toThrow(refusal);
    expect(await world.log.types(userStream(id))).not.toContain('EmailChangeRequested');
  });

  test('is refused in a session that has ended', async () => {
    const world = aWorld();
    const { id } = await verifiedAccount(world);
    const caller = await openSession(world, id);
    await signOut(world, caller, aCause());
    const requested = changeEmail(world, caller, { new_email: NEW, password: PASSWORD }, aCause());
    await expect(requested).rejects.toThrow(SessionOver);
  });

  test('is refused for the current address and accepted for another spelling of it', async () => {
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

  test('returns the same results to repeated commands (REG-11)', async () => {
    const world = aWorld();
    const { id } = await verifiedAccount(world);
    const caller = await openSession(world, id);
    const requestCause = aCause();
    const input = { new_email: NEW, password: PASSWORD };
    const requested = await changeEmail(world, caller, input, requestCause);
    expect(await changeEmail(world, caller, input, requestCause)).toEqual(requested);

    const token = await newestLink(world, id, 'confirm-email');
    const confirmCause = aCause();
    const confirmed = await confirmEmailChange(world, { token }, confirmCause);
    expect(await confirmEmailChange(world, { token }, confirmCause)).toEqual(confirmed);
    expect(await world.log.types(world.emailClaimStream(NEW))).toEqual(['ValueClaimed']);
  });

  test('is refused if another account has registered the address since the request', async () => {
    const world = aWorld();
    const { id } = await verifiedAccount(world);
    await request(world, id, NEW);
    const bob = await registeredAccount(world, NEW);
    await expect(confirm(world, id)).rejects.toThrow(EmailTaken);
    expect(await ownerOf(world, NEW)).toBe(bob.id);
    await signIn(world, { email: OLD, password: PASSWORD }, aCause());
  });

  test('and a concurrent registration of the same address: exactly one succeeds (REG-6)', async () => {
    const world = aWorld();
    const { id } = await verifiedAccount(world);
    await request(world, id, NEW);
    const outcomes = await Promise.allSettled([confirm(world, id), registeredAccount(world, NEW)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes).toContainEqual({ status: 'rejected', reason: new EmailTaken() });
  });
});

describe('the link that is mailed to a new address', () => {
  test('works once, even for 20 concurrent uses (RST-3)', async () => {
    const world = aWorld();
    const { id } = await verifiedAccount(world);
    await request(world, id, NEW);
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => confirm(world, id)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(LinkUsed);
    }
  });

  test('expires at its exact expiry time (RST-4)', async () => {
    const world = aWorld();
    const { id } = await verifiedAccount(world);
    await request(world, id, NEW);
    const expiry = NOW.getTime() + VERIFICATION_TTL_MS;
    await expect(confirm(world, id, aCause(new Date(expiry)))).rejects.toThrow(LinkUsed);
    await confirm(world, id, aCause(new Date(expiry - 1)));
  });

  test('is invalidated by a password reset (RST-7)', async () => {
    const world = aWorld();
    const { id } = await verifiedAccount(world);
    await request(world, id, NEW);
    await requestPasswordReset(world, { email: OLD }, aCause());
    const token = await newestLink(world, id, 'reset-password');
    await resetPassword(world, { token, new_password: 'kolibri zaun lampe' }, aCause());
    await expect(confirm(world, id)).rejects.toThrow(LinkUsed);
  });

  test('is invalidated by a new factor, so that a thief of the password cannot complete the change (RST-13)', async () => {
    const world = aWorld();
    const { id } = await verifiedAccount(world);
    await request(world, id, NEW);
    await enrol(world, await signIn(world, { email: OLD, password: PASSWORD }, aCause()));
    await expect(confirm(world, id)).rejects.toThrow(LinkUsed);
    expect(await ownerOf(world, NEW)).toBeNull();
  });

  test('is invalidated by a newer link, even for another address (RST-5)', async () => {
    const world = aWorld();
    const { id } = await verifiedAccount(world);
    await request(world, id, emailAddress('typo@example.com'));
    const token = await newestLink(world, id, 'confirm-email');
    await request(world, id, NEW);
    await expect(confirmEmailChange(world, { token }, aCause())).rejects.toThrow(LinkUsed);
    expect((await confirm(world, id)).account.email).toBe(NEW);
  });

  test('is refused if its token is malformed, for another purpose or an unknown user (RST-6)', async () => {
    const world = aWorld();
    const { id, verification } = await registeredAccount(world);
    const eventId = verification.newest?.event ?? '';
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
