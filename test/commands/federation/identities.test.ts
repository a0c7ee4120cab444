import { describe, expect, test } from '@jest/globals';
import { WeakPassword } from '../../../src/commands/steps/check-password-policy.js';
import { deactivate } from '../../../src/commands/accounts/deactivate.js';
import { handle, load } from '../../../src/commands/handle.js';
import { linkIdentity } from '../../../src/commands/federation/link-identity.js';
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
import { InvalidCredentials } from '../../../src/domain/user/decisions.js';
import {
  AccountExists,
  EmailMissing,
  EmailUnverified,
  ProviderLinked,
  SignInRefused,
} from '../../../src/domain/user/identity-decisions.js';
import { LastWayIn, UnknownIdentity } from '../../../src/domain/policies/identities-of-signed-in-user.js';
import { PasswordExists } from '../../../src/domain/policies/add-password.js';
import { userStream } from '../../../src/domain/user/user.js';
import type { Cause } from '../../../src/eventstore/codec.js';
import type { ProvenIdentity } from '../../../src/security/oauth/provider.js';
import {
  aWorld,
  newestLink,
  PASSWORD,
  registeredAccount,
  verifiedAccount,
} from '../../support/domain/command-world.js';
import type { World } from '../../support/domain/command-world.js';
import { aCause } from '../../support/stores/memory-log.js';
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

const enter = (world: World, proven = google, cause = aCause()) => signInByIdentity(world, proven, cause);
const unlink = (
  world: World,
  owner: { userId: UserId; sessionId: SessionId },
  provider: string,
  cause: Cause,
) => unlinkIdentity(world, owner, { provider, isConfigured: () => true }, cause);
const typesOf = ({ log }: World, userId: UserId) => log.types(userStream(userId));

/** Somebody with a password who is signed in. */
async function aUser(world: World, email = EMAIL) {
  await verifiedAccount(world, email);
  return await signIn(world, { email, password: PASSWORD }, aCause());
}

async function nothingIsRecorded(world: World, work: () => Promise<void>): Promise<void> {
  const before = await world.log.store.head();
  await work();
  expect(await world.log.store.head()).toBe(before);
}

describe('a sign-in by an identity', () => {
  test('opens an account of its name, and a session that tells the provider', async () => {
    const world = aWorld();
    const { account, userId, sessionId, position } = await enter(world);
    expect(account).toMatchObject({ email: EMAIL, username: 'Ada Lovelace', verified: true, password: null });
    expect(position).toBe(await world.log.store.head());
    const { state } = await load(world.log, sessionAt(sessionId));
    expect(state).toMatchObject({ status: 'started', userId, amr: ['fed'], provider: 'google' });
  });

  test('opens one of the name in its address where the provider tells none', async () => {
    const { account } = await enter(aWorld(), { ...google, name: null });
    expect(account.username).toBe('ada');
  });

  test('comes back to that account, whatever the provider says of an address or a name later', async () => {
    const world = aWorld();
    const { userId } = await enter(world);
    const moved = { address: emailAddress('other@example.com'), verified: false, trusted: false };
    for (const email of [ADDRESS, moved, null]) {
      const again = await enter(world, { ...google, email, name: null });
      expect([again.userId, again.account.email]).toEqual([userId, EMAIL]);
    }
    expect(await typesOf(world, userId)).toEqual(['UserRegistered', 'EmailVerified', 'OAuthIdentityLinked']);
  });

  test('REG-11 answers the same to the same command', async () => {
    const world = aWorld();
    const cause = aCause();
    const first = await enter(world, google, cause);
    await nothingIsRecorded(world, async () => {
      const again = await enter(world, google, cause);
      expect([again.sessionId, again.refreshToken]).toEqual([first.sessionId, first.refreshToken]);
    });
  });

  test.each([
    ['no address', null, EmailMissing],
    ['an address that is not verified', { ...ADDRESS, verified: false }, EmailUnverified],
  ])('OAU-3 with %s is refused alike, whether or not there is an account', async (_, email, Refusal) => {
    const world = aWorld();
    const alike = () =>
      nothingIsRecorded(world, async () => {
        await expect(enter(world, { ...google, email })).rejects.toThrow(Refusal);
      });
    await alike();
    await verifiedAccount(world);
    await alike();
  });

  test('OAU-2 links itself to the account of its address, as its user', async () => {
    const world = aWorld();
    const { id } = await verifiedAccount(world);
    const { userId } = await enter(world);
    expect(userId).toBe(id);
    const linked = (await world.log.events()).find(({ type }) => type === 'OAuthIdentityLinked');
    expect(linked).toMatchObject({ actor: `user:${id}`, data: { how: 'same_address' } });
  });

  test('OAU-2 does not where the provider is not trusted, or the account has not verified the address', async () => {
    const world = aWorld();
    await verifiedAccount(world);
    const untrusted = { ...google, email: { ...ADDRESS, trusted: false } };
    await expect(enter(world, untrusted)).rejects.toThrow(AccountExists);
    const unverified = aWorld();
    await registeredAccount(unverified);
    await expect(enter(unverified)).rejects.toThrow(AccountExists);
  });

  test('OAU-3 does not link itself to an account that was opened by hearsay', async () => {
    const world = aWorld();
    const attacker = await enter(world, { ...acme, email: { ...ADDRESS, trusted: false } });
    await expect(enter(world)).rejects.toThrow(AccountExists);
    expect(await typesOf(world, attacker.userId)).toHaveLength(3);
  });

  test('is not of an account that is linked to another identity of the provider', async () => {
    const world = aWorld();
    await enter(world);
    await expect(enter(world, { ...google, subject: '1852' })).rejects.toThrow(ProviderLinked);
  });

  test('OAU-1 opens one account for a person who signs up in 20 browsers at once, and enters it in all of them', async () => {
    const world = aWorld();
    const entered = await Promise.all(Array.from({ length: 20 }, () => enter(world)));
    expect(new Set(entered.map(({ userId }) => userId)).size).toBe(1);
    expect(new Set(entered.map(({ sessionId }) => sessionId)).size).toBe(20);
  });

  test('OAU-13 enters no closed account', async () => {
    const world = aWorld();
    const { userId } = await enter(world);
    await deactivate(world, userId, {}, aCause(), null);
    await expect(enter(world)).rejects.toThrow(SignInRefused);
  });

  test('OAU-1 is not misled by a claim that was left behind', async () => {
    const world = aWorld();
    const claimed = world.identityClaimStream(google);
    await verifiedAccount(world, emailAddress('grace@example.com'));
    await handle(world.log, aCause(), { held: claimAt(claimed) }, ({ held }) => ({ held: claim(held, ADA) }));
    await expect(enter(world)).rejects.toThrow(IdentityTaken);
    await releaseUnusedClaim(world, { claim: claimed, userId: ADA, stalled: true }, aCause());
    expect((await enter(world)).account.email).toBe(EMAIL);
  });
});

test('OAU-3 a reset throws out who entered by hearsay, and leaves the address to its owner', async () => {
  const world = aWorld();
  const hearsay = { ...acme, email: { ...ADDRESS, trusted: false } };
  const attacker = await enter(world, hearsay);
  await linkIdentity(world, attacker, { ...google, subject: 'of the attacker' }, aCause());
  await requestPasswordReset(world, { email: EMAIL }, aCause());
  const token = await newestLink(world, attacker.userId, 'reset-password');
  await resetPassword(world, { token, new_password: PASSWORD }, aCause());
  await expect(linkIdentity(world, attacker, acme, aCause())).rejects.toThrow(SessionOver);
  await expect(enter(world, hearsay)).rejects.toThrow(AccountExists);

  // Now the owner has shown the address, and what is trusted with it leads to the account.
  expect((await enter(world)).userId).toBe(attacker.userId);
  expect((await signIn(world, { email: EMAIL, password: PASSWORD }, aCause())).userId).toBe(attacker.userId);
});

describe('OAU-10 a link by the wish of a user', () => {
  test('lets both ways in lead to the account, and is made once', async () => {
    const world = aWorld();
    const owner = await aUser(world, emailAddress('grace@example.com'));
    const { position } = await linkIdentity(world, owner, google, aCause());
    expect(position).toBe(await world.log.store.head());
    await nothingIsRecorded(world, async () => {
      await linkIdentity(world, owner, google, aCause());
    });
    expect((await enter(world)).userId).toBe(owner.userId);
    expect((await aSignIn(world, emailAddress('grace@example.com'))).userId).toBe(owner.userId);
  });

  test('is refused where somebody else has the identity, or the session has ended', async () => {
    const world = aWorld();
    await enter(world);
    const owner = await aUser(world, emailAddress('grace@example.com'));
    await expect(linkIdentity(world, owner, google, aCause())).rejects.toThrow(IdentityTaken);
    await signOut(world, owner, aCause());
    await expect(linkIdentity(world, owner, acme, aCause())).rejects.toThrow(SessionOver);
  });

  const aSignIn = (world: World, email: EmailAddress) =>
    signIn(world, { email, password: PASSWORD }, aCause());
});

describe('OAU-10 unlinking', () => {
  test('lets nobody in by that identity, and frees it for another account', async () => {
    const world = aWorld();
    const owner = await aUser(world);
    await linkIdentity(world, owner, google, aCause());
    await unlink(world, owner, 'google', aCause());
    const claimed = world.identityClaimStream(google);
    await releaseUnusedClaim(world, { claim: claimed, userId: owner.userId, stalled: true }, aCause());
    expect(await world.log.types(claimed)).toEqual(['ValueClaimed', 'ValueReleased']);
    // Where one append claims and links, nothing is under way that had to be held back.
    expect(await typesOf(world, owner.userId)).not.toContain('OAuthIdentityLinkLapsed');
    const other = await aUser(world, emailAddress('grace@example.com'));
    await linkIdentity(world, other, google, aCause());
    expect((await enter(world)).userId).toBe(other.userId);
  });

  test('REG-11 answers the same to the same command', async () => {
    const world = aWorld();
    const owner = await aUser(world);
    await linkIdentity(world, owner, google, aCause());
    const cause = aCause();
    const first = await unlink(world, owner, 'google', cause);
    expect(await unlink(world, owner, 'google', cause)).toEqual(first);
    await expect(unlink(world, owner, 'google', aCause())).rejects.toThrow(UnknownIdentity);
  });

  test('takes a recent sign-in, and leaves the last way in', async () => {
    const world = aWorld();
    const owner = await enter(world);
    await expect(unlink(world, owner, 'google', aCause())).rejects.toThrow(LastWayIn);
    await linkIdentity(world, owner, acme, aCause());
    await expect(unlink(world, owner, 'google', aCause(TOO_LATE))).rejects.toThrow(ReauthenticationRequired);
    await unlink(world, owner, 'google', aCause());
  });

  test('of both ways in at once leaves one of them', async () => {
    const world = aWorld();
    const owner = await enter(world);
    await linkIdentity(world, owner, acme, aCause());
    const outcomes = await Promise.allSettled(
      ['google', 'acme'].map((provider) => unlink(world, owner, provider, aCause())),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

describe('OAU-10 the first password', () => {
  const set = (
    world: World,
    owner: { userId: UserId; sessionId: SessionId },
    password: string,
    cause = aCause(),
  ) => setPassword(world, owner, { new_password: password }, cause);

  test('is one more way in, and is set once', async () => {
    const world = aWorld();
    const owner = await enter(world);
    const form = { email: EMAIL, password: PASSWORD };
    await expect(signIn(world, form, aCause())).rejects.toThrow(InvalidCredentials);
    const cause = aCause();
    const first = await set(world, owner, PASSWORD, cause);
    expect(await set(world, owner, PASSWORD, cause)).toEqual(first);
    expect((await signIn(world, form, aCause())).userId).toBe(owner.userId);
    expect((await enter(world)).userId).toBe(owner.userId);
    await expect(set(world, owner, 'kolibri zaun lampe')).rejects.toThrow(PasswordExists);
  });

  test.each(['short', 'password1', EMAIL, 'Ada Lovelace'])('is not %s', async (weak) => {
    const world = aWorld();
    const refused = set(world, await enter(world), weak);
    await expect(refused).rejects.toThrow(WeakPassword);
    await expect(refused).rejects.toMatchObject({ pointer: '/new_password' });
  });

  test('takes a recent sign-in in a session that goes on', async () => {
    const world = aWorld();
    const owner = await enter(world);
    await expect(set(world, owner, PASSWORD, aCause(TOO_LATE))).rejects.toThrow(ReauthenticationRequired);
    await signOut(world, owner, aCause());
    await expect(set(world, owner, PASSWORD)).rejects.toThrow(SessionOver);
  });
});
