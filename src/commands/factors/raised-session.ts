import { joinedMethods, levelOf } from '../../domain/policies/level-of.js';
import { reauthenticate } from '../../domain/session/decisions.js';
import type { SessionEvent } from '../../domain/session/events.js';
import type { Started } from '../../domain/session/session.js';
import { usedFactors } from '../authentication/methods/proof.js';
import type { Proof } from '../authentication/methods/proof.js';

/** Raises a session by the proof that the enrolment of a first factor is. */
export function raised(session: Started, proof: Proof): SessionEvent[] {
  const amr = joinedMethods(session.amr, proof.amr);
  return reauthenticate(session, { amr, acr: levelOf(amr), factors: usedFactors(proof), proof: proof.kind });
}
