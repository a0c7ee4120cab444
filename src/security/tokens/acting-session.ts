import { z } from 'zod';
import { sessionIdSchema, userIdSchema } from '../../domain/ids.js';
import type { SessionId, UserId } from '../../domain/ids.js';

/** A session in which an administrator acts as another person. */
export interface ActingSession {
  readonly userId: UserId;
  readonly sessionId: SessionId;
  /** The revision of that account at the start of the session. */
  readonly userRevision: number;
}

/** The claim `act` of a token (RFC 8693 §4.1). */
export const actClaim = z.object({ sub: userIdSchema, sid: sessionIdSchema, ur: z.int().nonnegative() });

/** Returns the claims of a token about an administrator who acts as its subject: none if there is no administrator. */
export function actClaims(impersonator: ActingSession | null): object {
  if (impersonator === null) return {};
  const { userId: sub, sessionId: sid, userRevision: ur } = impersonator;
  return { act: { sub, sid, ur } };
}

/** Reads the claim. */
export function actingSession(act: z.output<typeof actClaim> | undefined): ActingSession | null {
  return act === undefined ? null : { userId: act.sub, sessionId: act.sid, userRevision: act.ur };
}
