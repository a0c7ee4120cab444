import { describe, expect, test } from '@jest/globals';
import { deactivate } from '../../../src/commands/accounts/deactivate.js';
import { reactivate } from '../../../src/commands/accounts/reactivate.js';
import { signIn } from '../../../src/commands/authentication/sign-in.js';
import { updateProfile, updateProfileInput } from '../../../src/commands/accounts/update-profile.js';
import { InvalidCredentials, RevisionMismatch, UnknownUser } from '../../../src/domain/user/decisions.js';
import { aWorld, PASSWORD, verifiedAccount } from '../../support/domain/command-world.js';
import { aCause } from '../../support/stores/memory-log.js';
import { ADA } from '../../support/domain/user-history.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';

const credentials = { email: emailAddress('ada@example.com'), password: PASSWORD };

describe('an update of the profile', () => {
  test('changes the name, and answers the account as it is then', async () => {
    const world = aWorld();
    const { id, revision } = await verifiedAccount(world);
    const { account } = await updateProfile(
      world,
      { userId: id },
      { username: 'countess' },
      aCause(),
      revision,
    );
    expect(account).toMatchObject({ username: 'countess', revision: revision + 1 });
  });

  test('that changes nothing records nothing', async () => {
    const world = aWorld();
    const { id, revision } = await verifiedAccount(world);
    const before = await world.log.store.head();
    const { account, position } = await updateProfile(
      world,
      { userId: id },
      { username: 'ada' },
      aCause(),
      null,
    );
    expect(account.revision).toBe(revision);
    expect(position).toBe(before);
    expect(await world.log.store.head()).toBe(before);
  });

  test('ADM-12 is refused where the account has changed since the caller saw it', async () => {
    const world = aWorld();
    const { id, revision } = await verifiedAccount(world);
    const rename = (username: string) =>
      updateProfile(world, { userId: id }, { username }, aCause(), revision);
    const outcomes = await Promise.allSettled([rename('countess'), rename('lovelace')]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(rename('byron')).rejects.toThrow(RevisionMismatch);
  });

  test('REG-11 answers the same to the same command, also by the revision that was right then', async () => {
    const world = aWorld();
    const { id, revision } = await verifiedAccount(world);
    const cause = aCause();
    const rename = () => updateProfile(world, { userId: id }, { username: 'countess' }, cause, revision);
    const first = await rename();
    expect(await rename()).toEqual(first);
  });

  test.each(['', ' ada', 'ada ', 'a'.repeat(65)])('has no name such as %j', (username) => {
    expect(updateProfileInput.safeParse({ username }).success).toBe(false);
  });
});

describe('a deactivation', () => {
  test('closes the account to its owner, and a reactivation opens it again', async () => {
    const world = aWorld();
    const { id } = await verifiedAccount(world);
    const { account: closed } = await deactivate(world, id, { reason: 'asked by phone' }, aCause(), null);
    expect(closed.active).toBe(false);
    expect((await world.log.events()).at(-1)).toMatchObject({ data: { reason: 'asked by phone' } });
    await expect(signIn(world, credentials, aCause())).rejects.toThrow(InvalidCredentials);

    const { account: open } = await reactivate(world, id, {}, aCause(), null);
    expect(open.active).toBe(true);
    expect((await world.log.events()).at(-1)).toMatchObject({ data: { reason: null } });
    await signIn(world, credentials, aCause());
  });

  test('again records nothing', async () => {
    const world = aWorld();
    const { id } = await verifiedAccount(world);
    const first = await deactivate(world, id, {}, aCause(), null);
    expect(await deactivate(world, id, {}, aCause(), null)).toEqual(first);
  });

  test('ADM-12 is refused by a revision that is not the newest', async () => {
    const world = aWorld();
    const { id, revision } = await verifiedAccount(world);
    await expect(deactivate(world, id, {}, aCause(), revision - 1)).rejects.toThrow(RevisionMismatch);
    await expect(reactivate(world, id, {}, aCause(), revision - 1)).rejects.toThrow(RevisionMismatch);
  });

  test('is refused for who is not there', async () => {
    const world = aWorld();
    await expect(deactivate(world, ADA, {}, aCause(), null)).rejects.toThrow(UnknownUser);
    await expect(reactivate(world, ADA, {}, aCause(), null)).rejects.toThrow(UnknownUser);
    const renamed = updateProfile(world, { userId: ADA }, { username: 'countess' }, aCause(), null);
    await expect(renamed).rejects.toThrow(UnknownUser);
  });
});
