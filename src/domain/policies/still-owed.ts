import { reaches } from '../user/factors/assurance.js';
import type { AssuranceLevel, DemandSource } from '../user/factors/assurance.js';
import { secondFactorsOf, usableFactors } from '../user/factors/factors.js';
import type { Started } from '../session/session.js';
import type { Registered, User } from '../user/user.js';
import { levelOf } from './level-of.js';

/** A rule that demands a second factor of accounts: of the whole service, or of an organisation. */
export interface FactorPolicy {
  /** Time until which an account without a factor may sign in without one. Null for no such time. */
  readonly graceUntil: Date | null;
}

/** The rules that apply to an account, at a time. */
export interface FactorRules {
  readonly policies: readonly FactorPolicy[];
  /** The domain that passkeys work for. */
  readonly rpId: string;
  readonly now: Date;
}

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
 * owns, a demand on the account, a reset of its factors, or a policy. Recovery codes without a factor demand nothing.
 *
 * @param amr the methods of the proofs so far
 */
export function stillOwed(account: Demanding, amr: readonly string[], rules: FactorRules): Owed {
  if (reaches(levelOf(amr), 'aal2')) return null;
  // A policy demands no more of an account that owes something already.
  return owedByAccount(account, rules.rpId) ?? owedByPolicies(account, rules);
}

/**
 * Returns the time from which a sign-in with these methods will owe an enrolment, or null: it owes one already, or no policy
 * will demand one.
 */
export function enrolmentDueAt(account: Demanding, amr: readonly string[], rules: FactorRules): Date | null {
  if (reaches(levelOf(amr), 'aal2') || stillOwed(account, amr, rules) !== null) return null;
  if (usableFactors(account, rules.rpId).length > 0) return null;
  const ends = rules.policies.flatMap(({ graceUntil }) => graceUntil ?? []);
  return ends.sort((a, b) => a.getTime() - b.getTime())[0] ?? null;
}

/** Tells whether an account must have a second factor. */
export function isDemanded(
  { demandedBy }: Pick<Registered, 'demandedBy'>,
  { policies, now }: FactorRules,
): boolean {
  return demandedBy !== null || policies.some((policy) => hasElapsed(policy, now));
}

/**
 * Returns the level that a change of the account requires: the second one if the account has a factor that works here, or a
 * demand for one. A passkey counts too, although sign-ins by password do not ask for it. A policy requires nothing: until its
 * enrolment is due, the owner adds the factor in a session of the first level.
 *
 * @param rpId the domain that passkeys work for; nobody could prove a passkey of another one
 */
export function requiredLevel(account: Demanding, rpId: string): AssuranceLevel {
  const isOwed = owedByAccount(account, rpId) !== null;
  return isOwed || usableFactors(account, rpId).length > 0 ? 'aal2' : 'aal1';
}

/**
 * Tells whether a session must end because a second factor was demanded after its sign-in. Without a demand, a session that
 * began before its account had a factor keeps its level. A trusted device stands for a factor, but for no enrolment.
 */
export function endsByDemand(user: User, { amr, trustId }: Started, rules: FactorRules): boolean {
  if (user.status !== 'registered' || !isDemanded(user, rules)) return false;
  const owed = stillOwed(user, amr, rules);
  return owed !== null && (trustId === null || owed.kind === 'enrolment');
}

function owedByAccount(account: Demanding, rpId: string): Owed {
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

/** Policies ask for a factor that the account has, and demand a first one once their grace has ended. */
function owedByPolicies(account: Demanding, { policies, rpId, now }: FactorRules): Owed {
  if (policies.length === 0) return null;
  if (usableFactors(account, rpId).length > 0) return { kind: 'second_factor', demandedBy: 'policy' };
  const isDue = policies.some((policy) => hasElapsed(policy, now));
  return isDue ? { kind: 'enrolment', demandedBy: 'policy' } : null;
}

/** Tells whether the grace of a policy has ended. */
function hasElapsed({ graceUntil }: FactorPolicy, now: Date): boolean {
  return graceUntil === null || graceUntil <= now;
}
