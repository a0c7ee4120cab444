import type { Aggregate } from '../../../domain/aggregate.js';
import type { DomainEvent } from '../../../domain/event-catalog.js';
import type { FactorId } from '../../../domain/ids.js';
import type { FactorKind } from '../../../domain/user/factors/factor-events.js';

/**
 * A change that the use of a proof makes, in the append that starts or raises the session. `spend` is declared as a
 * method, so that changes of different streams fit in one list.
 */
export interface Spending<State = unknown, Event extends DomainEvent = DomainEvent> {
  readonly aggregate: Aggregate<State, Event>;
  /**
   * @param usedFor the session or the command that the proof is used for; a repeat for the same one continues
   * @throws DomainError the proof was used for another one
   */
  spend(state: State, usedFor: string): readonly Event[];
}

/** The factor behind a proof; null for a proof without one, such as a password. */
type FactorOfProof =
  | { readonly kind: FactorKind; readonly factorId: FactorId }
  | { readonly kind: 'password' | 'email' | 'provider' | 'recovery_code'; readonly factorId: null };

/** A proof of the caller's identity by one authentication method. */
export type Proof = FactorOfProof & {
  /** Authentication method references (RFC 8176 §2). */
  readonly amr: readonly string[];
  /** The changes that use up the proof, in the order in which a log without atomic appends writes them. */
  readonly spent: readonly Spending[];
};

/** Returns the factor behind a proof as sessions record it. */
export function usedFactors(proof: Proof) {
  return proof.factorId === null ? [] : [{ factor_id: proof.factorId, kind: proof.kind }];
}

/** Returns the streams of all spendings, by names that no other stream of a command has. */
export function spendingStreams(
  spendings: readonly Spending[],
): Record<string, Aggregate<unknown, DomainEvent>> {
  return Object.fromEntries(spendings.map(({ aggregate }) => [aggregate.stream, aggregate]));
}

/**
 * Decides all spendings. Two of the same stream share its append.
 *
 * @param states the states of `spendingStreams`, by the same names
 * @throws DomainError a proof was used before
 */
export function spendAll(
  spendings: readonly Spending[],
  states: Readonly<Record<string, unknown>>,
  usedFor: string,
): Record<string, readonly DomainEvent[]> {
  const decided: Record<string, readonly DomainEvent[]> = {};
  for (const one of spendings) {
    const { stream } = one.aggregate;
    decided[stream] = [...(decided[stream] ?? []), ...one.spend(states[stream], usedFor)];
  }
  return decided;
}
