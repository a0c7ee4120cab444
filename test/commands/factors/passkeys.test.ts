import { describe, expect, test } from '@jest/globals';
import { UnknownCredential } from '../../../src/commands/authentication/methods/passkey.js';
import {
  passkeySignInOptions,
  signInByPasskey,
} from '../../../src/commands/authentication/sign-in-by-passkey.js';
import { signIn } from '../../../src/commands/authentication/sign-in.js';
import { deactivate } from '../../../src/commands/accounts/deactivate.js';
import {
  addPasskey,
  addPasskeyInput,
  PasskeyRefused,
} from '../../../src/commands/factors/passkeys/add-passkey.js';
import { newPasskeyOptions } from '../../../src/commands/factors/passkeys/new-passkey-options.js';
import { releaseUnusedClaim } from '../../../src/commands/accounts/release-unused-claim.js';
import { removeFactor } from '../../../src/commands/factors/remove-factor.js';
import {
  RELEASE_UNUSED_CLAIM,
  unusedClaimAfter,
} from '../../../src/workers/handlers/release-unused-claim.js';
import { reactionsTo } from '../../../src/workers/reactions.js';
import { userStream } from '../../../src/domain/user/user.js';
import { CloneSuspected, InvalidPasskey } from '../../../src/domain/factor/passkey-use.js';
import { FactorExists } from '../../../src/domain/user/factors/passkey.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';
import { aWorld, PASSWORD, registeredAccount, verifiedAccount } from '../../support/domain/command-world.js';
import type { World } from '../../support/domain/command-world.js';
import { aSessionId } from '../../support/domain/ids.js';
import { minutesLater } from '../../support/domain/second-steps.js';
import { NOW } from '../../support/domain/user-history.js';
import { aCause } from '../../support/stores/memory/memory-log.js';
import { FLAGS } from '../../support/webauthn/authenticator.js';
import { anAuthenticator } from '../../support/webauthn/ceremonies.js';
import { answer, create, email, signedIn, withPasskey } from '../../support/webauthn/accounts.js';
import type { Caller } from '../../support/webauthn/accounts.js';

const eveEmail = emailAddress('eve@example.com');
const DEVICE_BOUND = FLAGS.UP | FLAGS.UV;

/** Returns the refusal of a passkey. */
async function refusalOf(attempt: Promise<unknown>): Promise<InvalidPasskey> {
  const refusal: unknown = await attempt.catch((error: unknown) => error);
  if (refusal instanceof InvalidPasskey) return refusal;
  throw new Error('The passkey was not refused.', { cause: refusal });
}

async function typesOf(world: World): Promise<string[]> {
  return (await world.log.events()).map(({ type }) => type);
}

/** Runs the job that the removal of a credential causes. */
async function releaseAfterRemoval(world: World, { userId }: Caller): Promise<void> {
  const { store } = world.log;
  const [stored = []] = await store.readStreams([userStream(userId)]);
  const removal = stored.find(({ type }) => type === 'FactorRemoved');
  const removed = (await world.log.events()).find(({ id }) => id === removal?.id);
  const unused = removed === undefined ? null : unusedClaimAfter(removed);
  if (removal === undefined || unused === null) throw new Error('The removal leaves no claim.');
  const job = { name: RELEASE_UNUSED_CLAIM, delayMs: 0 };
  expect(reactionsTo(removal, store.capabilities)).toContainEqual(job);
  await releaseUnusedClaim(world, unused, aCause());
}

describe('adding a passkey', () => {
  test('offers the handle of the account and its credentials, and no address (PKY-15)', async () => {
    const { world, caller, authenticator, passkey } = await withPasskey();
    const options = await newPasskeyOptions(world, caller, 'security_key', aCause(NOW));
    expect(options.user).toEqual({ id: passkey.userHandle, name: 'ada', displayName: 'ada' });
    expect(options.user.id).toBe(authenticator.userHandle);
    expect(options.excludeCredentials).toMatchObject([{ id: passkey.credentialId }]);
    expect(JSON.stringify(options)).not.toContain('example.com');
  });

  test.each([
    ['the name that its owner chose', ' Ada’s φορητός ', 'Ada’s φορητός'],
    ['a name for all without one', undefined, 'Passkey'],
  ])('gives it %s (PKY-21)', async (_, name, expected) => {
    const { world, caller } = await signedIn();
    const credential = await create(world, caller, anAuthenticator());
    const input = addPasskeyInput.parse({ credential, name });
    expect((await addPasskey(world, caller, input, aCause())).passkey.name).toBe(expected);
  });

  test.each(['', ' ', 'x'.repeat(65), 'a\nb', '\u200b', 1, null])('refuses the name %j (PKY-21)', (name) => {
    const credential = anAuthenticator().create('AAAA');
    expect(addPasskeyInput.safeParse({ credential, name }).success).toBe(false);
  });

  test('takes each answer once, also 20 times at once and at another process (PKY-2, PKY-14)', async () => {
    const { world, caller } = await signedIn();
    const credential = await create(world, caller, anAuthenticator());
    const other = { ...world };
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) =>
        addPasskey(i % 2 ? world : other, caller, { credential }, aCause()),
      ),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(FactorExists);
    const types = await typesOf(world);
    expect(types.filter((type) => type === 'PasskeyAdded')).toHaveLength(1);
  });

  test('succeeds again for a repeat of the same command', async () => {
    const { world, caller } = await signedIn();
    const credential = await create(world, caller, anAuthenticator());
    const cause = aCause();
    const first = await addPasskey(world, caller, { credential }, cause);
    expect((await addPasskey(world, caller, { credential }, cause)).passkey).toEqual(first.passkey);
  });

  test('refuses the credential of another account (WAN-4)', async () => {
    const { world, authenticator } = await withPasskey();
    await verifiedAccount(world, eveEmail);
    const eve = await signIn(world, { email: eveEmail, password: PASSWORD }, aCause());
    const credential = await create(world, eve, authenticator);
    await expect(addPasskey(world, eve, { credential }, aCause())).rejects.toThrow(FactorExists);
  });

  test.each(['passkey', 'security_key'] as const)(
    'accepts a %s that another account has removed (WAN-4)',
    async (kind) => {
      const { world, caller, authenticator, passkey } = await withPasskey({ kind });
      const entrances = { isConfigured: () => true, byMail: false, rpId: passkey.rpId };
      await removeFactor(world, caller, { factorId: passkey.id, entrances }, aCause());
      await releaseAfterRemoval(world, caller);
      await verifiedAccount(world, eveEmail);
      const eve = await signIn(world, { email: eveEmail, password: PASSWORD }, aCause());
      const credential = await create(world, eve, authenticator, { kind });
      const added = await addPasskey(world, eve, { credential }, aCause());
      expect(added.passkey).toMatchObject({ credentialId: passkey.credentialId, claim: passkey.claim });
    },
  );

  test('refuses the answer to a challenge of another session, user or ceremony, or an expired one (PKY-3)', async () => {
    const { world, caller } = await signedIn();
    const credential = await create(world, caller, anAuthenticator());
    const elsewhere = await signIn(world, { email, password: PASSWORD }, aCause());
    await expect(addPasskey(world, elsewhere, { credential }, aCause())).rejects.toThrow(PasskeyRefused);
    const late = addPasskey(world, caller, { credential }, aCause(minutesLater(5)));
    await expect(late).rejects.toThrow(PasskeyRefused);
    const { publicKey } = passkeySignInOptions(world, NOW);
    const signInAnswer = anAuthenticator().create(publicKey.challenge);
    const other = addPasskey(world, caller, { credential: signInAnswer }, aCause());
    await expect(other).rejects.toThrow(PasskeyRefused);
    expect(await typesOf(world)).not.toContain('PasskeyAdded');
  });

  test('requires a passkey to verify its owner, and a security key only to be touched (PKY-7)', async () => {
    const { world, caller } = await signedIn();
    const touched = { flags: FLAGS.UP };
    const passkey = await create(world, caller, anAuthenticator(), touched);
    await expect(addPasskey(world, caller, { credential: passkey }, aCause())).rejects.toThrow(
      PasskeyRefused,
    );
    const key = await create(world, caller, anAuthenticator(), { ...touched, kind: 'security_key' });
    const added = await addPasskey(world, caller, { credential: key }, aCause());
    expect(added.passkey).toMatchObject({ kind: 'security_key', name: 'Security key' });
    expect(world.ceremonies).toEqual(['add verification', 'add accepted']);
  });
});

describe('a sign-in by passkey', () => {
  test('starts a session at the second level without a password (PKY-18)', async () => {
    const { world, caller, authenticator, passkey } = await withPasskey({ flags: DEVICE_BOUND });
    const grant = await signInByPasskey(
      world,
      answer(world, authenticator, { flags: DEVICE_BOUND }),
      aCause(),
      null,
    );
    expect(grant).toMatchObject({ userId: caller.userId, acr: 'aal2', amr: ['hwk', 'user', 'mfa'] });
    const started = (await world.log.events()).findLast(({ type }) => type === 'SessionStarted');
    expect(started?.data).toMatchObject({ factors: [{ factor_id: passkey.id, kind: 'passkey' }] });
    expect(world.ceremonies.at(-1)).toBe('sign_in accepted');
  });

  test('takes each answer once, 20 times at once (PKY-2)', async () => {
    const { world, authenticator } = await withPasskey();
    const input = answer(world, authenticator);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () => signInByPasskey(world, input, aCause(), null)),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(InvalidPasskey);
    const types = await typesOf(world);
    expect(types.filter((type) => type === 'SessionStarted')).toHaveLength(2);
    expect(world.ceremonies.filter((one) => one === 'sign_in used')).toHaveLength(19);
  });

  test('is refused after ten minutes, and writes nothing (PKY-2, PKY-31)', async () => {
    const { world, authenticator } = await withPasskey();
    const before = await typesOf(world);
    const late = signInByPasskey(world, answer(world, authenticator), aCause(minutesLater(10)), null);
    await expect(late).rejects.toThrow(InvalidPasskey);
    expect(await typesOf(world)).toEqual(before);
  });

  test('is refused for an unknown credential, and says so; not for a wrong signature (PKY-25)', async () => {
    const { world, authenticator } = await withPasskey();
    const unknown = signInByPasskey(world, answer(world, anAuthenticator()), aCause(), null);
    await expect(unknown).rejects.toThrow(UnknownCredential);
    const { credential } = answer(world, authenticator);
    const { signature } = answer(world, anAuthenticator()).credential.response;
    const forged = { credential: { ...credential, response: { ...credential.response, signature } } };
    expect(await refusalOf(signInByPasskey(world, forged, aCause(), null))).not.toBeInstanceOf(
      UnknownCredential,
    );
    expect(world.ceremonies.slice(-2)).toEqual(['sign_in unknown_credential', 'sign_in verification']);
  });

  test('is refused for a security key, which does not verify its owner', async () => {
    const { world, caller } = await signedIn();
    const authenticator = anAuthenticator();
    const credential = await create(world, caller, authenticator, { kind: 'security_key' });
    await addPasskey(world, caller, { credential }, aCause());
    const refusal = await refusalOf(signInByPasskey(world, answer(world, authenticator), aCause(), null));
    // The browser must not forget it.
    expect(refusal).not.toBeInstanceOf(UnknownCredential);
  });

  test('is refused for a deactivated account (PKY-19)', async () => {
    const { world, caller, authenticator } = await withPasskey();
    await deactivate(world, caller.userId, {}, aCause(), null);
    const attempt = signInByPasskey(world, answer(world, authenticator), aCause(), null);
    await expect(attempt).rejects.toThrow(InvalidPasskey);
  });

  test('passes and lifts the lock of the password (PKY-19)', async () => {
    const { world, authenticator } = await withPasskey();
    for (let guess = 0; guess < 12; guess += 1)
      await signIn(world, { email, password: 'wrong' }, aCause()).catch(() => null);
    await expect(signIn(world, { email, password: PASSWORD }, aCause())).rejects.toThrow();
    await signInByPasskey(world, answer(world, authenticator), aCause(), null);
    await signIn(world, { email, password: PASSWORD }, aCause());
  });

  test('with a low counter is refused and recorded, and a higher one works again (PKY-13)', async () => {
    const bound = { flags: DEVICE_BOUND, signCount: 5 };
    const { world, authenticator, passkey } = await withPasskey(bound);
    const attempt = (signCount: number) =>
      signInByPasskey(world, answer(world, authenticator, { ...bound, signCount }), aCause(), null);
    await attempt(7);
    await expect(attempt(7)).rejects.toThrow(CloneSuspected);
    const suspected = (await world.log.events()).filter(({ type }) => type === 'PasskeyCloneSuspected');
    expect(suspected).toMatchObject([{ data: { factor_id: passkey.id, stored: 7, presented: 7 } }]);
    await attempt(8);
    expect(world.ceremonies.slice(-3)).toEqual([
      'sign_in accepted',
      'sign_in clone_suspected',
      'sign_in accepted',
    ]);
  });

  test('with a bad signature and a low counter raises no suspicion (PKY-13)', async () => {
    const bound = { flags: DEVICE_BOUND, signCount: 5 };
    const { world, authenticator } = await withPasskey(bound);
    const { credential } = answer(world, authenticator, { ...bound, signCount: 1 });
    const { signature } = answer(world, anAuthenticator()).credential.response;
    const forged = { credential: { ...credential, response: { ...credential.response, signature } } };
    await expect(signInByPasskey(world, forged, aCause(), null)).rejects.toThrow(InvalidPasskey);
    expect(await typesOf(world)).not.toContain('PasskeyCloneSuspected');
  });

  test('stops working if the domain of the service changes, and works again after the return (PKY-24)', async () => {
    const { world, authenticator } = await withPasskey();
    const moved = {
      ...world,
      webauthn: { ...world.webauthn, relyingParty: { id: 'new.example', origins: [] } },
    };
    const refusal = await refusalOf(signInByPasskey(moved, answer(world, authenticator), aCause(), null));
    expect(refusal).not.toBeInstanceOf(UnknownCredential);
    await signInByPasskey(world, answer(world, authenticator), aCause(), null);
  });
});

test('an unverified account cannot add a passkey: it has no session (PKY-20)', async () => {
  const world = aWorld();
  const { id } = await registeredAccount(world);
  const options = newPasskeyOptions(world, { userId: id, sessionId: aSessionId() }, 'passkey', aCause(NOW));
  await expect(options).rejects.toThrow();
});
