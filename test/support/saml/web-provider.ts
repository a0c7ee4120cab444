import { randomUUID } from 'node:crypto';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { Express, Request } from 'express';
import { IdentityProvider, SamlLib, ServiceProvider, setSchemaValidator } from 'samlify';
import samlp from 'samlp';
import SessionParticipants from 'samlp/lib/sessionParticipants/index.js';
import { IDP_KEYS } from './connected-organization.js';
import { IDP, statement } from './identity-provider.js';
import { certificateIn } from './logout.js';
import { acsUrlIn, samlifyTags } from './samlify-tags.js';

const POST = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST';
const REDIRECT = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect';
const UNSPECIFIED = 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified';

/** A server with the pages of an identity provider, below one path for each library. */
export interface WebProvider {
  readonly origin: string;
  /** Installs a library for the service provider with this metadata, which signs in a person. */
  use(library: 'samlp' | 'samlify', metadata: string, person: Person): void;
  stop(): Promise<void>;
}

interface Person {
  readonly id: string;
  readonly email: string;
}

/** Starts the server with a certificate of its own, which browsers have to ignore. */
export async function startWebProvider(): Promise<WebProvider> {
  setSchemaValidator({ validate: () => Promise.resolve('valid') });
  const app = express();
  app.use(express.urlencoded({ extended: false, limit: '256kb' }));
  const server = createServer({ key: IDP_KEYS.privateKey, cert: IDP_KEYS.certificate }, app);
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const { port } = server.address() as AddressInfo;
  const origin = `https://localhost:${String(port)}`;
  return {
    origin,
    use(library, metadata, person) {
      if (library === 'samlp') useSamlp(app, metadata, person);
      else useSamlify(app, origin, metadata, person);
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Adds the pages of samlp. They take requests and answer logouts by redirect, and sign responses and assertions. */
function useSamlp(app: Express, metadata: string, { id, email }: Person): void {
  const acsUrl = acsUrlIn(metadata);
  const keys = { issuer: IDP, cert: IDP_KEYS.certificate, key: IDP_KEYS.privateKey };
  const algorithms = { signatureAlgorithm: 'rsa-sha256', digestAlgorithm: 'sha256' } as const;
  const cert = certificateIn(metadata);
  const session = { sessionIndex: `_${randomUUID()}`, nameId: id, nameIdFormat: UNSPECIFIED };
  const participant = {
    ...session,
    serviceProviderId: acsUrl.replace(/acs$/, 'metadata'),
    serviceProviderLogoutURL: acsUrl.replace(/acs$/, 'slo'),
    cert,
    binding: REDIRECT,
  };
  const store = {};
  app.get('/samlp/sso', ({ originalUrl }, response) => {
    response.send(page(`<a href="${escaped(originalUrl.replace('sso', 'answer'))}">Continue as Ada</a>`));
  });
  app.get(
    '/samlp/answer',
    samlp.auth({
      ...keys,
      sessionIndex: session.sessionIndex,
      recipient: acsUrl,
      destination: acsUrl,
      signingCert: cert,
      deflate: true,
      authnContextClassRef: 'urn:oasis:names:tc:SAML:2.0:ac:classes:Password',
      getUserFromRequest: () => ({ id, displayName: 'Ada', emails: [{ value: email }], name: {} }),
      getPostURL: (_audience, _request, _from, callback) => callback(null, acsUrl),
    }),
  );
  app.get(
    '/samlp/slo',
    // The library keeps the state of a logout in the session of the browser.
    (request, _response, next) => next(void Object.assign(request, { session: store })),
    samlp.logout({
      ...keys,
      ...algorithms,
      deflate: true,
      protocolBinding: REDIRECT,
      sessionParticipants: new SessionParticipants([participant]),
    }),
  );
}

/** Adds the pages of samlify. They take requests and answer logouts by form. */
function useSamlify(app: Express, origin: string, metadata: string, person: Person): void {
  const service = ServiceProvider({ metadata, wantLogoutResponseSigned: true });
  const provider = IdentityProvider({
    entityID: IDP,
    wantAuthnRequestsSigned: true,
    wantLogoutRequestSigned: true,
    privateKey: IDP_KEYS.privateKey,
    signingCert: IDP_KEYS.certificate,
    singleSignOnService: [{ Binding: POST, Location: `${origin}/samlify/sso` }],
    singleLogoutService: [{ Binding: REDIRECT, Location: `${origin}/samlify/slo` }],
    loginResponseTemplate: { context: SamlLib.defaultLoginResponseTemplate.context, attributes: [] },
  });
  const acsUrl = acsUrlIn(metadata);
  app.post('/samlify/sso', ({ body }: Request<object, string, Record<string, string>>, response) => {
    response.send(page(form('/samlify/answer', body, '<button>Continue as Ada</button>')));
  });
  app.post('/samlify/answer', async ({ body }: Request<object, string, Record<string, string>>, response) => {
    const { extract } = await provider.parseLoginRequest(service, 'post', { body });
    const { context } = await provider.createLoginResponse(service, { extract }, 'post', {}, (template) => ({
      id: `_${randomUUID()}`,
      context: SamlLib.replaceTagsByValue(
        template.replace('{AuthnStatement}', statement),
        samlifyTags({ acsUrl, requestId: String(extract.request?.id) }, person.email),
      ),
    }));
    const fields = { SAMLResponse: context, RelayState: body['RelayState'] ?? '' };
    response.send(page(form(acsUrl, fields, AT_ONCE)));
  });
  app.get('/samlify/slo', async ({ originalUrl }, response) => {
    const query = Object.fromEntries(new URL(originalUrl, origin).searchParams);
    const octetString = originalUrl.slice(originalUrl.indexOf('?') + 1, originalUrl.indexOf('&Signature='));
    const { extract } = await provider.parseLogoutRequest(service, 'redirect', { query, octetString });
    const { context } = provider.createLogoutResponse(service, { extract }, 'post');
    const fields = { SAMLResponse: context, RelayState: query['RelayState'] ?? '' };
    response.send(page(form(acsUrl.replace(/acs$/, 'slo'), fields, AT_ONCE)));
  });
}

const AT_ONCE = '<script>document.forms[0].submit()</script>';

function page(body: string): string {
  return `<!doctype html><html lang="en"><title>Identity provider</title>${body}</html>`;
}

function form(action: string, fields: Readonly<Record<string, string>>, end: string): string {
  const inputs = Object.entries(fields).map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${escaped(value)}" />`,
  );
  return `<form method="post" action="${action}">${inputs.join('')}${end}</form>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
}
