import { z } from 'zod';
import { attemptsOf } from '../../domain/attempts/attempts.js';
import { clearAttempts } from '../../domain/attempts/decisions.js';
import type { UserId } from '../../domain/ids.js';
import { unlocked } from '../../domain/sign-in/decisions.js';
import { signInsOf } from '../../domain/sign-in/sign-ins.js';
import { requireRegistered } from '../../domain/user/decisions.js';
import { userAt } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';

export const unlockInput = z.strictObject({ reason: z.string().max(200).optional() });

/**
 * Unlocks an account after too many failed attempts, for all locations.
 *
 * @throws UnknownUser
 */
export async function unlock(
  { log }: Pick<CommandDependencies, 'log'>,
  userId: UserId,
  { reason }: z.output<typeof unlockInput>,
  cause: Cause,
): Promise<{ position: Position | null }> {
  const { position } = await handle(
    log,
    cause,
    {
      user: userAt(userId),
      attempts: attemptsOf(userId, null),
      codes: attemptsOf(userId, null, 'factor'),
      firstSteps: attemptsOf(userId, null, 'first_step'),
      signIns: signInsOf(userId, cause.now),
    },
    ({ user }) => {
      const { id } = requireRegistered(user);
      return {
        attempts: clearAttempts(id),
        codes: clearAttempts(id),
        firstSteps: clearAttempts(id),
        signIns: unlocked(id, reason ?? null),
      };
    },
  );
  return { position };
}
