import { textAt } from '../../support/documents/text-at.js';
import { createSignedInAccount, PASSWORD, signIn } from '../../support/clients/accounts.js';
import {
  addPasskey,
  authenticatorFor,
  creationOptions,
  requestOptions,
} from '../../support/clients/passkeys.js';
import { waitFor } from '../../support/clients/wait-for.js';
import { codeOfStep } from '../../support/domain/totp-codes.js';
import { SERVICE_TOKEN } from '../../support/server/credence.js';
import { onAccount, withApp } from './recipe.js';
import type { Recipes } from './recipe.js';

const PHONE = '+4915112345678';
const token = SERVICE_TOKEN;

/** The requests about second factors, by their operation. */
export const FACTOR_RECIPES: Recipes = {
  async verifySecondFactor(send, setup) {
    const { email, recoveryCode } = await withApp(setup);
    const { body } = await signIn(setup.credence, email);
    return await send('POST', '/auth/mfa/verify', {
      body: { mfa_token: textAt(body, 'mfa_token'), method: 'recovery_code', code: recoveryCode },
    });
  },
  stepUp: onAccount('POST', '/auth/step-up', { method: 'password', password: PASSWORD }),
  async signInByPasskey(send, { credence }) {
    const { token: own } = await createSignedInAccount(credence);
    const authenticator = authenticatorFor(credence);
    await addPasskey(credence, own, authenticator);
    const credential = authenticator.get((await requestOptions(credence)).challenge);
    return await send('POST', '/auth/passkey/login', { body: { credential } });
  },
  async addPasskey(send, { credence }) {
    const { token: own } = await createSignedInAccount(credence);
    const { challenge, user } = await creationOptions(credence, own);
    const authenticator = authenticatorFor(credence);
    authenticator.userHandle = user.id;
    const body = { credential: authenticator.create(challenge) };
    return await send('POST', '/auth/factors/passkey', { token: own, body });
  },
  async confirmTotp(send, { credence }) {
    const { token: own } = await createSignedInAccount(credence);
    const { body: started } = await credence.call('POST', '/auth/factors/totp', { token: own, body: {} });
    const code = codeOfStep(Math.floor(Date.now() / 30_000), textAt(started, 'secret'));
    const body = { code, enrolment_token: textAt(started, 'enrolment_token') };
    return await send('POST', '/auth/factors/totp/confirm', { token: own, body });
  },
  async confirmPhone(send, setup) {
    const { credence } = setup;
    const { token: own } = await withApp(setup);
    const started = await credence.call('POST', '/auth/factors/phone', {
      token: own,
      body: { phone: PHONE },
    });
    const code = await waitFor(
      'the text message arrives',
      async () => /#(\d{6})/.exec((await credence.mails(PHONE, 0)).at(-1)?.text ?? '')?.[1],
    );
    const body = { code, enrolment_token: textAt(started.body, 'enrolment_token') };
    return await send('POST', '/auth/factors/phone/confirm', { token: own, body });
  },
  async renameFactor(send, setup) {
    const { token: own, factorId } = await withApp(setup);
    return await send('PATCH', `/auth/factors/${factorId}`, { token: own, body: { name: 'Tablet' } });
  },
  async removeFactor(send, setup) {
    const { token: own, factorId } = await withApp(setup);
    return await send('DELETE', `/auth/factors/${factorId}`, { token: own });
  },
  async issueRecoveryCodes(send, setup) {
    return await send('POST', '/auth/factors/recovery-codes', {
      token: (await withApp(setup)).token,
      body: {},
    });
  },
  async cancelFactorReset(send, setup) {
    const { token: own, userId } = await withApp(setup);
    await setup.credence.call('POST', `/v1/users/${userId}/mfa/reset`, { token, body: {} });
    return await send('POST', '/auth/mfa/reset-cancel', { token: own, body: {} });
  },
  async requestFactorReset(send, setup) {
    const { email } = await withApp(setup);
    const { body } = await signIn(setup.credence, email);
    return await send('POST', '/auth/mfa/reset-request', { body: { mfa_token: textAt(body, 'mfa_token') } });
  },
  async endAllDeviceTrust(send, setup) {
    const { email, secret } = await withApp(setup);
    const first = await signIn(setup.credence, email);
    const mfa_token = textAt(first.body, 'mfa_token');
    const code = codeOfStep(Math.floor(Date.now() / 30_000), secret);
    const proof = { mfa_token, method: 'totp', code, trust_device: true };
    const { body } = await setup.credence.call('POST', '/auth/mfa/verify', { body: proof });
    return await send('DELETE', '/auth/trusted-devices', { token: body.access_token });
  },
  async demandSecondFactor(send, setup) {
    return await send('POST', '/auth/factors/demand', { token: (await withApp(setup)).token, body: {} });
  },
  async releaseSecondFactor(send, setup) {
    const { token: own } = await withApp(setup);
    await setup.credence.call('POST', '/auth/factors/demand', { token: own, body: {} });
    return await send('POST', '/auth/factors/release', { token: own, body: {} });
  },
};
