import { z } from 'zod';
import { decodeBase64url } from './base64url.js';
import { WebAuthnRefused } from '../refusal.js';

/** The service as authenticators know it. */
export interface RelyingParty {
  /** The domain that the credentials belong to. */
  readonly id: string;
  /** The origins of the pages and apps that use the credentials. */
  readonly origins: readonly string[];
}

export interface ExpectedClientData {
  readonly type: 'webauthn.create' | 'webauthn.get';
  readonly relyingParty: RelyingParty;
  readonly acceptsChallenge: (challenge: string) => boolean;
}

const clientData = z.object({
  type: z.string(),
  challenge: z.string(),
  origin: z.string(),
  crossOrigin: z.boolean().optional(),
  topOrigin: z.unknown().optional(),
});

/**
 * Checks the client data (WebAuthn Level 3 §7.1 steps 7–13, §7.2 steps 10–16) and returns its challenge. A ceremony inside
 * a frame of another origin is refused: the person cannot see for which site the authenticator answers.
 *
 * @throws WebAuthnRefused
 */
export function checkClientData(encoded: string, expected: ExpectedClientData): string {
  const { type, challenge, origin, crossOrigin, topOrigin } = parse(encoded);
  if (type !== expected.type) throw new WebAuthnRefused('client_data');
  if (!expected.relyingParty.origins.includes(origin)) throw new WebAuthnRefused('origin');
  if (crossOrigin === true || topOrigin !== undefined) throw new WebAuthnRefused('cross_origin');
  if (!expected.acceptsChallenge(challenge)) throw new WebAuthnRefused('challenge');
  return challenge;
}

function parse(encoded: string): z.output<typeof clientData> {
  const text = decodeBase64url(encoded).toString();
  try {
    return clientData.parse(JSON.parse(text));
  } catch {
    throw new WebAuthnRefused('client_data');
  }
}
