import { z } from 'zod';
import type { SessionId, UserId } from '../../../domain/ids.js';
import { requireActive } from '../../../domain/policies/active-session.js';
import { sessionAt } from '../../../domain/session/session.js';
import { LinkUsed } from '../../../domain/user/decisions.js';
import { cancelReset, cancelResetByLink } from '../../../domain/user/factors/reset-decisions.js';
import { userAt } from '../../../domain/user/user.js';
import type { Cause } from '../../../eventstore/codec.js';
import type { Position } from '../../../eventstore/port.js';
import type { CommandDependencies } from '../../dependencies.js';
import { handle } from '../../handle.js';

export const cancelResetInput = z.strictObject({ reason: z.string().max(200).optional() });

/**
 * Cancels the reset of the factors of an account, at the request of an administrator. Does nothing if none waits.
 *
 * @throws UnknownUser
 */
export async function cancelResetByAdmin(
  { log }: Pick<CommandDependencies, 'log'>,
  userId: UserId,
  { reason }: z.output<typeof cancelResetInput>,
  cause: Cause,
): Promise<{ position: Position | null }> {
  const { position } = await handle(log, cause, { user: userAt(userId) }, ({ user }) => ({
    user: cancelReset(user, 'admin', reason ?? null),
  }));
  return { position };
}

/**
 * Cancels the reset of the own factors in a session. Does nothing if none waits.
 *
 * @throws SessionOver, UnknownUser
 */
export async function cancelOwnReset(
  { log }: Pick<CommandDependencies, 'log'>,
  { userId, sessionId }: { readonly userId: UserId; readonly sessionId: SessionId },
  cause: Cause,
): Promise<{ userId: UserId; position: Position | null }> {
  const streams = { session: sessionAt(sessionId), user: userAt(userId) };
  const { position } = await handle(log, cause, streams, ({ session, user }) => {
    requireActive(user, session);
    return { user: cancelReset(user, 'user', null) };
  });
  return { userId, position };
}

/**
 * Cancels the reset of factors with the link in the mail about it.
 *
 * @throws LinkUsed the token is not authentic, or its reset is done or was cancelled
 */
export async function cancelOwnResetByLink(
  { log, linkTokens }: Pick<CommandDependencies, 'log' | 'linkTokens'>,
  token: string,
  cause: Cause,
): Promise<{ userId: UserId; position: Position | null }> {
  const link = linkTokens.read('cancel-reset', token);
  if (link === null) throw new LinkUsed();
  const { userId, eventId } = link;
  const byOwner = { ...cause, actor: `user:${userId}` };
  const { position } = await handle(log, byOwner, { user: userAt(userId) }, ({ user }) => ({
    user: cancelResetByLink(user, eventId),
  }));
  return { userId, position };
}
