import { randomInt } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  createSignedInAccount,
  createVerifiedAccount,
  PASSWORD,
  requestResetToken,
  signIn,
  waitForMail,
  waitForToken,
} from '../../support/clients/accounts.js';
import type { SignedInAccount } from '../../support/clients/accounts.js';
import { readMetric } from '../../support/clients/admin-api.js';
import { refusal } from '../../support/clients/refusals.js';
import { createVisitor } from '../../support/clients/visitor.js';
import { codeOfStep } from '../../support/domain/totp-codes.js';
import { startCredenceWithProviders } from '../../support/federation/credence-with-providers.js';
import type { CredenceWithProviders } from '../../support/federation/credence-with-providers.js';
import { newPerson } from '../../support/federation/people.js';
import { sendRawHttp } from '../../support/hostile/raw-http.js';
import { listOperations } from '../../support/openapi/documented-operations.js';
import { runCli } from '../../support/server/cli.js';
import { SERVICE_TOKEN } from '../../support/server/credence.js';
import type { Answer, Json } from '../../support/server/credence.js';

let setup: CredenceWithProviders;

beforeAll(async () => {
  setup = await startCredenceWithProviders({ RATE_LIMITS: 'credential.source=100000/1m' });
});

afterAll(async () => {
  await setup.stop();
});

interface FactorJson extends Json {
  readonly enrolment_token: string;
  readonly secret: string;
  readonly otpauth_uri: string;
  readonly qr_svg: string;
  readonly recovery_codes?: readonly string[];
  readonly factor: { readonly id: string };
  readonly mfa_token: string;
  readonly session: { readonly access_token: string };
  readonly acr: string;
  readonly required: object;
}

const post = async (path: string, body: unknown, token?: string) =>
  (await setup.credence.call('POST', path, { body, ...(token !== undefined && { token }) })) as Answer & {
    readonly body: FactorJson;
  };
const verify = async (mfaToken: string, method: string, code: unknown) =>
  await post('/auth/mfa/verify', { mfa_token: mfaToken, method, code });
const presentStep = () => Math.floor(Date.now() / 30_000);

interface Enrolled extends SignedInAccount {
  readonly secret: string;
  readonly codes: readonly string[];
  readonly factorId: string;
}

/** Enrols an authenticator app with the oldest code that is accepted, so that two newer ones are left. */
async function enrol(token: string): Promise<Omit<Enrolled, keyof SignedInAccount>> {
  const { body: started } = await post('/auth/factors/totp', {}, token);
  const { secret, enrolment_token } = started;
  const confirm = async () => {
    const code = codeOfStep(presentStep() - 1, secret);
    return await post('/auth/factors/totp/confirm', { enrolment_token, code }, token);
  };
  const first = await confirm();
  // The code is too old if a step ended on the way.
  const { status, body } = first.body.code === 'wrong_code' ? await confirm() : first;
  if (status !== 201) throw new Error(`The enrolment failed with ${body.code}.`);
  return { secret, codes: body.recovery_codes ?? [], factorId: body.factor.id };
}

async function createEnrolledAccount(): Promise<Enrolled> {
  const account = await createSignedInAccount(setup.credence);
  return { ...account, ...(await enrol(account.token)) };
}

const mfaTokenOf = ({ body }: Answer) => (body as FactorJson).mfa_token;

describe('the command line', () => {
  test('imports an app that signs in, exports it, and names refused lines without their secrets (MFA-45)', async () => {
    const { environment } = setup.stores;
    const { email, userId } = await createVerifiedAccount(setup.credence);
    const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA';
    const others = [...'ABCDEFHIJ'].map((letter) => ({ secret: secret.replace(/^G/, letter) }));
    const lines = [
      { email, totp: [{ secret, algorithm: 'SHA256', digits: 8, period: 60 }, ...others] },
      { email, totp: [{ secret: 'GEZDGNBV' }] },
      { email: `nobody-${email}`, totp: [{ secret }] },
    ];
    const folder = await mkdtemp(join(tmpdir(), 'credence-import-'));
    const file = join(folder, 'factors.jsonl');
    await writeFile(file, `${lines.map((line) => JSON.stringify(line)).join('\n')}\n[`);
    expect(await runCli(['factors', 'import', file], environment)).toEqual({
      code: 1,
      output: [
        'line 2: totp 0 secret Must be base32 of 80 to 1,024 bits.',
        'line 3: unknown_user',
        'line 4: Invalid input: expected object, received null',
        'credence: 1 accounts imported, 0 unchanged, 3 lines refused',
        '',
      ].join('\n'),
    });
    await rm(folder, { recursive: true });
    const first = await signIn(setup.credence, email);
    const step = Math.floor(Date.now() / 60_000) + 1;
    const code = codeOfStep(step, secret, { algorithm: 'sha256', digits: 8 });
    const { status, body } = await verify(mfaTokenOf(first), 'totp', code);
    expect(status).toBe(200);
    const eleventh = await post('/auth/factors/totp', {}, body.access_token);
    expect(refusal(eleventh)).toEqual([409, 'factor_limit']);
    const exported = await runCli(['factors', 'export'], environment);
    expect(exported.code).toBe(0);
    const line = exported.output.split('\n').find((one) => one.includes(userId)) ?? '{}';
    expect(JSON.parse(line)).toMatchObject({
      user_id: userId,
      totp: expect.arrayContaining([expect.objectContaining({ secret, period: 60 })]),
    });
  });
});

describe('an account with an authenticator app', () => {
  let ada: Enrolled;

  beforeAll(async () => {
    ada = await createEnrolledAccount();
  });

  test('gets a QR code and a URI at the enrolment, and a mail after it (MFA-7)', async () => {
    const { body } = await post('/auth/factors/totp', { name: 'Tablet' }, ada.token);
    expect(body.qr_svg).toMatch(/^<svg [^]*<\/svg>$/);
    expect(body.otpauth_uri).toContain(`secret=${body.secret}`);
    await waitForMail(setup.credence, ada.email, 'A second factor was added to your account');
  });

  test('lists the factor, and the number of codes but no code (MFA-27)', async () => {
    const { body } = await setup.credence.call('GET', '/auth/factors', { token: ada.token });
    expect(body).toMatchObject({
      items: [{ id: ada.factorId, kind: 'totp', last_used_at: null, usable_here: true }],
      recovery_codes: { remaining: 10 },
      demanded: false,
      acr: 'aal2',
    });
    for (const code of ada.codes) expect(JSON.stringify(body)).not.toContain(code);
  });

  test('signs in by password and code, and its tokens tell so (MFA-12, MFA-36)', async () => {
    const first = await signIn(setup.credence, ada.email);
    expect(refusal(first)).toEqual([403, 'mfa_required']);
    expect(first.body).toMatchObject({
      expires_in: 600,
      enrolment_required: false,
      factors: [{ id: ada.factorId, kind: 'totp', name: 'Authenticator app', hint: null }],
    });
    expect(first.body).not.toHaveProperty('access_token');
    const token = mfaTokenOf(first);
    expect(refusal(await verify(token, 'totp', '000000'))).toEqual([401, 'invalid_code']);
    const { status, body } = await verify(token, 'totp', codeOfStep(presentStep(), ada.secret));
    expect(status).toBe(200);
    const introspected = await fetch(`${setup.credence.url}/oauth2/introspect`, {
      method: 'POST',
      headers: { authorization: `Bearer ${SERVICE_TOKEN}` },
      body: new URLSearchParams({ token: body.access_token }),
    });
    expect(await introspected.json()).toMatchObject({ acr: 'aal2', amr: ['pwd', 'otp', 'mfa'] });
    const { body: sessions } = await setup.credence.call('GET', '/auth/sessions', {
      token: body.access_token,
    });
    expect(sessions.items[0]).toMatchObject({ acr: 'aal2', factors: [{ id: ada.factorId, kind: 'totp' }] });
    expect(refusal(await verify(token, 'recovery_code', ada.codes[0]))).toEqual([401, 'invalid_mfa_token']);
  });

  test('signs in by a recovery code once, and gets a mail (MFA-6, MFA-25)', async () => {
    const code = ada.codes[1] ?? '';
    const use = async () =>
      await verify(mfaTokenOf(await signIn(setup.credence, ada.email)), 'recovery_code', code);
    expect((await use()).status).toBe(200);
    expect(refusal(await use())).toEqual([401, 'invalid_code']);
    const mail = await waitForMail(
      setup.credence,
      ada.email,
      'A recovery code was used to sign in to your account',
    );
    expect(mail.text).toContain('Number of codes left: 9.');
  });

  test('steps up with a recovery code', async () => {
    const { status, body } = await post(
      '/auth/step-up',
      { method: 'recovery_code', code: ada.codes[2] },
      ada.token,
    );
    expect(status).toBe(200);
    expect((await setup.credence.call('GET', '/auth/me', { token: body.access_token })).status).toBe(200);
    const wrong = await post('/auth/step-up', { method: 'totp', code: '12345' }, ada.token);
    expect(refusal(wrong)).toEqual([403, 'wrong_code']);
    const byPassword = await post('/auth/step-up', { method: 'password', password: PASSWORD }, ada.token);
    expect(refusal(byPassword)).toEqual([403, 'reauthentication_required']);
    expect(byPassword.body.required).toEqual({ acr: 'aal2', max_age: 900 });
    expect(byPassword.headers.get('www-authenticate')).toContain('acr_values="aal2"');
  });

  test('trusts a device by cookie, lists it, and ends the trust (MFA-35)', async () => {
    const { email, secret, token } = await createEnrolledAccount();
    const headers = { origin: setup.frontEnd };
    const first = await setup.credence.call('POST', '/auth/login', {
      body: { email, password: PASSWORD, cookie: true },
      headers,
    });
    expect(first.body).toMatchObject({ code: 'mfa_required', trust_allowed: true });
    const code = codeOfStep(presentStep(), secret);
    const completed = await setup.credence.call('POST', '/auth/mfa/verify', {
      body: { mfa_token: mfaTokenOf(first), method: 'totp', code, trust_device: true, cookie: true },
      headers,
    });
    const cookie = completed.headers.getSetCookie().find((one) => one.includes('credence-device')) ?? '';
    expect(cookie).toMatch(/^__Host-credence-device=.*HttpOnly; Secure; SameSite=Strict$/);
    const again = await setup.credence.call('POST', '/auth/login', {
      body: { email, password: PASSWORD },
      headers: { ...headers, cookie: cookie.split(';')[0] ?? '' },
    });
    expect(again.status).toBe(200);
    const listed = await setup.credence.call('GET', '/auth/trusted-devices', { token });
    expect(listed.body.items).toHaveLength(1);
    const path = `/auth/trusted-devices/${String(listed.body.items[0]?.['id'])}`;
    expect((await setup.credence.call('DELETE', path, { token })).status).toBe(200);
    expect(refusal(await setup.credence.call('DELETE', path, { token }))).toEqual([
      404,
      'unknown_trusted_device',
    ]);
  });

  test('gets other recovery codes for a repeated request, and never the same ones again (MFA-27)', async () => {
    const account = await createEnrolledAccount();
    const issue = async () =>
      await setup.credence.call('POST', '/auth/factors/recovery-codes', {
        body: {},
        token: account.token,
        headers: { 'idempotency-key': 'recovery codes' },
      });
    const [first, second] = [await issue(), await issue()];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).not.toEqual(first.body);
  });

  test('keeps its factor over a password reset, which signs nobody in (MFA-8, MFA-38, RST-8)', async () => {
    const account = await createEnrolledAccount();
    const token = await requestResetToken(setup.credence, account.email);
    const reset = await post('/auth/reset-password-confirm', { token, new_password: `${PASSWORD} new` });
    expect(reset.status).toBe(200);
    expect(reset.body).not.toHaveProperty('access_token');
    expect(refusal(await signIn(setup.credence, account.email, `${PASSWORD} new`))).toEqual([
      403,
      'mfa_required',
    ]);
  });

  test('malformed codes are refused, and never an error (MFA-19)', async () => {
    const token = mfaTokenOf(await signIn(setup.credence, ada.email));
    for (const code of ['٠٠٥٩٢٤', '００５９２４', '12 456', '1234567'])
      expect(refusal(await verify(token, 'totp', code))).toEqual([401, 'invalid_code']);
    for (const code of [123_456, ['123456'], null, 'x'.repeat(1_000)])
      expect(refusal(await verify(token, 'totp', code))).toEqual([422, 'invalid_input']);
    expect((await verify(token, 'email', '123456')).status).toBe(422);
  });

  test('has metrics of its second steps (MFA-42)', async () => {
    const count = async (labels: string) =>
      await readMetric(setup.credence, `credence_second_factor_total{${labels}}`);
    expect(await count('kind="totp",outcome="failed"')).toBeGreaterThan(0);
    expect(await count('kind="recovery_code",outcome="proved"')).toBeGreaterThan(1);
    expect(
      await readMetric(setup.credence, 'credence_sign_ins_total{first="pwd",acr="aal2"}'),
    ).toBeGreaterThan(1);
  });
});

describe('an administrator', () => {
  test('demands a factor, which the next sign-in enrols before it starts a session (MFA-31)', async () => {
    const { email, userId } = await createVerifiedAccount(setup.credence);
    const demanded = await post(`/v1/users/${userId}/mfa/demand`, { reason: 'payments' }, SERVICE_TOKEN);
    expect(demanded.status).toBe(200);
    const first = await signIn(setup.credence, email);
    expect(first.body).toMatchObject({ code: 'mfa_required', enrolment_required: true, factors: [] });
    const mfa_token = mfaTokenOf(first);
    const { body: started } = await post('/auth/factors/totp', { mfa_token });
    const code = codeOfStep(presentStep(), started.secret);
    const { enrolment_token } = started;
    const confirmed = await post('/auth/factors/totp/confirm', { mfa_token, enrolment_token, code });
    expect(confirmed.status).toBe(201);
    expect(confirmed.body.recovery_codes).toHaveLength(10);
    const { session } = confirmed.body;
    const removed = await setup.credence.call('DELETE', `/auth/factors/${confirmed.body.factor.id}`, {
      token: session.access_token,
    });
    expect(refusal(removed)).toEqual([409, 'second_factor_demanded']);
  });

  test('sees the factors of an account, and removes one with all sessions (MFA-40)', async () => {
    const { userId, factorId, secret, token } = await createEnrolledAccount();
    const path = `/v1/users/${userId}/factors`;
    const listed = await setup.credence.call('GET', path, { token: SERVICE_TOKEN });
    expect(listed.body).toMatchObject({ items: [{ id: factorId, kind: 'totp' }], acr: null });
    const { body: history } = await setup.credence.call('GET', `/v1/users/${userId}/events`, {
      token: SERVICE_TOKEN,
    });
    expect(JSON.stringify([listed.body, history])).not.toContain(secret);
    const removed = await setup.credence.call('DELETE', `${path}/${factorId}`, {
      body: { reason: 'lost phone' },
      token: SERVICE_TOKEN,
    });
    expect(removed.status).toBe(200);
    expect((await setup.credence.call('GET', '/auth/me', { token })).status).toBe(401);
  });
});

describe('an account with a phone', () => {
  const phone = `+49151${randomInt(10_000_000, 99_999_999)}`;
  let ada: Enrolled;

  beforeAll(async () => {
    ada = await createEnrolledAccount();
  });

  /** The codes of the text messages to the phone, newest first. */
  const codesSent = async () =>
    (await setup.credence.mails(phone, 0))
      .map(({ text }) => /\n@[a-z0-9.]+ #(\d{6})\s*$/.exec(text)?.[1])
      .reverse();

  test('adds it with the code of a text message, and gets a mail (SMS-7, SMS-9, SMS-12)', async () => {
    const started = await post('/auth/factors/phone', { phone, name: 'Mobile' }, ada.token);
    expect(started).toMatchObject({ status: 202, body: { expires_in: 300, resend_after: 30 } });
    const [code] = await codesSent();
    const confirmation = { enrolment_token: started.body.enrolment_token, code };
    const confirmed = await post('/auth/factors/phone/confirm', confirmation, ada.token);
    expect(confirmed.status).toBe(201);
    expect(confirmed.body.factor).toMatchObject({
      kind: 'phone',
      name: 'Mobile',
      hint: `•• ${phone.slice(-2)}`,
    });
    await waitForMail(setup.credence, ada.email, 'A phone was added to your account');
    const { body } = await setup.credence.call('GET', '/auth/factors', { token: ada.token });
    expect(body).toMatchObject({
      phones: true,
      items: [{ kind: 'totp' }, { kind: 'phone', usable_here: true }],
    });
    expect(JSON.stringify(body)).not.toContain(phone);
    const holders = await setup.credence.call('GET', '/v1/authenticators?kind=phone', {
      token: SERVICE_TOKEN,
    });
    expect(holders.body.items).toContainEqual(
      expect.objectContaining({ user_id: ada.userId, kind: 'phone' }),
    );
  });

  test('signs in with it, and sends no second message for an impatient repeat (SMS-1, SMS-4, SMS-10)', async () => {
    const first = await signIn(setup.credence, ada.email);
    const { factors } = first.body as unknown as {
      factors: { id: string; kind: string; hint: string | null }[];
    };
    const offered = factors.find(({ kind }) => kind === 'phone');
    expect(offered?.hint).toBe(`•• ${phone.slice(-2)}`);
    const before = await codesSent();
    const asked = { mfa_token: mfaTokenOf(first), factor_id: offered?.id };
    for (const _ of [1, 2]) expect(await post('/auth/mfa/code', asked)).toMatchObject({ status: 202 });
    const [code, ...earlier] = await codesSent();
    expect(earlier).toEqual(before);
    expect((await verify(asked.mfa_token, 'sms', code)).status).toBe(200);
    expect(refusal(await post('/auth/mfa/code', asked))).toEqual([401, 'invalid_mfa_token']);
    expect(refusal(await post('/auth/mfa/code', { ...asked, mfa_token: 'x' }))).toEqual([
      401,
      'invalid_mfa_token',
    ]);
  });

  test('steps up with it, and its messages are counted by country (SMS-15)', async () => {
    const { body } = await setup.credence.call('GET', '/auth/factors', { token: ada.token });
    const { items } = body as unknown as { items: { id: string; kind: string }[] };
    const asked = { factor_id: items.find(({ kind }) => kind === 'phone')?.id };
    expect(await post('/auth/step-up/code', asked, ada.token)).toMatchObject({ status: 202 });
    const [code] = await codesSent();
    const { status } = await post('/auth/step-up', { method: 'sms', code }, ada.token);
    expect(status).toBe(200);
    const count = (series: string) => readMetric(setup.credence, series);
    expect(await count('credence_sms_total{country="DE",outcome="sent"}')).toBe(3);
    expect(await count('credence_sms_converted_total{country="DE"}')).toBe(3);
  });

  test('cannot be added anonymously, or with a number of another kind (SMS-1, SMS-2, SMS-3)', async () => {
    expect(refusal(await post('/auth/factors/phone', { phone }))).toEqual([401, 'unauthenticated']);
    for (const refused of ['+49 900 1234567', '+٤٩١٥١١٢٣٤٥٦٧٨', `${phone} x`, 'call me'])
      expect(refusal(await post('/auth/factors/phone', { phone: refused }, ada.token))).toEqual([
        422,
        'phone_refused',
      ]);
    for (const malformed of [null, 4915112345678, `${phone}\r\n`, [phone], '1'.repeat(300)])
      expect(refusal(await post('/auth/factors/phone', { phone: malformed }, ada.token))).toEqual([
        422,
        'invalid_input',
      ]);
    expect(refusal(await post('/auth/factors/phone', { phone }, ada.token))).toEqual([409, 'factor_exists']);
    const path = `/auth/factors/${ada.factorId}`;
    const removed = await setup.credence.call('DELETE', path, { token: ada.token });
    expect(refusal(removed)).toEqual([409, 'phone_alone']);
  });
});

describe('an account whose factors are reset (MFA-39)', () => {
  const reset = (userId: string, body: object, token = SERVICE_TOKEN) =>
    post(`/v1/users/${userId}/mfa/reset`, body, token);

  test('keeps them after the mailed link, and a used link is refused', async () => {
    const { userId, email, token, factorId } = await createEnrolledAccount();
    expect((await reset(userId, { reason: 'lost phone' })).status).toBe(200);
    const link = await waitForToken(setup.credence, email, '/cancel-reset');
    expect((await post('/auth/mfa/reset-cancel', { token: link })).status).toBe(200);
    expect(refusal(await post('/auth/mfa/reset-cancel', { token: link }))).toEqual([410, 'link_used']);
    await waitForMail(setup.credence, email, 'The second factors of your account stay');
    const { body } = await setup.credence.call('GET', '/auth/factors', { token });
    expect(body.items).toMatchObject([{ id: factorId }]);
    expect((await reset(userId, {})).status).toBe(200);
    expect((await post('/auth/mfa/reset-cancel', {}, token)).status).toBe(200);
    const path = `/v1/users/${userId}/mfa/cancel-reset`;
    expect((await post(path, { reason: 'a call' }, SERVICE_TOKEN)).status).toBe(200);
    expect(refusal(await post('/auth/mfa/reset-cancel', {}))).toEqual([401, 'unauthenticated']);
  });

  test('sets up a new one with the password and the mailed link', async () => {
    const { userId, email, token } = await createEnrolledAccount();
    const { body: key } = await setup.credence.call('POST', '/v1/api-keys', {
      body: { name: 'help desk', scopes: ['mfa:write'] },
      token: SERVICE_TOKEN,
    });
    const { key: helpDesk } = key as unknown as { key: string };
    expect(refusal(await reset(userId, { now: true }, helpDesk))).toEqual([403, 'insufficient_scope']);
    expect((await reset(userId, { now: true })).status).toBe(200);
    expect((await setup.credence.call('GET', '/auth/me', { token })).status).toBe(401);
    const setup_token = await waitForToken(setup.credence, email, '/set-up');
    const first = await signIn(setup.credence, email);
    expect(first.body).toMatchObject({ enrolment_required: true, set_up_link_required: true });
    const mfa_token = mfaTokenOf(first);
    const withoutLink = await post('/auth/factors/totp', { mfa_token });
    expect(refusal(withoutLink)).toEqual([403, 'set_up_link_required']);
    const { body: started } = await post('/auth/factors/totp', { mfa_token, setup_token });
    const code = codeOfStep(presentStep(), started.secret);
    const { enrolment_token } = started;
    const confirmation = { mfa_token, setup_token, enrolment_token, code };
    expect((await post('/auth/factors/totp/confirm', confirmation)).status).toBe(201);
  });

  test('is not reset by its password unless the configuration allows it', async () => {
    const { email } = await createEnrolledAccount();
    const mfa_token = mfaTokenOf(await signIn(setup.credence, email));
    expect(refusal(await post('/auth/mfa/reset-request', { mfa_token }))).toEqual([404, 'not_found']);
    const { userId } = await createVerifiedAccount(setup.credence);
    expect(refusal(await reset(userId, {}))).toEqual([404, 'unknown_factor']);
  });
});

describe('a pre-session credential', () => {
  /** Everything that people hold before they have a session, or beside one, by name. */
  async function credentialsBefore(): Promise<Record<string, string>> {
    const { email, token, secret } = await createEnrolledAccount();
    const mfaToken = mfaTokenOf(await signIn(setup.credence, email));
    const enrolment = await post('/auth/factors/totp', {}, token);
    const link = await setup.credence.call('POST', '/auth/sign-in-link', { body: { email } });
    const code = codeOfStep(presentStep(), secret);
    const proof = { mfa_token: mfaToken, method: 'totp', code, trust_device: true };
    const trusted = await post('/auth/mfa/verify', proof);
    const { device_token, refresh_token } = trusted.body as unknown as Record<string, string>;
    const { request_token } = link.body as unknown as Record<string, string>;
    return {
      // The token of a sign-in that still waits: the proof has used up the other one.
      mfa: (await post('/auth/login', { email, password: PASSWORD })).body.mfa_token,
      enrolment: enrolment.body.enrolment_token,
      device: device_token ?? '',
      refresh: refresh_token ?? '',
      request: request_token ?? '',
      reset: await requestResetToken(setup.credence, email),
      link: await waitForToken(setup.credence, email, '/sign-in-link'),
    };
  }

  test('opens no route that needs a session or a service (MFA-1, MFA-14)', async () => {
    const operations = await listOperations(setup.credence.url);
    const secured = operations.filter(
      ({ operation: { security: [scheme = {}] = [] } }) => Object.keys(scheme).length > 0,
    );
    expect(secured.length).toBeGreaterThan(30);
    for (const [name, token] of Object.entries(await credentialsBefore())) {
      expect({ name, isLong: token.length > 20 }).toEqual({ name, isLong: true });
      const opened = await Promise.all(
        secured.map(async ({ method, template }) => {
          const url = setup.credence.url + template.replace(/\{\w+\}/g, 'x');
          const { status } = await fetch(url, { method, headers: { authorization: `Bearer ${token}` } });
          return status === 401 || status === 403 ? [] : [`${method} ${template} ${String(status)}`];
        }),
      );
      expect({ name, opened: opened.flat() }).toEqual({ name, opened: [] });
      if (name === 'refresh') continue;
      const refreshed = await post('/auth/refresh', { refresh_token: token });
      expect(refusal(refreshed)).toEqual([401, 'invalid_refresh_token']);
    }
  });
});

test('each refusal of second factors is reached over HTTP (MFA-41)', async () => {
  const { token, factorId } = await createEnrolledAccount();
  const started = await post('/auth/factors/totp', {}, token);
  const unknown = 'b0a3c1d2-5e6f-4a7b-8c9d-0e1f2a3b4c5d';
  const key = { id: 'AAAA', rawId: 'AAAA', type: 'public-key' };
  const created = { ...key, response: { clientDataJSON: 'e30', attestationObject: 'oA' } };
  const asserted = {
    ...key,
    response: { clientDataJSON: 'e30', authenticatorData: 'AAAA', signature: 'AAAA' },
  };
  const rows: [number, string, 'POST' | 'PATCH' | 'DELETE', string, object?][] = [
    [410, 'enrolment_over', 'POST', '/auth/factors/totp/confirm', { enrolment_token: 'x', code: '000000' }],
    [
      403,
      'wrong_code',
      'POST',
      '/auth/factors/totp/confirm',
      { enrolment_token: started.body.enrolment_token, code: '٠٠٠٠٠٠' },
    ],
    [410, 'enrolment_over', 'POST', '/auth/factors/phone/confirm', { enrolment_token: 'x', code: '000000' }],
    [422, 'phone_refused', 'POST', '/auth/factors/phone', { phone: '+49 900 1234567' }],
    [422, 'passkey_refused', 'POST', '/auth/factors/passkey', { credential: created }],
    [401, 'invalid_passkey', 'POST', '/auth/passkey/login', { credential: asserted }],
    [403, 'wrong_code', 'POST', '/auth/step-up', { method: 'totp', code: '000000' }],
    [404, 'unknown_factor', 'PATCH', `/auth/factors/${unknown}`, { name: 'Tablet' }],
    [404, 'unknown_factor', 'DELETE', `/auth/factors/${unknown}`],
    [404, 'unknown_factor', 'POST', '/auth/step-up/code', { factor_id: unknown }],
    [404, 'unknown_trusted_device', 'DELETE', `/auth/trusted-devices/${unknown}`],
    [401, 'invalid_mfa_token', 'POST', '/auth/mfa/verify', { mfa_token: 'x', method: 'totp', code: '0' }],
    [401, 'invalid_mfa_token', 'POST', '/auth/mfa/options', { mfa_token: 'x' }],
    [401, 'invalid_mfa_token', 'POST', '/auth/mfa/code', { mfa_token: 'x', factor_id: unknown }],
    [
      401,
      'invalid_code',
      'POST',
      '/auth/sign-in-code/confirm',
      { email: 'no@example.com', code: '00000000' },
    ],
    [410, 'link_used', 'POST', '/auth/sign-in-link/confirm', { token: 'x', request_token: 'x' }],
  ];
  for (const [status, code, method, path, body = {}] of rows)
    expect({ path, refused: refusal(await setup.credence.call(method, path, { token, body })) }).toEqual({
      path,
      refused: [status, code],
    });
  expect((await post('/auth/factors/demand', {}, token)).status).toBe(200);
  const kept = await setup.credence.call('DELETE', `/auth/factors/${factorId}`, { token });
  expect(refusal(kept)).toEqual([409, 'second_factor_demanded']);
  const removePassword = async () => await setup.credence.call('DELETE', '/auth/password', { token });
  expect((await removePassword()).status).toBe(200);
  expect(refusal(await removePassword())).toEqual([409, 'no_password']);
});

describe('an account with a provider and an authenticator app', () => {
  test('owes the second step at the callback and at the exchange of a code (MFA-12, OAU-12)', async () => {
    const person = newPerson();
    const { body } = await setup.signIn('google', person);
    const { codes } = await enrol(body.access_token);
    const direct = await setup.signIn('google', person);
    expect(refusal(direct)).toEqual([403, 'mfa_required']);

    const there = await setup.signInFromFrontEnd('google', person, `${setup.frontEnd}/signed-in`);
    expect([...there.searchParams.keys()]).toEqual(['code']);
    const exchanged = await post('/oauth/exchange', { code: there.searchParams.get('code') });
    expect(refusal(exchanged)).toEqual([403, 'mfa_required']);
    const { status } = await verify(mfaTokenOf(exchanged), 'recovery_code', codes[0]);
    expect(status).toBe(200);
  });

  test('shows a page to a browser that returns without a front end', async () => {
    const person = newPerson();
    const { body } = await setup.signIn('google', person);
    await enrol(body.access_token);
    const visitor = createVisitor();
    const { pathname, search, origin } = await setup.authorize('google', person, visitor);
    const response = await fetch(setup.credence.url + pathname + search, {
      headers: { cookie: visitor.cookies(origin), accept: 'text/html' },
    });
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('Complete the sign-in with a second factor.');
  });
});

test('the sign-in of an account without factors answers as before, byte for byte (MFA-46)', async () => {
  const { email, userId } = await createVerifiedAccount(setup.credence);
  const body = JSON.stringify({ email, password: PASSWORD });
  const request = [
    'POST /auth/login HTTP/1.1',
    'Host: localhost',
    'Content-Type: application/json',
    `Content-Length: ${String(body.length)}`,
    'X-Request-Id: request-46',
    'Connection: close',
    '',
    body,
  ].join('\r\n');
  const answer = await sendRawHttp(setup.credence.url, request);
  const stable = answer
    .replace(/(?<="(access|refresh)_token":")[^"]+/g, 'token')
    .replace(/(?<=Content-Length: )\d+/, 'length')
    .replace(/(?<=Event-Position: )\S+/, 'position')
    .replace(/(?<=Date: ).*(?=\r)/, 'date')
    .replace(/(?<="sign-in.source";r=)\d+;t=\d+/, '0;t=0');
  expect(stable.split('\r\n')).toEqual([
    'HTTP/1.1 200 OK',
    'X-Request-Id: request-46',
    "Content-Security-Policy: default-src 'self';img-src 'self' data:;object-src 'none';base-uri 'none';form-action 'self';frame-ancestors 'none'",
    'Cross-Origin-Opener-Policy: same-origin',
    'Cross-Origin-Resource-Policy: same-origin',
    'Origin-Agent-Cluster: ?1',
    'Referrer-Policy: no-referrer',
    'X-Content-Type-Options: nosniff',
    'X-DNS-Prefetch-Control: off',
    'X-Download-Options: noopen',
    'X-Frame-Options: DENY',
    'X-Permitted-Cross-Domain-Policies: none',
    'X-XSS-Protection: 0',
    'Vary: Origin',
    'Access-Control-Expose-Headers: X-Request-Id,Event-Position,Consistency,ETag,Retry-After,RateLimit,RateLimit-Policy',
    'RateLimit-Policy: "sign-in.source";q=600;w=60',
    'RateLimit: "sign-in.source";r=0;t=0',
    'Content-Type: application/json; charset=utf-8',
    'Cache-Control: no-store',
    'Event-Position: position',
    'Content-Length: length',
    'Date: date',
    'Connection: close',
    '',
    `{"access_token":"token","token_type":"bearer","expires_in":600,"refresh_token":"token","user_id":"${userId}","email":"${email}","username":"ada","is_active":true,"is_verified":true}`,
  ]);
});
