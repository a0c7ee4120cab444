import type { ConnectionSettings } from '../../../domain/connection/events.js';
import type { CheckedAssertion } from '../../../security/saml/check-response.js';
import { IDENTITY_PROOF } from './identity.js';
import type { Proof } from './proof.js';

/** The method of a second factor that the identity provider of an organisation has checked. RFC 8176 defines none. */
const SECOND_FACTOR = 'fed_mfa';

/** Returns the proof of an assertion. It replaces a second factor only in the contexts that the connection trusts for it. */
export function assertionProof(
  { context }: Pick<CheckedAssertion, 'context'>,
  { mfa_contexts: trusted }: Pick<ConnectionSettings, 'mfa_contexts'>,
): Proof {
  const isTrusted = context !== null && trusted.includes(context);
  return isTrusted ? { ...IDENTITY_PROOF, amr: [...IDENTITY_PROOF.amr, SECOND_FACTOR] } : IDENTITY_PROOF;
}
