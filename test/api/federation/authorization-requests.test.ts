import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newEmail, createVerifiedAccount } from '../../support/clients/accounts.js';
import { startCredenceWithProviders } from '../../support/federation/credence-with-providers.js';
import type { CredenceWithProviders } from '../../support/federation/credence-with-providers.js';
import { refusal } from '../../support/clients/refusals.js';
import { newPerson } from '../../support/federation/people.js';
import { waitFor } from '../../support/clients/wait-for.js';
import { createVisitor } from '../../support/clients/visitor.js';

let setup: CredenceWithProviders;

beforeAll(async () => {
  setup = await startCredenceWithProviders({ APP_RETURN_URLS: 'myapp://signed-in' });
});

afterAll(async () => {
  await setup.stop();
});

describe('an authorization request', () => {
  const INVALID = [400, 'invalid_state'];

  test('a callback is accepted once (OAU-4)', async () => {
    const visitor = createVisitor();
    const callbackUrl = await setup.authorize('google', newPerson(), visitor);
    expect((await setup.finishCallback(callbackUrl, visitor)).status).toBe(200);
    expect(refusal(await setup.finishCallback(callbackUrl, visitor))).toEqual(INVALID);
  });

  test('a callback in another browser is refused and invalidates the request (OAU-4)', async () => {
    const visitor = createVisitor();
    const callbackUrl = await setup.authorize('google', newPerson(), visitor);
    expect(refusal(await setup.finishCallback(callbackUrl, createVisitor()))).toEqual(INVALID);
    expect(refusal(await setup.finishCallback(callbackUrl, visitor))).toEqual(INVALID);
  });

  test('a callback of another provider is refused (OAU-4)', async () => {
    const visitor = createVisitor();
    const callbackUrl = await setup.authorize('google', newPerson(), visitor);
    const elsewhere = new URL(callbackUrl.href.replace('/oauth/google/', '/oauth/acme/'));
    expect(refusal(await setup.finishCallback(elsewhere, visitor))).toEqual(INVALID);
  });

  test.each(['', 'guessed', 'a'.repeat(43)])(
    'a callback with the state "%s" is refused (OAU-4)',
    async (state) => {
      const visitor = createVisitor();
      const callbackUrl = await setup.authorize('google', newPerson(), visitor);
      callbackUrl.searchParams.set('state', state);
      const { status } = await setup.finishCallback(callbackUrl, visitor);
      expect(status).toBe(state === '' ? 422 : 400);
    },
  );

  test('a SameSite=Lax cookie binds the request to the browser (OAU-4)', async () => {
    const { headers } = await fetch(`${setup.credence.url}/oauth/google`, { redirect: 'manual' });
    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(/^__Host-credence-oauth=.*; HttpOnly; Secure; SameSite=Lax$/),
    ]);
  });

  test('two requests in one browser both complete (OAU-4)', async () => {
    const visitor = createVisitor();
    const [first, second] = [
      await setup.authorize('google', newPerson(), visitor),
      await setup.authorize('acme', newPerson(), visitor),
    ];
    expect((await setup.finishCallback(first, visitor)).status).toBe(200);
    expect((await setup.finishCallback(second, visitor)).status).toBe(200);
  });
});

describe('the query of a sign-in', () => {
  const start = async (provider: string, query: string) => {
    const response = await fetch(`${setup.credence.url}/oauth/${provider}?${query}`, { redirect: 'manual' });
    return {
      status: response.status,
      sent: new URL(response.headers.get('location') ?? setup.frontEnd).searchParams,
    };
  };

  test.each(['utm_source=mail&fbclid=1', 'utm_source=a&utm_source=b', 'gclid=%00', '__proto__=1', 'a[b]=1'])(
    'unknown parameters such as %s are ignored',
    async (query) => {
      const { status, sent } = await start('acme', query);
      expect(status).toBe(302);
      expect([...sent.keys()].sort()).toEqual([
        'client_id',
        'code_challenge',
        'code_challenge_method',
        'nonce',
        'redirect_uri',
        'response_type',
        'scope',
        'state',
      ]);
    },
  );

  test('the hints of OpenID Connect go along to the provider, and an empty one does not', async () => {
    const hints = { prompt: 'login consent', login_hint: 'ada+1@example.com', ui_locales: 'de-CH fr' };
    const { sent } = await start('google', new URLSearchParams(hints).toString());
    expect(Object.fromEntries(sent)).toMatchObject(hints);
    expect((await start('google', 'login_hint=&prompt=')).sent.has('login_hint')).toBe(false);
  });

  test.each(['prompt=LOGIN!', 'prompt=login&prompt=none', 'login_hint=%00', 'ui_locales=de;en'])(
    'the malformed hint %s is refused',
    async (query) => {
      expect((await start('google', query)).status).toBe(422);
    },
  );
});

describe('the redirection target of a sign-in', () => {
  const start = (place: string) =>
    fetch(`${setup.credence.url}/oauth/google?return_to=${encodeURIComponent(place)}`, {
      redirect: 'manual',
    });

  test('a configured front end receives a one-time code for a session (OAU-9)', async () => {
    const place = `${setup.frontEnd}/signed-in?tab=1`;
    const person = newPerson();
    const there = await setup.signInFromFrontEnd('google', person, place);
    expect(`${there.origin}${there.pathname}`).toBe(`${setup.frontEnd}/signed-in`);
    expect([...there.searchParams.keys()]).toEqual(['tab', 'code']);
    const body = { code: there.searchParams.get('code') };
    const exchanged = await setup.credence.call('POST', '/oauth/exchange', { body });
    expect([exchanged.status, exchanged.body.email]).toEqual([200, person.email]);
    expect(
      (await setup.credence.call('GET', '/auth/me', { token: exchanged.body.access_token })).status,
    ).toBe(200);
    const token = exchanged.body.refresh_token;
    const refreshed = await setup.credence.call('POST', '/auth/refresh', { body: { refresh_token: token } });
    expect(refreshed.status).toBe(200);
    expect(refusal(await setup.credence.call('POST', '/oauth/exchange', { body }))).toEqual([
      410,
      'code_used',
    ]);
  });

  test('a one-time code with a PKCE challenge is exchanged only with its verifier (OAU-9)', async () => {
    const verifier = randomUUID() + randomUUID();
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const codeBy = async () => {
      const place = encodeURIComponent(`${setup.frontEnd}/`);
      const visitor = createVisitor();
      const query = `?return_to=${place}&code_challenge=${challenge}`;
      const callbackUrl = await setup.authorize('google', newPerson(), visitor, query);
      return (await visitor.visit(callbackUrl.href, { stopAt: setup.frontEnd })).url.searchParams.get('code');
    };
    const exchange = async (proof: object) =>
      await setup.credence.call('POST', '/oauth/exchange', { body: { code: await codeBy(), ...proof } });
    expect(refusal(await exchange({}))).toEqual([410, 'code_used']);
    expect(refusal(await exchange({ code_verifier: challenge }))).toEqual([410, 'code_used']);
    expect((await exchange({ code_verifier: verifier })).status).toBe(200);
    // A verifier for a code without a challenge means that another code was substituted for the original one.
    const there = await setup.signInFromFrontEnd('google', newPerson(), `${setup.frontEnd}/`);
    const body = { code: there.searchParams.get('code'), code_verifier: verifier };
    expect(refusal(await setup.credence.call('POST', '/oauth/exchange', { body }))).toEqual([
      410,
      'code_used',
    ]);
  });

  test('an app with a private scheme receives a code, but only with a PKCE challenge (OAU-9)', async () => {
    expect((await start('myapp://signed-in')).status).toBe(422);
    const verifier = randomUUID() + randomUUID();
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const visitor = createVisitor();
    const query = `?return_to=${encodeURIComponent('myapp://signed-in')}&code_challenge=${challenge}`;
    const callbackUrl = await setup.authorize('google', newPerson(), visitor, query);
    const { url } = await visitor.visit(callbackUrl.href, { stopAt: 'myapp:' });
    expect(url.href).toMatch(/^myapp:\/\/signed-in\?code=/);
    const body = { code: url.searchParams.get('code'), code_verifier: verifier };
    expect((await setup.credence.call('POST', '/oauth/exchange', { body })).status).toBe(200);
  });

  test('a configured front end receives the code of a refusal (OAU-9)', async () => {
    const email = newEmail();
    await createVerifiedAccount(setup.credence, { email });
    const there = await setup.signInFromFrontEnd('google', newPerson(email), `${setup.frontEnd}/signed-in`);
    expect(there.search).toBe('?error=account_exists');
    await waitFor('the log has a line for the refusal', () =>
      setup.credence.output().includes('"problem":"account_exists"'),
    );
  });

  test.each([
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    'https:evil.example',
    'javascript:alert(1)',
    'FRONT@evil.example',
    'FRONT.evil.example',
    'FRONT:8443/',
    'FRONT%2eevil.example',
    'FRONT/\r\nSet-Cookie: a=b',
    'FRONT/\\evil.example',
    'FRONT/#code=1',
    ' FRONT/',
    '',
  ])('the redirection target %j is refused (OAU-9)', async (place) => {
    const answer = await start(place.replace('FRONT', setup.frontEnd));
    expect([answer.status, answer.headers.get('location')]).toEqual([422, null]);
  });
});
