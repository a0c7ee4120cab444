import type { SamlConfig } from '@node-saml/node-saml';

/** A request for a sign-in at an identity provider (SAML 2.0 Core §3.4). */
export interface SignInRequest {
  readonly entityId: string;
  readonly acsUrl: string;
  readonly ssoUrl: string;
  readonly requestId: string;
  /** In base64url: the library signs other characters in another encoding than it sends them. */
  readonly relayState: string;
  readonly forceAuthn: boolean;
  /** The format of the name to ask for, or null to leave it to the provider. */
  readonly nameIdFormat: string | null;
  /** The private key of the connection in PEM, or null to send the request unsigned. */
  readonly signingKey: string | null;
}

/** Writes the address of the identity provider with the request in its query (Bindings §3.4). */
export async function signInUrl(request: SignInRequest): Promise<string> {
  const { SAML } = await import('@node-saml/node-saml');
  return await new SAML(configOf(request)).getAuthorizeUrlAsync(request.relayState, undefined, {});
}

/** Writes the fields of the form that posts the request to the identity provider (Bindings §3.5). */
export async function signInForm(
  request: SignInRequest,
): Promise<{ SAMLRequest: string; RelayState: string }> {
  const { SAML } = await import('@node-saml/node-saml');
  // The POST binding does not compress.
  const writer = new SAML({ ...configOf(request), skipRequestCompression: true });
  const { SAMLRequest } = await writer.getAuthorizeMessageAsync(request.relayState);
  return { SAMLRequest: String(SAMLRequest), RelayState: request.relayState };
}

function configOf(request: SignInRequest): SamlConfig {
  return {
    issuer: request.entityId,
    callbackUrl: request.acsUrl,
    entryPoint: request.ssoUrl,
    generateUniqueId: () => request.requestId,
    forceAuthn: request.forceAuthn,
    identifierFormat: request.nameIdFormat,
    // The provider decides how its people sign in; asking for one way makes others fail.
    disableRequestedAuthnContext: true,
    // The writer needs none, and the library insists.
    idpCert: 'unused',
    ...(request.signingKey !== null && {
      privateKey: request.signingKey,
      signatureAlgorithm: 'sha256' as const,
      digestAlgorithm: 'sha256',
    }),
  };
}
