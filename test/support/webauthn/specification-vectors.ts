import { readFile } from 'node:fs/promises';
import type {
  AssertionCredential,
  RegistrationCredential,
} from '../../../src/security/webauthn/encoding/credential-schemas.js';

/** A registration and a sign-in with one credential. All values are in hexadecimal. */
interface Vector {
  readonly name: string;
  readonly registration: Readonly<
    Record<'challenge' | 'credential_id' | 'clientDataJSON' | 'attestationObject', string>
  >;
  readonly authentication: Readonly<
    Record<'challenge' | 'authenticatorData' | 'clientDataJSON' | 'signature', string>
  >;
}

/** The relying party of all vectors. */
export const EXAMPLE = { id: 'example.org', origins: ['https://example.org'] };

const FILE = new URL('./specification-vectors.json', import.meta.url);

/** The test vectors of WebAuthn Level 3 §16. */
export const vectors = JSON.parse(await readFile(FILE, 'utf8')) as readonly Vector[];

export function base64urlOf(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64url');
}

export function registrationOf({ registration }: Vector): RegistrationCredential {
  const id = base64urlOf(registration.credential_id);
  return {
    id,
    rawId: id,
    type: 'public-key',
    response: {
      clientDataJSON: base64urlOf(registration.clientDataJSON),
      attestationObject: base64urlOf(registration.attestationObject),
    },
  };
}

export function assertionOf({ registration, authentication }: Vector): AssertionCredential {
  const id = base64urlOf(registration.credential_id);
  return {
    id,
    rawId: id,
    type: 'public-key',
    response: {
      clientDataJSON: base64urlOf(authentication.clientDataJSON),
      authenticatorData: base64urlOf(authentication.authenticatorData),
      signature: base64urlOf(authentication.signature),
    },
  };
}
