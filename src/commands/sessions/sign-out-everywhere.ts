import { z } from 'zod';
import type { UserId } from '../../domain/ids.js';
import { signOutEverywhere as decide } from '../../domain/user/decisions.js';
import { userAt } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';

export const signOutEverywhereInput = z.strictObject({ reason: z.string().max(200).optional() });

/**
 * Ends every session of a user, at the request of the user or of an administrator.
 *
 * @throws UnknownUser
 */
export async function signOutEverywhere(
  { log }: Pick<CommandDependencies, 'log'>,
  userId: UserId,
  { reason }: z.output<typeof signOutEverywhereInput>,
  cause: Cause,
): Promise<{ position: Position | null }> {
  const { position } = await handle(log, cause, { user: userAt(userId) }, ({ user }) => ({
    user: decide(user, reason ?? null),
  }));
  return { position };
}
