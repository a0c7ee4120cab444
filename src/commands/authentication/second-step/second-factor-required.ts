import { DomainError } from '../../../domain/domain-error.js';
import type { PendingSignInId, UserId } from '../../../domain/ids.js';
import type { Asked } from '../../../domain/pending-sign-in/pending-sign-in.js';
import type { FactorKind } from '../../../domain/user/factors/factor-events.js';
import { hintOf, usableFactors } from '../../../domain/user/factors/factors.js';
import type { Registered } from '../../../domain/user/user.js';
import type { CommandDependencies } from '../../dependencies.js';

/** The second step that a sign-in owes, as its client sees it. */
export interface SecondStep {
  readonly pendingId: PendingSignInId;
  readonly userId: UserId;
  /** Names the pending sign-in in the next requests. */
  readonly mfaToken: string;
  readonly expiresInSeconds: number;
  /** True if the account has no factor and must add one first. */
  readonly enrolmentRequired: boolean;
  /** True if that enrolment needs the link of the mail about a reset of the factors. */
  readonly setUpLinkRequired: boolean;
  readonly factors: readonly {
    readonly id: string;
    readonly kind: FactorKind;
    readonly name: string;
    readonly hint: string | null;
  }[];
  /** True if the device may be trusted after the second step. */
  readonly trustAllowed: boolean;
}

/** The first proof is right, and the sign-in needs a second one. */
export class SecondFactorRequired extends DomainError {
  readonly code = 'mfa_required';
  constructor(readonly step: SecondStep) {
    super();
  }
}

/** Describes the second step of a pending sign-in. */
export function secondStepOf(
  dependencies: Pick<CommandDependencies, 'mfaTokens' | 'webauthn' | 'sms' | 'rules'>,
  pending: Asked,
  account: Registered,
  now: Date,
): SecondStep {
  const { mfaTokens, webauthn, sms } = dependencies;
  const factors = usableFactors(account, webauthn.relyingParty.id);
  return {
    pendingId: pending.id,
    userId: account.id,
    mfaToken: mfaTokens.issue(pending.id),
    expiresInSeconds: Math.ceil((pending.expires.getTime() - now.getTime()) / 1000),
    enrolmentRequired: pending.enrolment,
    setUpLinkRequired: account.factorReset.done !== null,
    factors: factors
      .filter(({ kind }) => kind !== 'phone' || sms !== null)
      .map((factor) => ({ id: factor.id, kind: factor.kind, name: factor.name, hint: hintOf(factor) })),
    trustAllowed: allowsTrust(dependencies, pending),
  };
}

/** Tells whether the device of a sign-in may be trusted: only the password can be accompanied by a trusted device. */
export function allowsTrust(
  { rules }: Pick<CommandDependencies, 'rules'>,
  { amr, enrolment }: Asked,
): boolean {
  return rules.trustedDeviceTtlMs > 0 && !enrolment && amr.includes('pwd');
}
