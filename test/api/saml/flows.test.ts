import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createVisitor } from '../../support/clients/visitor.js';
import { refusal } from '../../support/clients/refusals.js';
import { connect, post, postForm, responseTo, start } from '../../support/saml/connected-organization.js';
import type { ConnectedOrganization, SentRequest } from '../../support/saml/connected-organization.js';
import { encoded } from '../../support/saml/identity-provider.js';
import { SERVICE_TOKEN, startCredence } from '../../support/server/credence.js';
import type { Credence } from '../../support/server/credence.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

const AT_ONCE = 20;
let stores: TestStores;
let credence: Credence;
let acme: ConnectedOrganization;
let other: ConnectedOrganization;

beforeAll(async () => {
  stores = await useStores();
  credence = await startCredence({ ...stores.environment, RATE_LIMITS: 'oauth.source=9999/1m' });
  acme = await connect(credence, stores);
  other = await connect(credence, stores, { domain: 'other.example' });
});

afterAll(async () => {
  await credence.stop();
  await stores.dispose();
});

const person = () => ({ nameId: randomUUID(), email: `${randomUUID()}@acme.example` });
const begin = () => start(credence, acme.connectionId);
const INVALID = [400, 'invalid_state'];

describe('a response', () => {
  test('starts one session, however often it arrives (SAML-16)', async () => {
    const request = await begin();
    const form = {
      SAMLResponse: encoded(responseTo(request, person())),
      RelayState: request.relayState,
    };
    const answers = await Promise.all(
      Array.from({ length: AT_ONCE }, () => postForm(credence, request, form)),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, ...Array<number>(AT_ONCE - 1).fill(400)]);
    expect(refusal(await postForm(credence, request, form))).toEqual(INVALID);
  });

  test('that was refused has used its request up (SAML-17)', async () => {
    const request = await begin();
    const forge = (xml: string) => xml.replace('acme.example', 'evil.example');
    expect(refusal(await post(credence, request, { ...person(), forge }))).toEqual([
      403,
      'untrustworthy_answer',
    ]);
    expect(refusal(await post(credence, request, person()))).toEqual(INVALID);
  });

  test.each<[string, (request: SentRequest) => Promise<SentRequest> | SentRequest]>([
    ['another browser', (request) => ({ ...request, visitor: createVisitor() })],
    [
      'another browser with a flow of its own',
      async (request) => ({ ...request, visitor: (await begin()).visitor }),
    ],
    [
      'another connection',
      async (request) => ({ ...request, ...relayOf(await start(credence, other.connectionId)) }),
    ],
    ['an invented relay state', (request) => ({ ...request, relayState: 'x'.repeat(43) })],
    ['no relay state', (request) => ({ ...request, relayState: '' })],
    ['an address as relay state', (request) => ({ ...request, relayState: 'https://evil.example/' })],
    ['a relay state of 100 kB', (request) => ({ ...request, relayState: 'x'.repeat(100_000) })],
  ])('of %s is refused without a redirect (SAML-17, SAML-26)', async (_, changed) => {
    const answer = await post(credence, await changed(await begin()), person());
    expect(refusal(answer)).toEqual(INVALID);
    expect(answer.headers.get('location')).toBeNull();
  });

  test.each<[string, (xml: string, request: SentRequest) => string]>([
    ['no InResponseTo', (xml) => xml.replaceAll(/ InResponseTo="[^"]*"/g, '')],
    [
      'an invented InResponseTo',
      (xml, { requestId }) => xml.replaceAll(requestId, `_${'0'.repeat(requestId.length - 1)}`),
    ],
    [
      'InResponseTo only on the wrapper',
      (xml) => xml.replace(/(<saml:SubjectConfirmationData[^>]*) InResponseTo="[^"]*"/, '$1'),
    ],
  ])('with %s is refused (SAML-17)', async (_, change) => {
    const request = await begin();
    const edit = (xml: string) => change(xml, request);
    expect(refusal(await post(credence, request, { ...person(), edit }))).toEqual([
      403,
      'untrustworthy_answer',
    ]);
  });

  test('of a request of another connection to this one is refused (SAML-17)', async () => {
    const foreign = await start(credence, other.connectionId);
    const own = await begin();
    const SAMLResponse = encoded(responseTo(foreign, person()));
    const answer = await postForm(credence, own, { SAMLResponse, RelayState: own.relayState });
    expect(refusal(answer)).toEqual([403, 'untrustworthy_answer']);
  });

  test('of more than 128 KiB, and of nonsense, is a refusal of its own (SAML-31)', async () => {
    const send = async (SAMLResponse: string) => {
      const request = await begin();
      return refusal(await postForm(credence, request, { SAMLResponse, RelayState: request.relayState }));
    };
    expect(await send('x'.repeat(128 * 1024))).toEqual([413, 'body_too_large']);
    expect(await send('%%%')).toEqual([400, 'malformed_saml']);
    expect(await send(encoded('<!DOCTYPE a><a/>'))).toEqual([400, 'malformed_saml']);
  });

  test('that nobody asked for starts no session, and a sign-in of our own if allowed (SAML-18)', async () => {
    const { connectionId, path, owner } = acme;
    const unsolicited = () =>
      postForm(credence, { connectionId, visitor: createVisitor() }, { SAMLResponse: encoded('<a/>') });
    expect(refusal(await unsolicited())).toEqual(INVALID);
    const body = { allow_unsolicited: true };
    await credence.call('PATCH', path, { token: owner.token, body });
    const answer = await fetch(`${credence.url}/saml/${connectionId}/acs`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ SAMLResponse: encoded('<a/>'), RelayState: 'https://evil.example/' }),
    });
    expect([answer.status, answer.headers.get('location')]).toEqual([
      302,
      `${credence.url}/sso/${connectionId}`,
    ]);
    expect(answer.headers.getSetCookie()).toEqual([]);
  });
});

test('the cookie of a sign-in is sent with forms of other sites', async () => {
  const { headers } = await fetch(`${credence.url}/sso/${acme.connectionId}`, { redirect: 'manual' });
  expect(headers.getSetCookie()).toEqual([
    expect.stringMatching(/^__Host-credence-saml=.*; HttpOnly; Secure; SameSite=None$/),
  ]);
});

test('a connection that posts its requests shows a page with the form (SAML-33)', async () => {
  const { path, connectionId, owner } = other;
  await credence.call('PATCH', path, { token: owner.token, body: { request_binding: 'post' } });
  const answer = await fetch(`${credence.url}/sso/${connectionId}`);
  const page = await answer.text();
  expect(answer.headers.get('content-security-policy')).toContain('form-action https:');
  expect(page).toContain('<form method="post" action="https://idp.example/sso">');
  const [, request = ''] = /name="SAMLRequest" value="([^"]+)"/.exec(page) ?? [];
  expect(Buffer.from(request, 'base64').toString()).toContain(`/saml/${connectionId}/acs`);
});

test('the metrics count refused messages by their reason', async () => {
  const request = await begin();
  await post(credence, request, { ...person(), forge: (xml) => xml.replace('acme', 'evil') });
  const headers = { authorization: `Bearer ${SERVICE_TOKEN}` };
  const metrics = await (await fetch(`${credence.url}/metrics`, { headers })).text();
  expect(metrics).toMatch(/credence_saml_refusals_total\{reason="signature"\} [1-9]/);
  expect(metrics).toMatch(/credence_oauth_answers_total\{provider="saml",outcome="signed_in"\} [1-9]/);
});

function relayOf({ relayState }: SentRequest) {
  return { relayState };
}
