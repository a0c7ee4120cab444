import type { OpenConnection } from '../../domain/connection/connection.js';
import { ConnectionIncomplete } from '../../domain/connection/decisions.js';
import { serviceAddresses } from '../../security/saml/service-provider.js';
import { signInForm, signInUrl } from '../../security/saml/sign-in-request.js';
import type { SignInRequest } from '../../security/saml/sign-in-request.js';
import { newBrowserSecret, samlSecretCookie } from './browser-cookie.js';
import type { OAuth } from './federation.js';
import { postFormAnswer } from './post-form.js';
import { startSamlFlow } from './saml-flows.js';
import type { SamlFlow } from './saml-flows.js';

const FORMATS: ReadonlyMap<string, string> = new Map([
  ['persistent', 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent'],
  ['emailAddress', 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress'],
  ['unspecified', 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified'],
]);

/** Starts a flow at the identity provider of a connection, and answers with the way there. */
export async function samlStartAnswer(
  oauth: OAuth,
  connection: OpenConnection,
  flow: Pick<SamlFlow, 'intent' | 'returnTo' | 'challenge'>,
  browser: string | null,
) {
  const { ssoUrl } = connection.provider;
  if (ssoUrl === null) throw new ConnectionIncomplete();
  const secret = browser ?? newBrowserSecret();
  const started = await startSamlFlow(oauth.secrets, { ...flow, connectionId: connection.id }, secret);
  const request = requestOf(oauth, connection, { ssoUrl, ...started });
  const cookie = { 'Set-Cookie': samlSecretCookie(secret, oauth.cookies) };
  if (connection.settings.request_binding === 'redirect')
    return { status: 302, headers: { Location: await signInUrl(request), ...cookie } } as const;
  const page = postFormAnswer(oauth.publicUrl, ssoUrl, Object.entries(await signInForm(request)));
  return { ...page, headers: { ...page.headers, ...cookie } };
}

function requestOf(
  { publicUrl }: OAuth,
  { id, settings, own }: OpenConnection,
  { ssoUrl, requestId, relayState }: Pick<SignInRequest, 'ssoUrl' | 'requestId' | 'relayState'>,
): SignInRequest {
  const { entityId, acsUrl } = serviceAddresses(publicUrl, id);
  return {
    entityId,
    acsUrl,
    ssoUrl,
    requestId,
    relayState,
    forceAuthn: settings.force_authn,
    nameIdFormat: FORMATS.get(settings.name_id_format ?? '') ?? null,
    signingKey: settings.sign_requests ? own.privateKey : null,
  };
}
