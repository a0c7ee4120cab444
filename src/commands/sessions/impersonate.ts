import { z } from 'zod';
import { deriveId, sessionIdSchema } from '../../domain/ids.js';
import type { SessionId, UserId } from '../../domain/ids.js';
import { requireActive, SessionOver } from '../../domain/policies/active-session.js';
import { impersonate as decide } from '../../domain/policies/impersonate.js';
import { sessionAt } from '../../domain/session/session.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { AccessClaims } from '../../security/tokens/access-tokens.js';
import type { CommandDependencies } from '../dependencies.js';
import { handleGuarded } from '../handle.js';
import { assignmentStreams, callerFacts } from '../steps/access/authority.js';
import { claimsOf } from '../steps/session-grant.js';

const MAX_SECONDS = 30 * 60;

export const impersonateInput = z.strictObject({
  reason: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .meta({ description: 'The audit and the mail to the person show it.' }),
  ttl: z
    .int()
    .min(1)
    .max(MAX_SECONDS)
    .default(MAX_SECONDS)
    .meta({ description: 'Seconds; the lifetime of an access token limits them as well.' }),
});

/** A session in which an administrator acts as its user. */
interface ImpersonationGrant {
  readonly claims: AccessClaims;
  readonly ends: Date;
  readonly position: Position | null;
}

/**
 * Starts a session in which the caller acts as another person. It has no refresh token.
 *
 * @throws UnknownUser, ExceedsOwnPermissions, SessionOver
 */
export async function impersonate(
  { log }: Pick<CommandDependencies, 'log'>,
  userId: UserId,
  caller: { readonly userId: UserId; readonly sessionId: SessionId },
  { reason, ends }: { readonly reason: string; readonly ends: Date },
  cause: Cause,
): Promise<ImpersonationGrant> {
  const sessionId = deriveId(sessionIdSchema, 'impersonation', cause.commandId);
  const streams = {
    ...assignmentStreams(userId, { person: caller.userId }),
    callerSession: sessionAt(caller.sessionId),
    session: sessionAt(sessionId),
  };
  const { states, position } = await handleGuarded(log, cause, streams, ({ callerSession, ...facts }) => ({
    session: decide(facts, { access: callerFacts(facts), session: callerSession }, { reason, ends }),
  }));
  const session = requireActive(states.user, states.session);
  if (states.callerSession.status !== 'started') throw new SessionOver();
  const { userRevision } = states.callerSession;
  return { claims: { ...claimsOf(session), impersonator: { ...caller, userRevision } }, ends, position };
}
