import { describe, expect, test } from '@jest/globals';
import { WeakPassword } from '../../../src/commands/steps/passwords/check-password-policy.js';
import { deactivate } from '../../../src/commands/accounts/deactivate.js';
import { handle, load } from '../../../src/commands/handle.js';
import { linkIdentity } from '../../../src/commands/federation/link-identity.js';
import { restoreIdentity } from '../../../src/commands/federation/restore-identity.js';
import { requestPasswordReset } from '../../../src/commands/passwords/request-password-reset.js';
import { resetPassword } from '../../../src/commands/passwords/reset-password.js';
import { setPassword } from '../../../src/commands/passwords/set-password.js';
import { releaseUnusedClaim } from '../../../src/commands/accounts/release-unused-claim.js';
import { signIn } from '../../../src/commands/authentication/sign-in.js';
import { signInByIdentity } from '../../../src/commands/federation/sign-in-by-identity.js';
import { signOut } from '../../../src/commands/sessions/sign-out.js';
import { unlinkIdentity } from '../../../src/commands/federation/unlink-identity.js';
import { claimAt } from '../../../src/domain/claim/claim.js';
import { claim, IdentityTaken } from '../../../src/domain/claim/decisions.js';
import { ReauthenticationRequired, SessionOver } from '../../../src/domain/policies/active-session.js';
import { sessionAt } from '../../../src/domain/session/session.js';
import { InvalidCredentials, LinkUsed } from '../../../src/domain/user/decisions.js';
import {
  AccountExists,
  EmailMissing,
  EmailUnverified,
  ProviderLinked,
  SignInRefused,
} from '../../../src/domain/user/identity-decisions.js';
import { UnknownIdentity } from '../../../src/domain/policies/identities-of-signed-in-user.js';
import { LastWayIn } from '../../../src/domain/policies/ways-in.js';
import { PasswordExists } from '../../../src/domain/policies/passwords/add-password.js';
import { userStream } from '../../../src/domain/user/user.js';
import type { Cause } from '../../../src/eventstore/codec.js';
import type { ProvenIdentity } from '../../../src/security/oauth/provider.js';
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
import type { EmailAddress } from '../../../src/domain/user/email-address.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';
import type { UserId, SessionId } from '../../../src/domain/ids.js';

const EMAIL = emailAddress('ada@example.com');
const ADDRESS = { address: EMAIL, verified: true, trusted: true };
const google: ProvenIdentity = {
  provider: 'google',
  issuer: 'https://accounts.google.com',
  subject: '1815',
  email: ADDRESS,
  name: 'Ada Lovelace',
};
const acme: ProvenIdentity = { ...google, provider: 'acme', issuer: 'https://acme.example' };
const RECENT_MS = 15 * 60_000;
const TOO_LATE = new Date(NOW.getTime() + RECENT_MS + 1);

const signInWith = (world: World, proven = google, cause = aCause()) =>
  signInByIdentity(world, proven, cause);
const unlink = (
  world: World,
  owner: { userId: UserId; sessionId: SessionId },
  provider: string,
  cause: Cause,
) =>
  unlinkIdentity(
    world,
    owner,
    { provider, entrances: { isConfigured: () => true, byMail: false, rpId: 'example.org' } },
    cause,
  );
const typesOf = ({ log }: World, userId: UserId) => log.types(userStream(userId));

/** Signs in a user with a password. */
async function aUser(world: World, email = EMAIL) {
  await verifiedAccount(world, email);
  return await signIn(world, { email, password: PASSWORD }, aCause());
}

async function expectNothingRecorded(world: World, work: () => Promise<void>): Promise<void> {
  const before = await world.log.store.head();
  await work();
  expect(await world.log.store.head()).toBe(before);
}

describe('a sign-in by an identity', () => {
  test('opens an account with the name of the identity and a session that records the provider', async () => {
    const world = aWorld();
    const { account, userId, sessionId, position } = await signInWith(world);
    expect(account).toMatchObject({ email: EMAIL, username: 'Ada Lovelace', verified: true, password: null });
    expect(position).toBe(await world.log.store.head());
    const { state } = await load(world.log, sessionAt(sessionId));
    expect(state).toMatchObject({ status: 'started', userId, amr: ['fed'], provider: 'google' });
  });

  test('takes the username from the address if the provider asserts no name', async () => {
    const { account } = await signInWith(aWorld(), { ...google, name: null });
    expect(account.username).toBe('ada');
  });

  test('finds the same account later, whatever address or name the provider asserts then', async () => {
    const world = aWorld();
    const { userId } = await signInWith(world);
    const moved = { address: emailAddress('other@example.com'), verified: false, trusted: false };
    for (const email of [ADDRESS, moved, null]) {
      const again = await signInWith(world, { ...google, email, name: null });
      expect([again.userId, again.account.email]).toEqual([userId, EMAIL]);
    }
    expect(await typesOf(world, userId)).toEqual(['UserRegistered', 'EmailVerified', 'OAuthIdentityLinked']);
  });

  test('returns the same result to a repeated command (REG-11)', async () => {
    const world = aWorld();
    const cause = aCause();
    const first = await signInWith(world, google, cause);
    await expectNothingRecorded(world, async () => {
      const again = await signInWith(world, google, cause);
      expect([again.sessionId, again.refreshToken]).toEqual([first.sessionId, first.refreshToken]);
    });
  });

  test.each([
    ['no address', null, EmailMissing],
    ['an address that is not verified', { ...ADDRESS, verified: false }, EmailUnverified],
  ])('with %s gets the same refusal with and without an account (OAU-3)', async (_, email, Refusal) => {
    const world = aWorld();
    const expectRefusal = () =>
      expectNothingRecorded(world, async () => {
        await expect(signInWith(world, { ...google, email })).rejects.toThrow(Refusal);
      });
    await expectRefusal();
    await verifiedAccount(world);
    await expectRefusal();
  });

  test('links the identity to the account with its address, with the user as actor (OAU-2)', async () => {
    const world = aWorld();
    const { id } = await verifiedAccount(world);
    const { userId } = await signInWith(world);
    expect(userId).toBe(id);
    const linked = (await world.log.events()).find(({ type }) => type === 'OAuthIdentityLinked');
    expect(linked).toMatchObject({ actor: `user:${id}`, data: { how: 'same_address' } });
  });

  test('links nothing if the provider is not trusted or the account has not verified the address (OAU-2)', async () => {
    const world = aWorld();
    await verifiedAccount(world);
    const untrusted = { ...google, email: { ...ADDRESS, trusted: false } };
    await expect(signInWith(world, untrusted)).rejects.toThrow(AccountExists);
    const unverified = aWorld();
    await registeredAccount(unverified);
    await expect(signInWith(unverified)).rejects.toThrow(AccountExists);
  });

  test('links nothing to an account whose address was only asserted (OAU-3)', async () => {
    const world = aWorld();
    const attacker = await signInWith(world, { ...acme, email: { ...ADDRESS, trusted: false } });
    await expect(signInWith(world)).rejects.toThrow(AccountExists);
    expect(await typesOf(world, attacker.userId)).toHaveLength(3);
  });

  test('is refused for an account that is linked to another identity of the provider', async () => {
    const world = aWorld();
    await signInWith(world);
    await expect(signInWith(world, { ...google, subject: '1852' })).rejects.toThrow(ProviderLinked);
  });

  test('opens one account and 20 sessions for a person who signs up in 20 browsers concurrently (OAU-1)', async () => {
    const world = aWorld();
    const grants = await Promise.all(Array.from({ length: 20 }, () => signInWith(world)));
    expect(new Set(grants.map(({ userId }) => userId)).size).toBe(1);
    expect(new Set(grants.map(({ sessionId }) => sessionId)).size).toBe(20);
  });

  test('is refused for a deactivated account (OAU-13)', async () => {
    const world = aWorld();
    const { userId } = await signInWith(world);
    await deactivate(world, userId, {}, aCause(), null);
    await expect(signInWith(world)).rejects.toThrow(SignInRefused);
  });

  test('succeeds once the claim of an interrupted registration is released (OAU-1)', async () => {
    const world = aWorld();
    const claimed = world.identityClaimStream(google);
    await verifiedAccount(world, emailAddress('grace@example.com'));
    await handle(world.log, aCause(), { held: claimAt(claimed) }, ({ held }) => ({ held: claim(held, ADA) }));
    await expect(signInWith(world)).rejects.toThrow(IdentityTaken);
    await releaseUnusedClaim(world, { claim: claimed, userId: ADA, stalled: true }, aCause());
    expect((await signInWith(world)).account.email).toBe(EMAIL);
  });
});

test('a password reset removes an attacker who asserted the address, and leaves it to its owner (OAU-3)', async () => {
  const world = aWorld();
  const asserted = { ...acme, email: { ...ADDRESS, trusted: false } };
  const attacker = await signInWith(world, asserted);
  await linkIdentity(world, attacker, { ...google, subject: 'attacker' }, aCause());
  await requestPasswordReset(world, { email: EMAIL }, aCause());
  const token = await newestLink(world, attacker.userId, 'reset-password');
  await resetPassword(world, { token, new_password: PASSWORD }, aCause());
  await expect(linkIdentity(world, attacker, acme, aCause())).rejects.toThrow(SessionOver);
  await expect(signInWith(world, asserted)).rejects.toThrow(AccountExists);

  // The owner has now proven the address, so a trusted identity with it leads to the account.
  expect((await signInWith(world)).userId).toBe(attacker.userId);
  expect((await signIn(world, { email: EMAIL, password: PASSWORD }, aCause())).userId).toBe(attacker.userId);
});

describe('an identity that a password reset removed (OAU-3, RST-7)', () => {
  const elsewhere = { ...google, email: { ...ADDRESS, address: emailAddress('ada@elsewhere.example') } };

  /** An account with an identity that its user has linked, after a reset by mail. */
  async function aReset() {
    const world = aWorld();
    const owner = await aUser(world, EMAIL);
    await linkIdentity(world, owner, elsewhere, aCause());
    await requestPasswordReset(world, { email: EMAIL }, aCause());
    const token = await newestLink(world, owner.userId, 'reset-password');
    await resetPassword(world, { token, new_password: PASSWORD }, aCause());
    return { world, owner, token: await newestLink(world, owner.userId, 'restore-identity') };
  }

  test('signs in neither to the account nor to another one while it can be restored', async () => {
    const { world } = await aReset();
    await expect(signInWith(world, elsewhere)).rejects.toThrow(IdentityTaken);
  });

  test('is restored by its link, once, and for a repeated command', async () => {
    const { world, owner, token } = await aReset();
    const cause = aCause();
    const restored = await restoreIdentity(world, { token }, cause);
    expect(restored.account.identities).toMatchObject([{ provider: 'google' }]);
    expect((await world.log.events()).at(-1)).toMatchObject({
      type: 'OAuthIdentityRestored',
      actor: `user:${owner.userId}`,
    });
    expect((await signInWith(world, elsewhere)).userId).toBe(owner.userId);
    expect(await restoreIdentity(world, { token }, cause)).toMatchObject({ position: restored.position });
    await expect(restoreIdentity(world, { token }, aCause())).rejects.toThrow(LinkUsed);
  });

  test('is restored by none of 20 concurrent uses of its link but one (RST-3)', async () => {
    const { world, token } = await aReset();
    const uses = Array.from({ length: 20 }, () => restoreIdentity(world, { token }, aCause()));
    const outcomes = await Promise.allSettled(uses);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('is free for another account after its link has expired', async () => {
    const { world, owner, token } = await aReset();
    const late = aCause(new Date(NOW.getTime() + VERIFICATION_TTL_MS));
    const claimed = world.identityClaimStream(google);
    await releaseUnusedClaim(world, { claim: claimed, userId: owner.userId, stalled: true }, aCause());
    await expect(signInWith(world, elsewhere)).rejects.toThrow(IdentityTaken);
    await releaseUnusedClaim(world, { claim: claimed, userId: owner.userId, stalled: true }, late);
    await expect(restoreIdentity(world, { token }, late)).rejects.toThrow(LinkUsed);
    expect((await signInWith(world, elsewhere)).userId).not.toBe(owner.userId);
  });

  test('is not restored by a token of another event, purpose or user (RST-6)', async () => {
    const { world, owner, token } = await aReset();
    const { eventId } = world.linkTokens.read('restore-identity', token) ?? {};
    const reset = (await world.log.events()).find(({ type }) => type === 'PasswordReset');
    if (eventId === undefined || reset === undefined) throw new Error('The reset is not recorded.');
    for (const wrong of [
      world.linkTokens.issue('verify-email', { userId: owner.userId, eventId }),
      world.linkTokens.issue('restore-identity', { userId: owner.userId, eventId: reset.id }),
      world.linkTokens.issue('restore-identity', { userId: ADA, eventId }),
    ]) {
      await expect(restoreIdentity(world, { token: wrong }, aCause())).rejects.toThrow(LinkUsed);
    }
  });
});

describe('linking an identity (OAU-10)', () => {
  test('lets both credentials sign in to the account, and is recorded once', async () => {
    const world = aWorld();
    const owner = await aUser(world, emailAddress('grace@example.com'));
    const { position } = await linkIdentity(world, owner, google, aCause());
    expect(position).toBe(await world.log.store.head());
    await expectNothingRecorded(world, async () => {
      await linkIdentity(world, owner, google, aCause());
    });
    expect((await signInWith(world)).userId).toBe(owner.userId);
    expect((await aSignIn(world, emailAddress('grace@example.com'))).userId).toBe(owner.userId);
  });

  test('is refused if the identity belongs to another account or the session has ended', async () => {
    const world = aWorld();
    await signInWith(world);
    const owner = await aUser(world, emailAddress('grace@example.com'));
    await expect(linkIdentity(world, owner, google, aCause())).rejects.toThrow(IdentityTaken);
    await signOut(world, owner, aCause());
    await expect(linkIdentity(world, owner, acme, aCause())).rejects.toThrow(SessionOver);
  });

  const aSignIn = (world: World, email: EmailAddress) =>
    signIn(world, { email, password: PASSWORD }, aCause());
});

describe('unlinking an identity (OAU-10)', () => {
  test('frees the identity for another account', async () => {
    const world = aWorld();
    const owner = await aUser(world);
    await linkIdentity(world, owner, google, aCause());
    await unlink(world, owner, 'google', aCause());
    const claimed = world.identityClaimStream(google);
    await releaseUnusedClaim(world, { claim: claimed, userId: owner.userId, stalled: true }, aCause());
    expect(await world.log.types(claimed)).toEqual(['ValueClaimed', 'ValueReleased']);
    // This store claims and links in one append, so no interrupted link has to lapse.
    expect(await typesOf(world, owner.userId)).not.toContain('OAuthIdentityLinkLapsed');
    const other = await aUser(world, emailAddress('grace@example.com'));
    await linkIdentity(world, other, google, aCause());
    expect((await signInWith(world)).userId).toBe(other.userId);
  });

  test('returns the same result to a repeated command (REG-11)', async () => {
    const world = aWorld();
    const owner = await aUser(world);
    await linkIdentity(world, owner, google, aCause());
    const cause = aCause();
    const first = await unlink(world, owner, 'google', cause);
    expect(await unlink(world, owner, 'google', cause)).toEqual(first);
    await expect(unlink(world, owner, 'google', aCause())).rejects.toThrow(UnknownIdentity);
  });

  test('requires a recent sign-in and keeps the last credential', async () => {
    const world = aWorld();
    const owner = await signInWith(world);
    await expect(unlink(world, owner, 'google', aCause())).rejects.toThrow(LastWayIn);
    await linkIdentity(world, owner, acme, aCause());
    await expect(unlink(world, owner, 'google', aCause(TOO_LATE))).rejects.toThrow(ReauthenticationRequired);
    await unlink(world, owner, 'google', aCause());
  });

  test('of both identities concurrently keeps one of them', async () => {
    const world = aWorld();
    const owner = await signInWith(world);
    await linkIdentity(world, owner, acme, aCause());
    const outcomes = await Promise.allSettled(
      ['google', 'acme'].map((provider) => unlink(world, owner, provider, aCause())),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

describe('the first password of an account (OAU-10)', () => {
  const set = (
    world: World,
    owner: { userId: UserId; sessionId: SessionId },
    password: string,
    cause = aCause(),
  ) => setPassword(world, owner, { new_password: password }, cause);

  test('adds a credential and can be set once', async () => {
    const world = aWorld();
    const owner = await signInWith(world);
    const form = { email: EMAIL, password: PASSWORD };
    await expect(signIn(world, form, aCause())).rejects.toThrow(InvalidCredentials);
    const cause = aCause();
    const first = await set(world, owner, PASSWORD, cause);
    expect(await set(world, owner, PASSWORD, cause)).toEqual(first);
    expect((await signIn(world, form, aCause())).userId).toBe(owner.userId);
    expect((await signInWith(world)).userId).toBe(owner.userId);
    await expect(set(world, owner, 'kolibri zaun lampe')).rejects.toThrow(PasswordExists);
  });

  test.each(['short', 'password1', EMAIL, 'Ada Lovelace'])('must not be %s', async (weak) => {
    const world = aWorld();
    const refused = set(world, await signInWith(world), weak);
    await expect(refused).rejects.toThrow(WeakPassword);
    await expect(refused).rejects.toMatchObject({ pointer: '/new_password' });
  });

  test('requires a recent sign-in and an active session', async () => {
    const world = aWorld();
    const owner = await signInWith(world);
    await expect(set(world, owner, PASSWORD, aCause(TOO_LATE))).rejects.toThrow(ReauthenticationRequired);
    await signOut(world, owner, aCause());
    await expect(set(world, owner, PASSWORD)).rejects.toThrow(SessionOver);
  });
});
