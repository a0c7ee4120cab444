import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CreationOptions } from '../../../src/security/webauthn/option-schemas.js';
import { createSignedInAccount, createVerifiedAccount } from '../../support/clients/accounts.js';
import {
  addPasskey,
  authenticatorFor,
  creationOptions,
  requestOptions,
  signInByPasskey,
} from '../../support/clients/passkeys.js';
import { refusal } from '../../support/clients/refusals.js';
import { runCli } from '../../support/server/cli.js';
import { waitFor } from '../../support/clients/wait-for.js';
import { SERVICE_TOKEN, startCredence } from '../../support/server/credence.js';
import type { Credence } from '../../support/server/credence.js';
import { FLAGS } from '../../support/webauthn/authenticator.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

const INVALID = [401, 'invalid_passkey'];
const SERVICE = { authorization: `Bearer ${SERVICE_TOKEN}` };

let stores: TestStores;
let credence: Credence;

beforeAll(async () => {
  stores = await useStores();
  // Without the notary, which writes to its tree by itself.
  credence = await startCredence({ ...stores.environment, CHECKPOINT_INTERVAL: '0s' });
});

afterAll(async () => {
  await credence.stop();
  await stores.dispose();
});

async function accountWithPasskey() {
  const account = await createSignedInAccount(credence);
  const authenticator = authenticatorFor(credence);
  const added = await addPasskey(credence, account.token, authenticator);
  return { ...account, authenticator, added };
}

test('a user adds a passkey, gets a mail, and signs in without a password (PKY-18)', async () => {
  const { authenticator, added, email, userId } = await accountWithPasskey();
  expect(added).toMatchObject({
    status: 201,
    body: { factor: { kind: 'passkey', name: 'Passkey', synced: false, usable_here: true } },
  });
  const signedIn = await signInByPasskey(credence, authenticator);
  expect(signedIn).toMatchObject({ status: 200, body: { user_id: userId, token_type: 'bearer' } });
  const me = await credence.call('GET', '/auth/me', { token: signedIn.body.access_token });
  expect(me.body.email).toBe(email);
  const mails = await credence.mails(email, 2);
  expect(mails.map(({ subject }) => subject)).toContain('A passkey was added');
});

test('a sign-in that owes an enrolment adds a security key and gets its session (MFA-31)', async () => {
  const { email, password, userId } = await createVerifiedAccount(credence);
  const path = `/v1/users/${userId}/mfa/demand`;
  await credence.call('POST', path, { token: SERVICE_TOKEN, body: {} });
  const first = await credence.call('POST', '/auth/login', { body: { email, password } });
  const { mfa_token } = first.body as unknown as { mfa_token: string };
  const options = await credence.call('POST', '/auth/factors/passkey/options', {
    body: { kind: 'security_key', mfa_token },
  });
  const { public_key } = options.body as unknown as { public_key: CreationOptions };
  const authenticator = authenticatorFor(credence);
  authenticator.userHandle = public_key.user.id;
  const credential = authenticator.create(public_key.challenge);
  const added = await credence.call('POST', '/auth/factors/passkey', { body: { credential, mfa_token } });
  expect(added).toMatchObject({ status: 201, body: { factor: { kind: 'security_key' } } });
  const { session } = added.body as unknown as { session: { access_token: string } };
  expect((await credence.call('GET', '/auth/me', { token: session.access_token })).status).toBe(200);
  const anonymous = await credence.call('POST', '/auth/factors/passkey/options', {
    body: { kind: 'passkey' },
  });
  expect(refusal(anonymous)).toEqual([401, 'unauthenticated']);
});

test('an answer signs in once, also at another process (PKY-2)', async () => {
  const { authenticator } = await accountWithPasskey();
  const { challenge } = await requestOptions(credence);
  const body = { credential: authenticator.get(challenge) };
  expect((await credence.call('POST', '/auth/passkey/login', { body })).status).toBe(200);
  expect(refusal(await credence.call('POST', '/auth/passkey/login', { body }))).toEqual(INVALID);
  const other = await startCredence({ ...stores.environment, WEBAUTHN_ORIGINS: credence.url });
  expect(refusal(await other.call('POST', '/auth/passkey/login', { body }))).toEqual(INVALID);
  expect((await signInByPasskey(other, authenticator)).status).toBe(200);
  await other.stop();
});

test('the list shows the last use and the backup state, and the metrics count (PKY-8, PKY-22, PKY-32)', async () => {
  const { authenticator, token } = await accountWithPasskey();
  const item = async () => (await credence.call('GET', '/auth/factors', { token })).body.items[0];
  expect(await item()).toMatchObject({ kind: 'passkey', last_used_at: null, synced: false });
  const backedUp = FLAGS.UP | FLAGS.UV | FLAGS.BE | FLAGS.BS;
  expect((await signInByPasskey(credence, authenticator, { flags: backedUp })).status).toBe(200);
  expect(await item()).toMatchObject({
    last_used_at: expect.any(String),
    synced: true,
    usable_here: true,
    provider_name: null,
  });
  const metrics = await (await fetch(`${credence.url}/metrics`, { headers: SERVICE })).text();
  expect(metrics).toMatch(/credence_passkey_total\{ceremony="sign_in",outcome="accepted"\} [1-9]/);
});

test('a service finds the holders of a model, and the uses of a factor', async () => {
  const { authenticator, added, userId } = await accountWithPasskey();
  const { factor } = added.body as unknown as { factor: { id: string } };
  await signInByPasskey(credence, authenticator);
  const list = async (path: string) => await credence.call('GET', path, { token: SERVICE_TOKEN });
  const { body: all } = await list('/v1/authenticators?kind=passkey&limit=200');
  const own = all.items.find(({ factor_id: id }) => id === factor.id);
  expect(own).toMatchObject({ user_id: userId, kind: 'passkey' });
  const { body: ofModel } = await list(`/v1/authenticators?limit=1&aaguid=${String(own?.['aaguid'])}`);
  expect(ofModel).toMatchObject({ items: [{ kind: 'passkey' }], next_cursor: expect.any(String) });
  expect((await list('/v1/authenticators?kind=totp')).body.items).toEqual([]);
  const path = `/v1/users/${userId}/factors/${factor.id}`;
  const uses = [{ purpose: 'sign_in' }, { purpose: 'step_up' }];
  expect((await list(`${path}/uses`)).body).toMatchObject({ items: uses, next_cursor: null });
  await credence.call('DELETE', path, { body: {}, token: SERVICE_TOKEN });
  expect((await list(`${path}/uses`)).body).toMatchObject({ items: uses });
  const { body: later } = await list('/v1/authenticators?kind=passkey&limit=200');
  expect(later.items.map(({ factor_id: id }) => id)).not.toContain(factor.id);
  const unknown = await list(`/v1/users/${userId}/factors/${userId}/uses`);
  expect(refusal(unknown)).toEqual([404, 'unknown_factor']);
});

test('the options of a sign-in name no account and differ only in their challenge (PKY-1, WAN-7)', async () => {
  const { challenge: one, ...first } = await requestOptions(credence);
  const { challenge: other, ...second } = await requestOptions(credence);
  expect(second).toEqual(first);
  expect(first).toMatchObject({ allowCredentials: [], userVerification: 'required' });
  expect(other).not.toBe(one);
});

/** Readers gather events for a second, and save their places half a second later. */
const REST_MS = 2500;

/** Returns all stored values when the work that earlier tests have left is done. */
async function dumpAtRest(): Promise<string> {
  let newest = { dump: '', since: Date.now() };
  return await waitFor('the stores rest', async () => {
    const dump = JSON.stringify(await stores.dump());
    if (dump !== newest.dump) newest = { dump, since: Date.now() };
    return Date.now() - newest.since > REST_MS && dump;
  });
}

test('500 options of anonymous callers change no table and no log (PKY-31)', async () => {
  const before = await dumpAtRest();
  await Promise.all(Array.from({ length: 500 }, () => requestOptions(credence)));
  expect(JSON.stringify(await stores.dump())).toBe(before);
});

test('an unknown credential is named as such, and a wrong signature is not (PKY-25)', async () => {
  const { authenticator } = await accountWithPasskey();
  const unknown = await signInByPasskey(credence, authenticatorFor(credence));
  expect(unknown).toMatchObject({ status: 401, body: { code: 'invalid_passkey', unknown_credential: true } });
  const { challenge } = await requestOptions(credence);
  const credential = authenticator.get(challenge);
  const forged = { ...credential, response: { ...credential.response, signature: 'AAAA' } };
  const answer = await credence.call('POST', '/auth/passkey/login', { body: { credential: forged } });
  expect(refusal(answer)).toEqual(INVALID);
  expect(answer.body).not.toHaveProperty('unknown_credential');
});

describe('the documents at well-known paths', () => {
  const related = 'https://shop.example';

  test('lists related origins only if there are some, and sets no cookie (PKY-23)', async () => {
    expect((await credence.call('GET', '/.well-known/webauthn')).status).toBe(404);
    const other = await startCredence({
      ...stores.environment,
      CORS_ORIGINS: related,
      WEBAUTHN_ORIGINS: `${credence.url},${related}`,
    });
    const { status, body, headers } = await other.call('GET', '/.well-known/webauthn');
    expect([status, body]).toEqual([200, { origins: [related] }]);
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(headers.get('set-cookie')).toBeNull();
    await other.stop();
  });

  test('names the pages for password managers', async () => {
    const page = `${credence.url}/account/ways-in`;
    expect((await credence.call('GET', '/.well-known/passkey-endpoints')).body).toEqual({
      enroll: page,
      manage: page,
    });
  });
});

describe('an answer that no authenticator gives', () => {
  let token: string;

  beforeAll(async () => {
    ({ token } = await createSignedInAccount(credence));
  });

  test.each([
    ['a text', 'credential'],
    ['null', null],
    ['an array', []],
    ['an empty object', {}],
    ['numbers', { id: 1, rawId: 1, type: 'public-key', response: {} }],
    ['another type', { id: 'AAAA', rawId: 'AAAA', type: 'password', response: {} }],
    ['no response', { id: 'AAAA', rawId: 'AAAA', type: 'public-key' }],
  ])('is refused as invalid input: %s (PKY-11)', async (_, credential) => {
    for (const path of ['/auth/passkey/login', '/auth/factors/passkey'])
      expect((await credence.call('POST', path, { token, body: { credential } })).status).toBe(422);
  });

  test('is refused with a challenge of the other ceremony (PKY-3)', async () => {
    const { authenticator, token: own } = await accountWithPasskey();
    const { challenge } = await creationOptions(credence, own);
    const body = { credential: authenticator.get(challenge) };
    expect(refusal(await credence.call('POST', '/auth/passkey/login', { body }))).toEqual(INVALID);
  });

  test.each([
    ['an origin of the same host with another port', 'http://127.0.0.1:1'],
    ['localhost', 'http://localhost:8001'],
  ])('is refused from %s (PKY-4)', async (_, origin) => {
    const added = await addPasskey(credence, token, authenticatorFor(credence), { origin });
    expect(refusal(added)).toEqual([422, 'passkey_refused']);
  });
});

test('the doctor counts the passkeys that a change of the domain has made unusable (PKY-24)', async () => {
  await accountWithPasskey();
  const here = await runCli(['doctor'], { ...stores.environment, FRONTEND_BASE_URL: credence.url });
  expect(here.output).toMatch(/^passkeys: all are of 127\.0\.0\.1$/m);
  const moved = { WEBAUTHN_RP_ID: 'example.org', WEBAUTHN_ORIGINS: 'https://example.org' };
  const { code, output } = await runCli(['doctor'], { ...stores.environment, ...moved });
  expect(output).toMatch(/^passkeys: [1-9]\d* are not of example\.org, and unusable; .*WEBAUTHN_RP_ID/m);
  expect(code).toBe(0);
});
