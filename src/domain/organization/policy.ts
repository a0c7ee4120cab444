import { DomainError } from '../domain-error.js';
import { reaches } from '../user/factors/assurance.js';
import type { AssuranceLevel } from '../user/factors/assurance.js';
import type { OrganizationEvent } from './events.js';

/** The demands of an organisation on the sessions of its members. */
export interface OrganizationPolicy {
  readonly requireMfa: boolean;
  /** Seconds for which the newest proof of the identity is enough; null: as long as the session. */
  readonly maxSessionAgeS: number | null;
  /** The longest life of a token for the organisation in seconds; null: that of every access token. */
  readonly tokenTtlS: number | null;
}

/** The policy of an organisation that has set none. */
export const NO_POLICY: OrganizationPolicy = { requireMfa: false, maxSessionAgeS: null, tokenTtlS: null };

/** The proof behind a session. */
export interface SessionProof {
  readonly acr: AssuranceLevel;
  /** Time of the newest proof of that level. */
  readonly authTime: Date;
}

/** The organisation demands a newer or stronger proof than that of the session. */
export class StepUpRequired extends DomainError {
  readonly code = 'step_up_required';
  constructor(
    readonly acr: AssuranceLevel,
    /** The greatest age of the proof; null: any. */
    readonly maxAgeSeconds: number | null,
  ) {
    super();
  }
}

/** Replaces the policy. A stricter one ends the tokens that were issued before. */
export function setPolicy(before: OrganizationPolicy, policy: OrganizationPolicy): OrganizationEvent[] {
  const isSame =
    before.requireMfa === policy.requireMfa &&
    before.maxSessionAgeS === policy.maxSessionAgeS &&
    before.tokenTtlS === policy.tokenTtlS;
  if (isSame) return [];
  const data = {
    require_mfa: policy.requireMfa,
    max_session_age_s: policy.maxSessionAgeS,
    token_ttl_s: policy.tokenTtlS,
    reduces: isStricter(policy, before),
  };
  return [{ type: 'OrganizationPolicySet', data }];
}

/**
 * Verifies that the proof of a session satisfies a policy.
 *
 * @throws StepUpRequired
 */
export function requirePolicy(policy: OrganizationPolicy, proof: SessionProof, now: Date): void {
  if (!satisfies(proof, policy, now)) throw new StepUpRequired(requiredLevel(policy), policy.maxSessionAgeS);
}

function satisfies({ acr, authTime }: SessionProof, policy: OrganizationPolicy, now: Date): boolean {
  return now.getTime() < proofExpiry(policy, authTime) && reaches(acr, requiredLevel(policy));
}

function requiredLevel({ requireMfa }: OrganizationPolicy): AssuranceLevel {
  return requireMfa ? 'aal2' : 'aal1';
}

/** The policy of an organisation before a change and after it. */
export interface PolicyPreview {
  readonly before: OrganizationPolicy;
  readonly after: OrganizationPolicy;
}

/** The effect of a policy on one member. */
interface PolicyEffect {
  /** No session of the member satisfied the policy before, and one does after. */
  readonly gains: boolean;
  /** A session of the member satisfied the policy before, and none does after. */
  readonly loses: boolean;
  /** The number of sessions that satisfied the policy before, and do not after. */
  readonly refusedSessions: number;
}

/** Returns the effect of another policy on the open sessions of a member. */
export function effectOf(
  { before, after }: PolicyPreview,
  sessions: readonly SessionProof[],
  now: Date,
): PolicyEffect {
  const admitted = sessions.filter((session) => satisfies(session, before, now));
  const isAdmittedAfter = sessions.some((session) => satisfies(session, after, now));
  return {
    gains: admitted.length === 0 && isAdmittedAfter,
    loses: admitted.length > 0 && !isAdmittedAfter,
    refusedSessions: admitted.filter((session) => !satisfies(session, after, now)).length,
  };
}

/** Returns the time at which a token that is issued now must end, at most that of its session. */
export function tokenEnd(
  policy: OrganizationPolicy,
  { authTime }: SessionProof,
  ends: Date,
  now: Date,
): Date {
  const ttl = policy.tokenTtlS ?? Infinity;
  return new Date(Math.min(ends.getTime(), now.getTime() + ttl * 1000, proofExpiry(policy, authTime)));
}

/** Returns the time from which a proof is too old, in milliseconds since 1970. */
function proofExpiry({ maxSessionAgeS }: OrganizationPolicy, authTime: Date): number {
  return authTime.getTime() + (maxSessionAgeS ?? Infinity) * 1000;
}

function isStricter(after: OrganizationPolicy, before: OrganizationPolicy): boolean {
  const isShorter = (one: number | null, other: number | null) => (one ?? Infinity) < (other ?? Infinity);
  return (
    (after.requireMfa && !before.requireMfa) ||
    isShorter(after.maxSessionAgeS, before.maxSessionAgeS) ||
    isShorter(after.tokenTtlS, before.tokenTtlS)
  );
}
