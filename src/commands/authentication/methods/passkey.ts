import { usePasskey, InvalidPasskey } from '../../../domain/factor/passkey-use.js';
import type { PresentedPasskey } from '../../../domain/factor/passkey-use.js';
import { factorUseOf } from '../../../domain/factor/factor-use.js';
import type { FactorUse } from '../../../domain/factor/factor-use.js';
import type { FactorUseEvent } from '../../../domain/factor/events.js';
import { isPasskey, passkeysOf } from '../../../domain/user/factors/factors.js';
import type { Passkey } from '../../../domain/user/factors/passkey.js';
import type { Registered } from '../../../domain/user/user.js';
import { verifyAssertion } from '../../../security/webauthn/assertion.js';
import type { Assertion } from '../../../security/webauthn/assertion.js';
import type { ChallengeScope } from '../../../security/webauthn/challenge.js';
import type { AssertionCredential } from '../../../security/webauthn/encoding/credential-schemas.js';
import { WebAuthnRefused } from '../../../security/webauthn/refusal.js';
import type { CommandDependencies } from '../../dependencies.js';
import type { Proof, Spending } from './proof.js';

/** No account has the credential. */
export class UnknownCredential extends InvalidPasskey {}

/** The purposes of an assertion. */
export type AssertionScope = ChallengeScope & {
  readonly purpose: Exclude<ChallengeScope['purpose'], 'add_passkey' | 'add_security_key'>;
};

/**
 * Proves the identity of a caller by a WebAuthn credential of an account. A sign-in takes only a passkey, which must verify
 * its owner and name the account. As a second proof, any credential of the account is enough: it shows possession.
 *
 * @throws UnknownCredential
 * @throws InvalidPasskey
 */
export async function provePasskey(
  { webauthn }: Pick<CommandDependencies, 'webauthn'>,
  account: Registered,
  credential: AssertionCredential,
  scope: AssertionScope,
  now: Date,
): Promise<{ readonly proof: Proof; readonly challenge: string }> {
  const { relyingParty, challenges, count } = webauthn;
  const isFirst = scope.purpose === 'sign_in';
  const stored = passkeysOf(account, relyingParty.id).find(
    ({ credentialId, kind }) => credentialId === credential.id && (!isFirst || kind === 'passkey'),
  );
  if (stored === undefined) {
    count(scope.purpose, 'unknown_credential');
    // A browser forgets a credential that nobody has. One of another domain, kind or account must stay.
    const isRetained = account.factors.some((one) => isPasskey(one) && one.credentialId === credential.id);
    throw isFirst && !isRetained ? new UnknownCredential() : new InvalidPasskey();
  }
  try {
    const assertion = await verifyAssertion(credential, {
      relyingParty,
      acceptsChallenge: (challenge) => challenges.accepts(scope, challenge, now),
      requireUserVerification: isFirst,
      requireUserHandle: isFirst,
      stored,
    });
    const { challenge } = assertion;
    const challengedAt = scope.purpose === 'step_up' ? challenges.issuedAt(scope, challenge) : null;
    return { proof: proofOf(account, stored, { ...assertion, challengedAt }), challenge };
  } catch (error) {
    if (!(error instanceof WebAuthnRefused)) throw error;
    count(scope.purpose, error.reason);
    throw new InvalidPasskey();
  }
}

/** Returns the method reference of a key (RFC 8176 §2): in hardware, or one that can be copied. */
export function possessionOf({ backupEligible }: Pick<Passkey, 'backupEligible'>): 'swk' | 'hwk' {
  return backupEligible ? 'swk' : 'hwk';
}

function proofOf(account: Registered, passkey: Passkey, assertion: Assertion & PresentedPasskey): Proof {
  const use: Spending<FactorUse, FactorUseEvent> = {
    aggregate: factorUseOf(passkey.id),
    spend: (state, usedFor) => usePasskey(state, passkey, assertion, { userId: account.id, usedFor }),
  };
  return {
    kind: passkey.kind,
    factorId: passkey.id,
    amr: [possessionOf(passkey), ...(assertion.userVerified ? ['user', 'mfa'] : [])],
    spent: [use],
  };
}
