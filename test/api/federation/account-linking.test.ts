import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  waitForToken,
  waitForMail,
  newEmail,
  PASSWORD,
  requestResetToken,
  signIn,
  signUp,
  createSignedInAccount,
  createVerifiedAccount,
} from '../../support/clients/accounts.js';
import { SERVICE_TOKEN } from '../../support/server/credence.js';
import { startCredenceWithProviders } from '../../support/federation/credence-with-providers.js';
import type { CredenceWithProviders } from '../../support/federation/credence-with-providers.js';
import { refusal } from '../../support/clients/refusals.js';
import { listEventTypes } from '../../support/clients/admin-api.js';
import { newAcmeEmail, newPerson } from '../../support/federation/people.js';

let setup: CredenceWithProviders;

beforeAll(async () => {
  setup = await startCredenceWithProviders();
});

afterAll(async () => {
  await setup.stop();
});

const listAccounts = async (email: string) => {
  const path = `/v1/users?email=${encodeURIComponent(email)}`;
  return (await setup.credence.call('GET', path, { token: SERVICE_TOKEN })).body.items;
};

describe('an existing account with the address of an identity', () => {
  test('an identity is linked and its owner notified if both sides verified the address and the domain is trusted (OAU-2)', async () => {
    const email = newAcmeEmail();
    const { userId } = await createVerifiedAccount(setup.credence, { email });
    const answer = await setup.signIn('acme', newPerson(email));
    expect([answer.status, answer.body.user_id]).toEqual([200, userId]);
    expect((await signIn(setup.credence, email)).body.user_id).toBe(userId);
    await waitForMail(setup.credence, email, 'Another way to sign in was added');
  });

  test('an identity is not linked if the provider is not trusted with the domain (OAU-2)', async () => {
    const email = newEmail();
    const { userId } = await createVerifiedAccount(setup.credence, { email });
    expect(refusal(await setup.signIn('acme', newPerson(email)))).toEqual([409, 'account_exists']);
    expect(await listEventTypes(setup.credence, userId)).not.toContain('OAuthIdentityLinked');
  });

  test('an identity is not linked to an account with an unverified address (OAU-2)', async () => {
    const email = newAcmeEmail();
    await signUp(setup.credence, { email });
    expect(refusal(await setup.signIn('acme', newPerson(email)))).toEqual([409, 'account_exists']);
  });
});

async function resetPassword(email: string, nth = 1): Promise<void> {
  const token = await requestResetToken(setup.credence, email, nth);
  const body = { token, new_password: `${PASSWORD} ${String(nth)}` };
  expect((await setup.credence.call('POST', '/auth/reset-password-confirm', { body })).status).toBe(200);
}

describe('account pre-hijacking', () => {
  test('classic-federated merge: the identity of the victim is not linked, and a reset revokes the password of the attacker (OAU-3)', async () => {
    const email = newAcmeEmail();
    await signUp(setup.credence, { email, password: 'the password of an attacker' });
    expect((await setup.signIn('acme', newPerson(email))).status).toBe(409);
    const token = await requestResetToken(setup.credence, email);
    const body = { token, new_password: PASSWORD };
    expect((await setup.credence.call('POST', '/auth/reset-password-confirm', { body })).status).toBe(200);
    expect((await signIn(setup.credence, email, 'the password of an attacker')).status).toBe(401);
    expect((await setup.signIn('acme', newPerson(email))).status).toBe(200);
  });

  test('trojan identifier: an unverified account cannot sign in, and so cannot link an identity (OAU-3)', async () => {
    const email = newEmail();
    await signUp(setup.credence, { email });
    expect((await signIn(setup.credence, email)).status).toBe(403);
  });

  test('non-verifying provider: an unverified address creates no account, and a reset unlinks an untrusted identity (OAU-3)', async () => {
    const email = newEmail();
    const attacker = newPerson(email);
    const unverified = await setup.signIn('acme', { ...attacker, email_verified: false });
    expect(unverified.status).toBe(403);
    expect(await listAccounts(email)).toEqual([]);

    const asserted = await setup.signIn('acme', attacker);
    expect(asserted.status).toBe(200);
    const token = await requestResetToken(setup.credence, email);
    const body = { token, new_password: PASSWORD };
    await setup.credence.call('POST', '/auth/reset-password-confirm', { body });
    expect((await setup.credence.call('GET', '/auth/me', { token: asserted.body.access_token })).status).toBe(
      401,
    );
    expect(refusal(await setup.signIn('acme', attacker))).toEqual([409, 'account_exists']);
    const { body: victim } = await signIn(setup.credence, email);
    const listed = await setup.credence.call('GET', '/auth/identities', { token: victim.access_token });
    expect(listed.body.items).toEqual([]);
  });

  test('unexpired email change: a reset invalidates the confirmation link of the attacker (OAU-3)', async () => {
    const email = newEmail();
    const { body: attacker } = await setup.signIn('acme', newPerson(email));
    const call = async (path: string, body: object, token?: string) =>
      await setup.credence.call('POST', path, { body, ...(token !== undefined && { token }) });
    const password = 'the password of an attacker';
    const set = await call('/auth/set-password', { new_password: password }, attacker.access_token);
    expect(set.status).toBe(200);
    const attackerEmail = newEmail();
    const change = { new_email: attackerEmail, password };
    expect((await call('/auth/change-email', change, attacker.access_token)).status).toBe(202);
    const pending = await waitForToken(setup.credence, attackerEmail, '/confirm-email');

    const token = await requestResetToken(setup.credence, email);
    const reset = await call('/auth/reset-password-confirm', { token, new_password: PASSWORD });
    expect(reset.status).toBe(200);
    expect(refusal(await call('/auth/confirm-email', { token: pending }))).toEqual([410, 'link_used']);
    expect((await signIn(setup.credence, email)).body.email).toBe(email);
    expect((await signIn(setup.credence, attackerEmail, password)).status).toBe(401);
  });

  test('classic-federated merge: a trusted identity is not linked to an account with an address asserted by an untrusted provider (OAU-3)', async () => {
    const email = newAcmeEmail();
    expect((await setup.signIn('google', newPerson(email))).status).toBe(200);
    expect(refusal(await setup.signIn('acme', newPerson(email)))).toEqual([409, 'account_exists']);
  });

  test('trojan identity: a reset removes an identity that a stranger has linked, and tells the owner (OAU-3, RST-7)', async () => {
    const email = newEmail();
    await signUp(setup.credence, { email, password: 'the password of an attacker' });
    const token = await waitForToken(setup.credence, email, '/verify-email');
    await setup.credence.call('POST', '/auth/verify-email', { body: { token } });
    const { body: stranger } = await signIn(setup.credence, email, 'the password of an attacker');
    const person = newPerson(newEmail());
    expect((await setup.link('acme', person, stranger.access_token)).status).toBe(200);

    await resetPassword(email);
    expect((await setup.signIn('acme', person)).status).toBe(409);
    const mail = await waitForMail(setup.credence, email, 'A way to sign in was removed');
    expect(mail.text).toContain(`(${person.email.charAt(0)}***@`);
  });

  test('an owner restores an identity that a reset has removed by the link in the mail (OAU-3)', async () => {
    const { email, userId, token } = await createSignedInAccount(setup.credence);
    const person = newPerson(newEmail());
    await setup.link('acme', person, token);
    await resetPassword(email);

    const body = { token: await waitForToken(setup.credence, email, '/restore-identity') };
    const restored = await setup.credence.call('POST', '/auth/restore-identity', { body });
    expect([restored.status, restored.body.user_id]).toEqual([200, userId]);
    expect((await setup.signIn('acme', person)).body.user_id).toBe(userId);
    const again = await setup.credence.call('POST', '/auth/restore-identity', { body });
    expect(refusal(again)).toEqual([410, 'link_used']);

    // The owner has shown access to the mailbox, so the next reset keeps the identity.
    await resetPassword(email, 2);
    expect((await setup.signIn('acme', person)).body.user_id).toBe(userId);
  });

  test('a password reset keeps the identity of a provider trusted with the domain (OAU-3)', async () => {
    const person = newPerson(newAcmeEmail());
    await setup.signIn('acme', person);
    const token = await requestResetToken(setup.credence, person.email);
    await setup.credence.call('POST', '/auth/reset-password-confirm', {
      body: { token, new_password: PASSWORD },
    });
    expect((await setup.signIn('acme', person)).status).toBe(200);
    expect((await signIn(setup.credence, person.email)).status).toBe(200);
  });
});
