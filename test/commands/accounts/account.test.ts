import { describe, expect, test } from '@jest/globals';
import { deactivate } from '../../../src/commands/accounts/deactivate.js';
import { reactivate } from '../../../src/commands/accounts/reactivate.js';
import { signIn } from '../../../src/commands/authentication/sign-in.js';
import { updateProfile, updateProfileInput } from '../../../src/commands/accounts/update-profile.js';
import { InvalidCredentials, RevisionMismatch, UnknownUser } from '../../../src/domain/user/decisions.js';
import { aWorld, PASSWORD, verifiedAccount } from '../../support/domain/command-world.js';
import { aCause } from '../../support/stores/memory/memory-log.js';
import { ADA } from '../../support/domain/user-history.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';

const credentials = { email: emailAddress('ada@example.com'), password: PASSWORD };

describe('a profile update', () => {
  test('changes the username and returns the updated account', async () => {
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

  test('records nothing if it changes nothing', async () => {
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

  test('is refused if the account has changed since the expected revision (ADM-12)', async () => {
    const world = aWorld();
    const { id, revision } = await verifiedAccount(world);
    const rename = (username: string) =>
      updateProfile(world, { userId: id }, { username }, aCause(), revision);
    const outcomes = await Promise.allSettled([rename('countess'), rename('lovelace')]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(rename('byron')).rejects.toThrow(RevisionMismatch);
  });

  test('returns the same result to a repeated command with its original revision (REG-11)', async () => {
    const world = aWorld();
    const { id, revision } = await verifiedAccount(world);
    const cause = aCause();
    const rename = () => updateProfile(world, { userId: id }, { username: 'countess' }, cause, revision);
    const first = await rename();
    expect(await rename()).toEqual(first);
  });

  test.each(['', ' ada', 'ada ', 'a'.repeat(65)])('rejects the username %j', (username) => {
    expect(updateProfileInput.safeParse({ username }).success).toBe(false);
  });
});

describe('a deactivation', () => {
  test('refuses sign-ins until the account is reactivated', async () => {
    const world = aWorld();
    const { id } = await verifiedAccount(world);
    const { account: deactivated } = await deactivate(
      world,
      id,
      { reason: 'asked by phone' },
      aCause(),
      null,
    );
    expect(deactivated.active).toBe(false);
    expect((await world.log.events()).at(-1)).toMatchObject({ data: { reason: 'asked by phone' } });
    await expect(signIn(world, credentials, aCause())).rejects.toThrow(InvalidCredentials);

    const { account: reactivated } = await reactivate(world, id, {}, aCause(), null);
    expect(reactivated.active).toBe(true);
    expect((await world.log.events()).at(-1)).toMatchObject({ data: { reason: null } });
    await signIn(world, credentials, aCause());
  });

  test('of a deactivated account records nothing', async () => {
    const world = aWorld();
    const { id } = await verifiedAccount(world);
    const first = await deactivate(world, id, {}, aCause(), null);
    expect(await deactivate(world, id, {}, aCause(), null)).toEqual(first);
  });

  test('is refused for an outdated revision (ADM-12)', async () => {
    const world = aWorld();
    const { id, revision } = await verifiedAccount(world);
    await expect(deactivate(world, id, {}, aCause(), revision - 1)).rejects.toThrow(RevisionMismatch);
    await expect(reactivate(world, id, {}, aCause(), revision - 1)).rejects.toThrow(RevisionMismatch);
  });

  test('is refused for an unknown user', async () => {
    const world = aWorld();
    await expect(deactivate(world, ADA, {}, aCause(), null)).rejects.toThrow(UnknownUser);
    await expect(reactivate(world, ADA, {}, aCause(), null)).rejects.toThrow(UnknownUser);
    const renamed = updateProfile(world, { userId: ADA }, { username: 'countess' }, aCause(), null);
    await expect(renamed).rejects.toThrow(UnknownUser);
  });
});
