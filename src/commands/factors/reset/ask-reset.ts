import { z } from 'zod';
import type { UserId } from '../../../domain/ids.js';
import { askReset, resetNow } from '../../../domain/user/factors/reset-decisions.js';
import { userAt } from '../../../domain/user/user.js';
import type { Cause } from '../../../eventstore/codec.js';
import type { Position } from '../../../eventstore/port.js';
import type { CommandDependencies } from '../../dependencies.js';
import { handle } from '../../handle.js';

export const askResetInput = z.strictObject({
  reason: z.string().max(200).optional(),
  now: z.boolean().optional().meta({ description: 'Resets without a delay; needs `mfa:reset_now`.' }),
});

/**
 * Asks for the removal of all factors of an account, at the request of an administrator. The owner gets a mail and can cancel
 * until the delay has passed. Without the delay, the factors are removed in the same append.
 *
 * @throws UnknownFactor, UnknownUser
 */
export async function askFactorReset(
  { log, rules }: Pick<CommandDependencies, 'log' | 'rules'>,
  userId: UserId,
  { reason, now: isImmediate = false }: z.output<typeof askResetInput>,
  cause: Cause,
): Promise<{ position: Position | null }> {
  const request = { reason: reason ?? null, now: cause.now, delayMs: rules.factorResetDelayMs };
  const { position } = await handle(log, cause, { user: userAt(userId) }, ({ user }) => ({
    user: isImmediate ? resetNow(user, request) : askReset(user, request),
  }));
  return { position };
}
