import { importPKCS8, SignJWT } from 'jose';
import { ClientSecretBasic, ClientSecretPost, None } from 'openid-client';
import type { ClientAuth, ServerMetadata } from 'openid-client';
import type { ProviderSettings } from './provider-settings.js';

/** Lifetime of a signed client secret; longer than the cached connection that it is renewed with. */
const SECRET_SECONDS = 2 * 3600;

/** The client authentication at a token endpoint, with an alternative for servers that misread the first form. */
export interface ClientAuthentication {
  readonly authenticate: ClientAuth;
  /** Returns the number of the form in use. */
  form(): number;
  /**
   * Leaves a form that the server has rejected, for this and later requests.
   *
   * @param rejected the number of the form
   * @returns false if there is no other form
   */
  leave(rejected: number): boolean;
}

/** Returns the client authentication for the token endpoint (RFC 6749 §2.3.1). */
export async function clientAuthentication(settings: ProviderSettings): Promise<ClientAuthentication> {
  const { definition, clientId, secret } = settings;
  switch (secret.kind) {
    case 'none':
      return oneOf(() => [None()]);
    case 'signed': {
      const { teamId, keyId, privateKey } = secret;
      const signed = await new SignJWT()
        .setProtectedHeader({ alg: 'ES256', kid: keyId })
        .setIssuer(teamId)
        .setSubject(clientId)
        .setAudience(definition.protocol.issuer)
        .setIssuedAt()
        .setExpirationTime(`${String(SECRET_SECONDS)} s`)
        .sign(await importPKCS8(privateKey, 'ES256'));
      return oneOf(() => [ClientSecretPost(signed)]);
    }
    case 'shared': {
      const { clientAuth } = definition;
      return oneOf(({ token_endpoint_auth_methods_supported: offered }) =>
        sharedSecretForms(
          secret.secret,
          clientAuth === undefined ? offered : [`client_secret_${clientAuth}`],
        ),
      );
    }
  }
}

/**
 * Returns the forms in which a secret can be sent, the most reliable first. A form body is read alike everywhere. Basic
 * encodes dashes and dots of the client id too, which many servers do not undo.
 *
 * @param methods the methods of the server, or undefined if it does not list them
 */
function sharedSecretForms(
  secret: string,
  methods: readonly string[] | undefined,
): [ClientAuth, ClientAuth?] {
  const [post, basic] = [ClientSecretPost(secret), ClientSecretBasic(secret)];
  // Every server must support Basic, and need not support the form (RFC 6749 §2.3.1).
  if (methods === undefined) return [basic, post];
  if (!methods.includes('client_secret_basic')) return [post];
  return methods.includes('client_secret_post') ? [post, basic] : [basic, plainBasic(secret)];
}

/** Basic authentication without the form encoding of RFC 6749 §2.3.1. */
function plainBasic(secret: string): ClientAuth {
  return (_server, { client_id: id }, _body, headers) => {
    headers.set('authorization', `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`);
  };
}

function oneOf(
  formsFor: (server: ServerMetadata) => readonly [ClientAuth, ClientAuth?],
): ClientAuthentication {
  let current = 0;
  let hasAlternative = false;
  return {
    authenticate(server, ...request) {
      const [first, second = first] = formsFor(server);
      hasAlternative = second !== first;
      const form = current % 2 === 0 ? first : second;
      form(server, ...request);
    },
    form: () => current,
    leave(rejected) {
      // Another request may have left the form already.
      if (hasAlternative && current === rejected) current += 1;
      return current !== rejected;
    },
  };
}
