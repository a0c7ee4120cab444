import { importPKCS8, SignJWT } from 'jose';
import { ClientSecretBasic, ClientSecretPost, None } from 'openid-client';
import type { ClientAuth } from 'openid-client';
import type { ProviderSettings } from './provider-settings.js';

/** Lifetime of a signed client secret; longer than the cached connection that it is renewed with. */
const SECRET_SECONDS = 2 * 3600;

/** Returns the client authentication for the token endpoint (RFC 6749 §2.3.1). */
export async function clientAuthentication(settings: ProviderSettings): Promise<ClientAuth> {
  const { definition, clientId, secret } = settings;
  switch (secret.kind) {
    case 'none':
      return None();
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
      return ClientSecretPost(signed);
    }
    case 'shared': {
      const [post, basic] = [ClientSecretPost(secret.secret), ClientSecretBasic(secret.secret)];
      if (definition.clientAuth !== undefined) return definition.clientAuth === 'post' ? post : basic;
      return (server, ...rest) => {
        const { token_endpoint_auth_methods_supported: methods = ['client_secret_basic'] } = server;
        (methods.includes('client_secret_basic') ? basic : post)(server, ...rest);
      };
    }
  }
}
