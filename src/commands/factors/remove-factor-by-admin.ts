import { z } from 'zod';
import type { FactorId, UserId } from '../../domain/ids.js';
import { requireRegistered, signOutEverywhere } from '../../domain/user/decisions.js';
import { factorRemoved, requireFactor } from '../../domain/user/factors/factor-decisions.js';
import { userAt } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';

export const removeByAdminInput = z.strictObject({ reason: z.string().max(200).optional() });

/**
 * Removes a factor of an account and ends its sessions, at the request of an administrator. The reason is recorded with the
 * end of the sessions.
 *
 * @throws UnknownUser, UnknownFactor
 */
export async function removeFactorByAdmin(
  { log }: Pick<CommandDependencies, 'log'>,
  { userId, factorId }: { readonly userId: UserId; readonly factorId: FactorId },
  { reason }: z.output<typeof removeByAdminInput>,
  cause: Cause,
): Promise<{ position: Position | null }> {
  const { position } = await handle(log, cause, { user: userAt(userId) }, ({ user }) => ({
    user: [
      factorRemoved(requireFactor(requireRegistered(user), factorId), 'by_admin'),
      ...signOutEverywhere(user, reason ?? null),
    ],
  }));
  return { position };
}
