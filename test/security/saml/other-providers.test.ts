import { beforeAll, describe, expect, test } from '@jest/globals';
import { IdentityProvider, SamlLib, ServiceProvider, setSchemaValidator } from 'samlify';
import samlp from 'samlp';
import { readCertificate } from '../../../src/security/saml/certificates.js';
import { checkResponse } from '../../../src/security/saml/check-response.js';
import { readMetadata } from '../../../src/security/saml/metadata.js';
import { ownMetadata } from '../../../src/security/saml/own-metadata.js';
import { signInForm, signInUrl } from '../../../src/security/saml/sign-in-request.js';
import type { SignInRequest } from '../../../src/security/saml/sign-in-request.js';
import { ACS, encoded, expected, IDP, REQUEST, SP, statement } from '../../support/saml/identity-provider.js';
import { rsaKeys } from '../../support/saml/parties.js';

const POST = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST';
const REDIRECT = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect';
const EMAIL = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress';
const PASSWORD = 'urn:oasis:names:tc:SAML:2.0:ac:classes:Password';
const keys = rsaKeys();
const settings = () => expected({ keys: [readCertificate(keys.certificate).publicKey], now: new Date() });

describe('a response of samlp', () => {
  const signatures = [
    { signResponse: true, signAssertion: true },
    { signResponse: true, signAssertion: false },
    { signResponse: false, signAssertion: true },
  ];
  test.each(signatures)('passes with the signatures %j (SAML-33)', async (signed) => {
    const read = await checkResponse(encoded(await samlpResponse(signed)), settings());
    expect(read.nameId.value).toBe('ada');
    expect(read.sessionIndex).toBe('_s1');
    expect(read.context).toBe(PASSWORD);
    expect([...read.attributes.values()]).toContainEqual(['ada@acme.example']);
  });

  test('is refused without a signature', async () => {
    const xml = await samlpResponse({ signResponse: false, signAssertion: false });
    await expect(checkResponse(encoded(xml), settings())).rejects.toMatchObject({
      reason: 'signature_missing',
    });
  });
});

describe('samlify', () => {
  const own = rsaKeys();
  const sent: SignInRequest = {
    entityId: SP,
    acsUrl: ACS,
    ssoUrl: 'https://idp.example/sso?tenant=a%26b',
    requestId: REQUEST,
    relayState: 'r-s_t',
    forceAuthn: true,
    nameIdFormat: EMAIL,
    signingKey: own.privateKey,
  };
  const said = {
    request: { id: REQUEST, assertionConsumerServiceUrl: ACS },
    issuer: SP,
    nameIDPolicy: { format: EMAIL },
  };
  const sloUrl = 'https://credence.example/saml/c1/slo';
  const service = () =>
    ServiceProvider({
      metadata: ownMetadata({
        entityId: SP,
        acsUrl: ACS,
        sloUrl,
        signsRequests: true,
        certificates: [own.certificate],
      }),
    });

  beforeAll(() => setSchemaValidator({ validate: () => Promise.resolve('valid') }));

  test.each([
    ['the assertion', {}],
    ['the message too', { wantMessageSigned: true }],
  ])('makes a response that passes with a signature of %s (SAML-33)', async (_, wanted) => {
    const provider = samlifyProvider();
    const asking = ServiceProvider({
      entityID: SP,
      wantAssertionsSigned: true,
      assertionConsumerService: [{ Binding: POST, Location: ACS }],
      ...wanted,
    });
    const request = { extract: { request: { id: REQUEST } } };
    const { context } = await provider.createLoginResponse(
      asking,
      request,
      'post',
      {},
      (template: string) => ({
        id: '_r1',
        context: SamlLib.replaceTagsByValue(template.replace('{AuthnStatement}', statement), responseTags()),
      }),
    );
    const read = await checkResponse(context, settings());
    expect(read).toMatchObject({ id: '_a1', nameId: { value: 'ada@acme.example', format: EMAIL } });
  });

  test('understands our metadata, and verifies our request by redirect', async () => {
    const provider = samlifyProvider();
    expect(service().entityMeta.getAssertionConsumerService('post')).toBe(ACS);
    expect(service().entityMeta.getSingleLogoutService('redirect')).toBe(sloUrl);
    const url = new URL(await signInUrl(sent));
    expect([url.searchParams.get('tenant'), url.searchParams.get('RelayState')]).toEqual(['a&b', 'r-s_t']);
    const octets = url.search.slice(url.search.indexOf('SAMLRequest='), url.search.indexOf('&Signature='));
    const query = Object.fromEntries(url.searchParams);
    const request = { query, octetString: octets };
    const { extract } = await provider.parseLoginRequest(service(), 'redirect', request);
    expect(extract).toMatchObject(said);
    const changed = { query, octetString: octets.replace('r-s_t', 'x') };
    await expect(provider.parseLoginRequest(service(), 'redirect', changed)).rejects.toBeDefined();
  });

  test('verifies our request by form', async () => {
    const { SAMLRequest, RelayState } = await signInForm(sent);
    expect(RelayState).toBe(sent.relayState);
    expect(Buffer.from(SAMLRequest, 'base64').toString()).toContain('ForceAuthn="true"');
    const provider = samlifyProvider();
    const { extract } = await provider.parseLoginRequest(service(), 'post', { body: { SAMLRequest } });
    expect(extract).toMatchObject(said);
    const unsigned = await signInForm({ ...sent, signingKey: null });
    await expect(
      provider.parseLoginRequest(service(), 'post', { body: { SAMLRequest: unsigned.SAMLRequest } }),
    ).rejects.toBeDefined();
  });

  test('reads hostile characters of our metadata as text, and both certificates of a rollover', () => {
    const entityId = 'https://x.example/?a="b"&c=<d>';
    const certificates = [keys.certificate, own.certificate];
    const metadata = ownMetadata({ entityId, acsUrl: ACS, sloUrl, signsRequests: false, certificates });
    const { entityMeta } = ServiceProvider({ metadata });
    expect(entityMeta.getEntityID()).toBe(entityId);
    expect(entityMeta.getX509Certificate('signing')).toHaveLength(2);
  });

  test('publishes metadata that becomes a proposal', async () => {
    await expect(readMetadata(samlifyProvider().getMetadata())).resolves.toEqual({
      entityId: IDP,
      ssoUrl: 'https://idp.example/sso',
      requestBinding: 'redirect',
      sloUrl: 'https://idp.example/slo',
      certificates: [readCertificate(keys.certificate)],
    });
  });
});

function samlpResponse(signed: { signResponse: boolean; signAssertion: boolean }): Promise<string> {
  const options = {
    issuer: IDP,
    cert: keys.certificate,
    key: keys.privateKey,
    audience: SP,
    recipient: ACS,
    destination: ACS,
    inResponseTo: REQUEST,
    sessionIndex: '_s1',
    lifetimeInSeconds: 300,
    signatureAlgorithm: 'rsa-sha256' as const,
    digestAlgorithm: 'sha256' as const,
    authnContextClassRef: PASSWORD,
    ...signed,
  };
  const ada = { id: 'ada', displayName: 'Ada', emails: [{ value: 'ada@acme.example' }], name: {} };
  return new Promise((resolve, reject) => {
    samlp.getSamlResponse(options, ada, (error, response = '') => {
      if (error === null) resolve(response);
      else reject(error);
    });
  });
}

function samlifyProvider() {
  return IdentityProvider({
    entityID: IDP,
    wantAuthnRequestsSigned: true,
    privateKey: keys.privateKey,
    signingCert: keys.certificate,
    singleSignOnService: [{ Binding: REDIRECT, Location: 'https://idp.example/sso' }],
    singleLogoutService: [{ Binding: REDIRECT, Location: 'https://idp.example/slo' }],
    loginResponseTemplate: {
      context: SamlLib.defaultLoginResponseTemplate.context,
      attributes: [],
    },
  });
}

/** The values of the template of samlify. Its defaults leave out the statement of the authentication. */
function responseTags(): Record<string, string> {
  const now = new Date().toISOString();
  const end = new Date(Date.now() + 300_000).toISOString();
  return {
    ID: '_r1',
    AssertionID: '_a1',
    Destination: ACS,
    Audience: SP,
    SubjectRecipient: ACS,
    Issuer: IDP,
    IssueInstant: now,
    ConditionsNotBefore: now,
    ConditionsNotOnOrAfter: end,
    SubjectConfirmationDataNotOnOrAfter: end,
    StatusCode: 'urn:oasis:names:tc:SAML:2.0:status:Success',
    NameIDFormat: EMAIL,
    NameID: 'ada@acme.example',
    InResponseTo: REQUEST,
    AttributeStatement: '',
  };
}
