import type { Registered } from '../../../domain/user/user.js';
import type { Cause } from '../../../eventstore/codec.js';
import type { CommandDependencies } from '../../dependencies.js';
import type { Proof } from './proof.js';

/** A method of the second step that a code proves. */
export interface SecondFactorMethod {
  /** True for a code so short that attempts must be limited. A lock refuses it without a comparison. */
  readonly canBeGuessed: boolean;
  /** Compares a code; returns null for a wrong one. Reuse is refused when the proof is spent. */
  prove(
    dependencies: Pick<CommandDependencies, 'factorMetrics'>,
    account: Registered,
    code: string,
    cause: Cause,
  ): Proof | null;
}
