import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createSignedInAccount, newEmail, waitForToken } from '../../support/clients/accounts.js';
import { refusal } from '../../support/clients/refusals.js';
import { startCredenceWithProviders } from '../../support/federation/credence-with-providers.js';
import type { CredenceWithProviders } from '../../support/federation/credence-with-providers.js';
import { newAcmeEmail, newPerson } from '../../support/federation/people.js';

let setup: CredenceWithProviders;
/** Invites an address to an organisation. */
let invite: (email: string) => Promise<void>;

beforeAll(async () => {
  setup = await startCredenceWithProviders({ PASSWORDLESS_SIGNUP: 'on' });
  const { credence } = setup;
  const { token } = await createSignedInAccount(credence);
  const { body } = await credence.call('POST', '/auth/organizations', { token, body: { name: 'Engines' } });
  invite = async (email) => {
    const path = `/v1/organizations/${String(body['id'])}/invitations`;
    expect((await credence.call('POST', path, { token, body: { email } })).status).toBe(201);
  };
});

afterAll(async () => {
  await setup.stop();
});

/** Signs up and in with mailed links, and returns the access token. */
async function signUpByMail(email: string): Promise<string> {
  const confirm = async (path: string, link: string) => {
    const { headers } = await setup.credence.call('POST', '/auth/sign-in-link', { body: { email } });
    const cookie = headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const body = { token: await waitForToken(setup.credence, email, link) };
    return await setup.credence.call('POST', path, { body, headers: { cookie } });
  };
  await confirm('/oauth/confirm', '/confirm-sign-up');
  return (await confirm('/auth/sign-in-link/confirm', '/sign-in-link')).body.access_token;
}

async function listedFor(token: string) {
  return (await setup.credence.call('GET', '/auth/invitations', { token })).body.items;
}

describe('a person who signs up without the link', () => {
  test.each([
    [
      'a password',
      newEmail,
      async (email: string) => (await createSignedInAccount(setup.credence, { email })).token,
    ],
    [
      'a trusted provider',
      newAcmeEmail,
      async (email: string) => (await setup.signIn('acme', newPerson(email))).body.access_token,
    ],
    ['a mailed link', newEmail, signUpByMail],
  ])('by %s is offered the invitation (ORG-9)', async (_, address, signUp) => {
    const email = address();
    await invite(email);
    const token = await signUp(email);
    const items = await listedFor(token);
    expect(items).toEqual([expect.objectContaining({ organization_name: 'Engines' })]);
    const [{ id } = { id: '' }] = items;
    const path = `/auth/invitations/${String(id)}/accept`;
    expect((await setup.credence.call('POST', path, { token })).status).toBe(200);
  });

  test('by a provider that is not trusted with the domain needs the link (ORG-9)', async () => {
    const email = newEmail();
    await invite(email);
    const { access_token: token } = (await setup.signIn('google', newPerson(email))).body;
    expect(await listedFor(token)).toEqual([]);
    const body = { token: await waitForToken(setup.credence, email, '/invitation') };
    const accept = async () => setup.credence.call('POST', '/auth/invitations/accept', { token, body });
    expect((await accept()).status).toBe(200);
    expect(refusal(await accept())).toEqual([410, 'link_used']);
  });
});
