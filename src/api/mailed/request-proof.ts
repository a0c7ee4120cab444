import { z } from 'zod';
import { sha256 } from '../federation/flows.js';
import type { RequestBindings } from '../../security/tokens/request-bindings.js';
import type { Browser } from '../http/requests/request-context.js';

/** The PKCE code challenge (RFC 7636 §4.2). */
export const challengeField = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/)
  .optional()
  .meta({
    description:
      'The SHA-256 hash of a `code_verifier` in base64url. An app sends it; then only the verifier can use the link or ' +
      'code, and cookies are ignored.',
  });

/** The fields by which a caller shows that it has requested the link or code. */
export const proofFields = {
  request_token: z.string().min(1).max(128).optional().meta({
    description: 'The `request_token` of the request. Without it, the cookie of the browser is used.',
  }),
  code_verifier: z
    .string()
    .regex(/^[A-Za-z0-9._~-]{43,128}$/)
    .optional()
    .meta({ description: 'The verifier of the `code_challenge` in the request of an app.' }),
};

interface Proof {
  readonly request_token?: string | undefined;
  readonly code_verifier?: string | undefined;
}

/** Returns the binding that a caller proves, or null. */
export function provenBinding(
  bindings: RequestBindings,
  { request_token: token, code_verifier: verifier }: Proof,
  { secret }: Pick<Browser, 'secret'>,
): string | null {
  if (verifier !== undefined) return bindings.ofApp(sha256(verifier));
  const presented = token ?? (secret === null ? null : bindings.tokenOf(secret));
  return presented === null ? null : bindings.ofBrowser(presented);
}
