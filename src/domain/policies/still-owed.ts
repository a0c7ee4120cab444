import { reaches } from '../user/factors/assurance.js';
import type { AssuranceLevel, DemandSource } from '../user/factors/assurance.js';
import { secondFactorsOf, usableFactors } from '../user/factors/factors.js';
import type { Started } from '../session/session.js';
import type { Registered, User } from '../user/user.js';
import { levelOf } from './level-of.js';

/** The proof that a sign-in still owes, and the reason; null for a sign-in that owes nothing. */
export type Owed = {
  /** `enrolment`: the account has no factor that works here, and must add one first. */
  readonly kind: 'second_factor' | 'enrolment';
  readonly demandedBy: DemandSource;
} | null;

/** The parts of an account that demand a second factor, or satisfy a demand. */
type Demanding = Pick<Registered, 'factors' | 'demandedBy' | 'factorReset'>;

/**
 * Returns the proof that a sign-in owes after the given methods. The strictest demand applies: a factor that the account
 * owns, a demand on the account, or a reset of its factors. Recovery codes without a factor demand nothing.
 *
 * @param amr the methods of the proofs so far
 * @param rpId the domain that passkeys work for
 */
export function stillOwed(account: Demanding, amr: readonly string[], rpId: string): Owed {
  if (reaches(levelOf(amr), 'aal2')) return null;
  // A security key of another domain still demands: the password alone must not sign in after a change of the domain.
  if (secondFactorsOf(account).length > 0) return { kind: 'second_factor', demandedBy: 'factor' };
  const demandedBy = demandOn(account);
  if (demandedBy === null) return null;
  // A passkey demands nothing of itself, but one that works here satisfies the demand of others.
  const isMet = usableFactors(account, rpId).length > 0;
  return { kind: isMet ? 'second_factor' : 'enrolment', demandedBy };
}

function demandOn({ demandedBy, factorReset }: Demanding): DemandSource | null {
  if (demandedBy !== null) return 'account';
  return factorReset.done === null ? null : 'reset';
}

/**
 * Returns the level that a change of the account requires: the second one if the account has a factor that works here, or a
 * demand for one. A passkey counts too, although sign-ins by password do not ask for it.
 *
 * @param rpId the domain that passkeys work for; nobody could prove a passkey of another one
 */
export function requiredLevel(account: Demanding, rpId: string): AssuranceLevel {
  const isOwed = stillOwed(account, [], rpId) !== null;
  return isOwed || usableFactors(account, rpId).length > 0 ? 'aal2' : 'aal1';
}

/**
 * Tells whether a session must end because a second factor was demanded after its sign-in. Without a demand, a session that
 * began before its account had a factor keeps its level. A trusted device stands for a factor, but for no enrolment.
 */
export function endsByDemand(user: User, { amr, trustId }: Started, rpId: string): boolean {
  if (user.status !== 'registered' || user.demandedBy === null) return false;
  const owed = stillOwed(user, amr, rpId);
  return owed !== null && (trustId === null || owed.kind === 'enrolment');
}
