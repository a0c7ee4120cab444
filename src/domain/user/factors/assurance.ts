import { z } from 'zod';

/**
 * Authentication assurance levels (NIST SP 800-63-4). Here `aal2` states two kinds of proof and no conformance; `aal3` an
 * attested authenticator that never leaves its device.
 */
export const assuranceLevel = z.enum(['aal1', 'aal2', 'aal3']);
export type AssuranceLevel = z.output<typeof assuranceLevel>;

/** Tells whether a level is at least another one. */
export function reaches(level: AssuranceLevel, required: AssuranceLevel): boolean {
  const order = assuranceLevel.options;
  return order.indexOf(level) >= order.indexOf(required);
}

/** The reason for which a second factor is required. */
export const demandSource = z.enum(['factor', 'account', 'reset', 'policy']);
export type DemandSource = z.output<typeof demandSource>;
