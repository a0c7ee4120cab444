import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { IdentityProvider, SamlLib, ServiceProvider, setSchemaValidator } from 'samlify';
import samlp from 'samlp';
import {
  connect,
  IDP_KEYS,
  post,
  postForm,
  SSO_URL,
  start,
} from '../../support/saml/connected-organization.js';
import type { ConnectedOrganization, SentRequest } from '../../support/saml/connected-organization.js';
import { encoded, IDP, statement } from '../../support/saml/identity-provider.js';
import { samlifyTags } from '../../support/saml/samlify-tags.js';
import { startCredence } from '../../support/server/credence.js';
import type { Answer, Credence } from '../../support/server/credence.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

const POST = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST';
const REDIRECT = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect';
const EMAIL = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress';
let stores: TestStores;
let credence: Credence;
let acme: ConnectedOrganization;

beforeAll(async () => {
  setSchemaValidator({ validate: () => Promise.resolve('valid') });
  stores = await useStores();
  credence = await startCredence({ ...stores.environment, RATE_LIMITS: 'oauth.source=9999/1m' });
  acme = await connect(credence, stores);
});

afterAll(async () => {
  await credence.stop();
  await stores.dispose();
});

const newAddress = () => `${randomUUID()}@acme.example`;

async function finish(request: SentRequest, SAMLResponse: string): Promise<Answer> {
  return await postForm(credence, request, { SAMLResponse, RelayState: request.relayState });
}

describe('other identity providers', () => {
  test.each([
    { signResponse: true, signAssertion: true },
    { signResponse: true, signAssertion: false },
    { signResponse: false, signAssertion: true },
  ])('samlp signs a person in with %j (SAML-33)', async (signatures) => {
    const email = newAddress();
    const request = await start(credence, acme.connectionId);
    const xml = await samlpResponse(request, email, signatures);
    expect(await finish(request, encoded(xml))).toMatchObject({ status: 200, body: { email } });
  });

  test('samlify reads the metadata of a connection, and signs a person in (SAML-33)', async () => {
    const published = await fetch(`${credence.url}/saml/${acme.connectionId}/metadata`);
    const asking = ServiceProvider({ metadata: await published.text() });
    const request = await start(credence, acme.connectionId);
    expect(asking.entityMeta.getAssertionConsumerService('post')).toBe(request.acsUrl);
    const email = newAddress();
    const extract = { extract: { request: { id: request.requestId } } };
    const { context } = await samlifyProvider().createLoginResponse(
      asking,
      extract,
      'post',
      {},
      (template: string) => ({
        id: `_${randomUUID()}`,
        context: SamlLib.replaceTagsByValue(
          template.replace('{AuthnStatement}', statement),
          samlifyTags(request, email),
        ),
      }),
    );
    expect(await finish(request, context)).toMatchObject({ status: 200, body: { email } });
  });

  test.each(['Assertion', 'Response', 'both'] as const)(
    'a response with a signature of %s signs a person in (SAML-33)',
    async (which) => {
      const request = await start(credence, acme.connectionId);
      expect((await post(credence, request, { email: newAddress(), which })).status).toBe(200);
    },
  );
});

/** The names and the attributes of the common identity providers. */
const SHAPES: readonly [
  string,
  (email: string) => { readonly nameId: string; readonly attributes: string },
][] = [
  [
    'Entra ID',
    (email) => ({
      nameId: nameIn('urn:oasis:names:tc:SAML:2.0:nameid-format:persistent', randomUUID()),
      attributes: attributeStatement({
        'http://schemas.microsoft.com/identity/claims/tenantid': randomUUID(),
        'http://schemas.microsoft.com/identity/claims/displayname': 'Ada Lovelace',
        'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress': email,
      }),
    }),
  ],
  ['Okta', (email) => ({ nameId: nameIn(EMAIL, email), attributes: '' })],
  [
    'Google Workspace',
    (email) => ({ nameId: nameIn(EMAIL, email), attributes: attributeStatement({ displayName: 'Ada' }) }),
  ],
  [
    'Keycloak',
    (email) => ({
      nameId: nameIn('urn:oasis:names:tc:SAML:2.0:nameid-format:persistent', `G-${randomUUID()}`),
      attributes: attributeStatement({ 'urn:oid:0.9.2342.19200300.100.1.3': email }),
    }),
  ],
  [
    'AD FS',
    (email) => ({
      nameId: nameIn('urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified', `ACME\\${randomUUID()}`),
      attributes: attributeStatement({
        'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress': email,
        'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name': 'ACME\\ada',
      }),
    }),
  ],
];

test.each(SHAPES)('a response as of %s signs a person in (SAML-33)', async (_, shapeOf) => {
  const email = newAddress();
  const request = await start(credence, acme.connectionId);
  const answer = await post(credence, request, { parts: shapeOf(email) });
  expect(answer).toMatchObject({ status: 200, body: { email } });
});

function nameIn(format: string, value: string): string {
  return `<saml:NameID Format="${format}">${value}</saml:NameID>`;
}

function attributeStatement(attributes: Record<string, string>): string {
  const written = Object.entries(attributes).map(
    ([name, value]) =>
      `<saml:Attribute Name="${name}"><saml:AttributeValue>${value}</saml:AttributeValue></saml:Attribute>`,
  );
  return `<saml:AttributeStatement>${written.join('')}</saml:AttributeStatement>`;
}

function samlpResponse(
  { acsUrl, entityId, requestId }: SentRequest,
  email: string,
  signatures: { readonly signResponse: boolean; readonly signAssertion: boolean },
): Promise<string> {
  const options = {
    issuer: IDP,
    cert: IDP_KEYS.certificate,
    key: IDP_KEYS.privateKey,
    audience: entityId,
    recipient: acsUrl,
    destination: acsUrl,
    inResponseTo: requestId,
    sessionIndex: '_s1',
    lifetimeInSeconds: 300,
    signatureAlgorithm: 'rsa-sha256' as const,
    digestAlgorithm: 'sha256' as const,
    authnContextClassRef: 'urn:oasis:names:tc:SAML:2.0:ac:classes:Password',
    ...signatures,
  };
  const user = { id: randomUUID(), displayName: 'Ada', emails: [{ value: email }], name: {} };
  return new Promise((resolve, reject) => {
    samlp.getSamlResponse(options, user, (error, response = '') => {
      if (error === null) resolve(response);
      else reject(error);
    });
  });
}

function samlifyProvider() {
  return IdentityProvider({
    entityID: IDP,
    wantAuthnRequestsSigned: true,
    privateKey: IDP_KEYS.privateKey,
    signingCert: IDP_KEYS.certificate,
    singleSignOnService: [{ Binding: REDIRECT, Location: SSO_URL }],
    singleLogoutService: [{ Binding: POST, Location: 'https://idp.example/slo' }],
    loginResponseTemplate: { context: SamlLib.defaultLoginResponseTemplate.context, attributes: [] },
  });
}
