import { DomainError } from '../domain-error.js';
import type { UserId } from '../ids.js';
import type { Passkey } from '../user/factors/passkey.js';
import type { FactorUseEvent } from './events.js';
import type { FactorUse } from './factor-use.js';

/** The answer of an authenticator was not accepted. The client does not learn the reason. */
export class InvalidPasskey extends DomainError {
  readonly code = 'invalid_passkey';
}

/** The counter of a device-bound credential did not rise: a copy of it may exist. */
export class CloneSuspected extends InvalidPasskey {
  constructor(
    readonly passkey: Passkey,
    readonly counters: { readonly stored: number; readonly presented: number },
  ) {
    super();
  }
}

/** The facts of a verified assertion. */
export interface PresentedPasskey {
  readonly signCount: number;
  readonly backedUp: boolean;
  /** The time after which the credential must not have been used; null if the challenge names its session. */
  readonly challengedAt: Date | null;
}

/**
 * Records the use of a credential. The counter of a device-bound credential rises with each use, unless it has none and
 * stays at 0 (WebAuthn Level 3 §6.1.1). Copies of a synced credential have counters of their own, which prove nothing.
 *
 * @param usedFor the session or the command that it is used for; a repeat for the same one changes nothing
 * @throws CloneSuspected
 * @throws InvalidPasskey the answer may have been used before
 */
export function usePasskey(
  use: FactorUse,
  passkey: Passkey,
  { signCount, backedUp, challengedAt }: PresentedPasskey,
  { userId, usedFor }: { readonly userId: UserId; readonly usedFor: string },
): FactorUseEvent[] {
  if (use?.for === usedFor) return [];
  if (use !== null && challengedAt !== null && challengedAt <= use.usedAt) throw new InvalidPasskey();
  const stored = use?.signCount ?? passkey.signCount;
  const hasCounter = stored > 0 || signCount > 0;
  if (!passkey.backupEligible && hasCounter && signCount <= stored)
    throw new CloneSuspected(passkey, { stored, presented: signCount });
  const { kind } = passkey;
  return [
    {
      type: 'FactorUsed',
      data: { user_id: userId, kind, step: null, sign_count: signCount, backed_up: backedUp, for: usedFor },
    },
  ];
}
