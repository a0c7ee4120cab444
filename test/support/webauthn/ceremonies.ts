import { verifyAssertion } from '../../../src/security/webauthn/assertion.js';
import type { Assertion, ExpectedAssertion } from '../../../src/security/webauthn/assertion.js';
import type {
  AssertionCredential,
  RegistrationCredential,
} from '../../../src/security/webauthn/encoding/credential-schemas.js';
import { verifyRegistration } from '../../../src/security/webauthn/registration.js';
import type { ExpectedRegistration, Registration } from '../../../src/security/webauthn/registration.js';
import { WebAuthnRefused } from '../../../src/security/webauthn/refusal.js';
import { Authenticator } from './authenticator.js';
import type { Changes, RegistrationChanges } from './authenticator.js';

export const ORIGIN = 'https://accounts.example.org';
export const RELYING_PARTY = { id: 'example.org', origins: [ORIGIN] };
export const CHALLENGE = 'Y2hhbGxlbmdlIG9mIGEgdGVzdA';
export const USER_HANDLE = Buffer.alloc(32, 7).toString('base64url');

export function anAuthenticator(keyType?: ConstructorParameters<typeof Authenticator>[1]): Authenticator {
  const authenticator = new Authenticator({ id: RELYING_PARTY.id, origin: ORIGIN }, keyType);
  authenticator.userHandle = USER_HANDLE;
  return authenticator;
}

const expectation = {
  relyingParty: RELYING_PARTY,
  acceptsChallenge: (challenge: string) => challenge === CHALLENGE,
  requireUserVerification: true,
};

export async function register(
  credential: RegistrationCredential,
  changes: Partial<ExpectedRegistration> = {},
): Promise<Registration> {
  return await verifyRegistration(credential, { ...expectation, ...changes });
}

export async function assert(
  credential: AssertionCredential,
  registration: Registration,
  changes: Partial<ExpectedAssertion> = {},
): Promise<Assertion> {
  return await verifyAssertion(credential, {
    ...expectation,
    requireUserHandle: true,
    stored: { ...registration, userHandle: USER_HANDLE },
    ...changes,
  });
}

/** Returns the reason of a refusal, or null if the answer was accepted. Another error fails the test. */
export async function refusalOf(verification: Promise<unknown>): Promise<string | null> {
  try {
    await verification;
    return null;
  } catch (error) {
    if (error instanceof WebAuthnRefused) return error.reason;
    throw error;
  }
}

/** Registers with an authenticator whose answer has changed, and returns the reason of the refusal. */
export async function refusedRegistration(changes: RegistrationChanges): Promise<string | null> {
  return await refusalOf(register(anAuthenticator().create(CHALLENGE, changes)));
}

/** Signs in with a registered authenticator whose answer has changed, and returns the reason of the refusal. */
export async function refusedAssertion(changes: Changes): Promise<string | null> {
  const authenticator = anAuthenticator();
  const registration = await register(authenticator.create(CHALLENGE));
  return await refusalOf(assert(authenticator.get(CHALLENGE, changes), registration));
}
