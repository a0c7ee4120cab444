import { createHmac, createPrivateKey, sign } from 'node:crypto';
import type { JsonWebKey } from 'node:crypto';

/** Algorithm and key of a signature: a private JWK, or a shared secret. */
export type Signing =
  | { readonly alg: 'none' }
  | { readonly alg: 'HS256'; readonly secret: string | Buffer; readonly kid?: string }
  | { readonly alg: 'RS256'; readonly key: JsonWebKey; readonly kid?: string };

/** Creates a JWT with arbitrary claims, signed with an arbitrary key. */
export function signToken(claims: object, signing: Signing): string {
  const { alg } = signing;
  const header = { typ: 'JWT', alg, ...('kid' in signing && { kid: signing.kid }) };
  const content = [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${content}.${signatureOf(content, signing)}`;
}

function signatureOf(content: string, signing: Signing): string {
  switch (signing.alg) {
    case 'none':
      return '';
    case 'HS256':
      return createHmac('sha256', signing.secret).update(content).digest('base64url');
    case 'RS256': {
      const key = createPrivateKey({ key: signing.key, format: 'jwk' });
      return sign('sha256', Buffer.from(content), key).toString('base64url');
    }
  }
}
