import type { ProofOfPossession } from '../../../domain/user/factors/factor-events.js';
import type { Registered } from '../../../domain/user/user.js';
import type { Cause } from '../../../eventstore/codec.js';
import type { CommandDependencies } from '../../dependencies.js';
import type { AssertionScope } from './passkey.js';
import type { Proof } from './proof.js';

/** A method of the second step that a code proves. */
export interface SecondFactorMethod {
  /** The kind of the proof. */
  readonly kind: ProofOfPossession;
  /** True for a code so short that attempts must be limited. A lock refuses it without a comparison. */
  readonly canBeGuessed: boolean;
  /**
   * Compares a code; returns null for a wrong one. Reuse is refused when the proof is spent.
   *
   * @param scope the sign-in or session that the code is for
   * @throws InvalidCode
   */
  prove(
    dependencies: Pick<CommandDependencies, 'log' | 'codes' | 'sms' | 'factorMetrics'>,
    account: Registered,
    code: string,
    scope: AssertionScope,
    cause: Cause,
  ): Proof | null | Promise<Proof | null>;
}
