import {
  createSignedInAccount,
  createVerifiedAccount,
  newEmail,
  PASSWORD,
  requestResetToken,
  waitForMail,
  waitForToken,
} from '../../support/clients/accounts.js';
import { textAt } from '../../support/documents/text-at.js';
import { createVisitor } from '../../support/clients/visitor.js';
import type { CredenceWithProviders } from '../../support/federation/credence-with-providers.js';
import { newPerson } from '../../support/federation/people.js';
import { NEW_PASSWORD, onAccount } from './recipe.js';
import type { Recipes } from './recipe.js';

const mailedLink = async ({ credence }: CredenceWithProviders, email: string) => {
  const { body } = await credence.call('POST', '/auth/sign-in-link', { body: { email } });
  const { links, text } = await waitForMail(credence, email, 'Sign in to your account');
  const requestToken = textAt(body, 'request_token');
  const linkToken = new URL(links[0] ?? '').searchParams.get('token');
  return { requestToken, linkToken, code: /\d{4} \d{4}/.exec(text)?.[0] ?? '' };
};

/** The requests of people about their account and their sessions, by their operation. */
export const ACCOUNT_RECIPES: Recipes = {
  signUp: (send) =>
    send('POST', '/auth/signup', { body: { email: newEmail(), username: 'ada', password: PASSWORD } }),
  async verifyEmail(send, { credence }) {
    const email = newEmail();
    await credence.call('POST', '/auth/signup', { body: { email, username: 'ada', password: PASSWORD } });
    return await send('POST', '/auth/verify-email', {
      body: { token: await waitForToken(credence, email, '/verify-email') },
    });
  },
  async signIn(send, { credence }) {
    const { email, password } = await createVerifiedAccount(credence);
    return await send('POST', '/auth/login', { body: { email, password } });
  },
  async signInByLink(send, setup) {
    const { email } = await createVerifiedAccount(setup.credence);
    const { linkToken, requestToken } = await mailedLink(setup, email);
    return await send('POST', '/auth/sign-in-link/confirm', {
      body: { token: linkToken, request_token: requestToken },
    });
  },
  async signInByCode(send, setup) {
    const { email } = await createVerifiedAccount(setup.credence);
    const { code, requestToken } = await mailedLink(setup, email);
    return await send('POST', '/auth/sign-in-code/confirm', {
      body: { email, code, request_token: requestToken },
    });
  },
  signOutElsewhere: onAccount('DELETE', '/auth/sessions'),
  async endSession(send, { credence }) {
    const { token: own } = await createSignedInAccount(credence);
    const { body } = await credence.call('GET', '/auth/sessions', { token: own });
    return await send('DELETE', `/auth/sessions/${String(body.items[0]?.['id'])}`, { token: own });
  },
  signOut: onAccount('POST', '/auth/logout', {}),
  async disownEvent(send, { credence }) {
    const { token: own } = await createSignedInAccount(credence);
    const { body } = await credence.call('GET', '/auth/events', { token: own });
    return await send('POST', `/auth/events/${String(body.items[0]?.['id'])}/not-me`, { token: own });
  },
  updateMe: onAccount('PATCH', '/auth/me', { username: 'grace' }),
  changeEmail: onAccount('POST', '/auth/change-email', { new_email: newEmail(), password: PASSWORD }),
  async confirmEmailChange(send, { credence }) {
    const { token: own } = await createSignedInAccount(credence);
    const email = newEmail();
    const body = { new_email: email, password: PASSWORD };
    await credence.call('POST', '/auth/change-email', { token: own, body });
    const link = await waitForToken(credence, email, '/confirm-email');
    return await send('POST', '/auth/confirm-email', { body: { token: link } });
  },
  changePassword: onAccount('POST', '/auth/change-password', {
    old_password: PASSWORD,
    new_password: NEW_PASSWORD,
  }),
  async resetPassword(send, { credence }) {
    const { email } = await createVerifiedAccount(credence);
    const body = { token: await requestResetToken(credence, email), new_password: NEW_PASSWORD };
    return await send('POST', '/auth/reset-password-confirm', { body });
  },
  removePassword: onAccount('DELETE', '/auth/password'),
  async setPassword(send, { credence }) {
    const { token: own } = await createSignedInAccount(credence);
    await credence.call('DELETE', '/auth/password', { token: own });
    return await send('POST', '/auth/set-password', { token: own, body: { new_password: NEW_PASSWORD } });
  },
  async finishOAuth(send, setup) {
    const visitor = createVisitor();
    const { pathname, search } = await setup.authorize('google', newPerson(), visitor);
    return await send('GET', pathname + search, {
      headers: { cookie: visitor.cookies(setup.credence.url) },
    });
  },
  async confirmSignUp(send, setup) {
    const visitor = createVisitor();
    const person = { ...newPerson(), email_verified: false };
    await setup.finishCallback(await setup.authorize('acme', person, visitor), visitor);
    const link = await waitForToken(setup.credence, person.email, '/confirm-sign-up');
    const headers = { cookie: visitor.cookies(setup.credence.url) };
    return await send('POST', '/oauth/confirm', { body: { token: link }, headers });
  },
  async unlinkProvider(send, setup) {
    const { token: own } = await createSignedInAccount(setup.credence);
    await setup.link('google', newPerson(), own);
    return await send('DELETE', '/auth/identities/google', { token: own });
  },
  async restoreIdentity(send, setup) {
    const { credence } = setup;
    const { token: own, email } = await createSignedInAccount(credence);
    await setup.link('acme', newPerson(), own);
    const reset = { token: await requestResetToken(credence, email), new_password: NEW_PASSWORD };
    await credence.call('POST', '/auth/reset-password-confirm', { body: reset });
    const link = await waitForToken(credence, email, '/restore-identity');
    return await send('POST', '/auth/restore-identity', { body: { token: link } });
  },
  eraseMe: onAccount('DELETE', '/auth/me', {}),
  requestExport: onAccount('POST', '/auth/export', {}),
  async downloadExport(send, { credence }) {
    const { email, token: own } = await createSignedInAccount(credence);
    await credence.call('POST', '/auth/export', { token: own, body: {} });
    const body = { token: await waitForToken(credence, email, '/export') };
    return await send('POST', '/auth/export/download', { body });
  },
};
