import { z } from 'zod';
import type { UserId } from '../../domain/ids.js';
import {
  demandSecondFactor as demand,
  releaseSecondFactor as release,
} from '../../domain/user/factors/factor-decisions.js';
import { userAt } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';
import { changeFactors } from './change-factors.js';
import type { SignedIn } from './change-factors.js';

export const demandInput = z.strictObject({ reason: z.string().max(200).optional() });

/** Demand for a second factor, or its end. */
export type Demand = 'demand' | 'release';

const DECISIONS = { demand, release };

/**
 * Demands a second factor of an account, or lifts the demand, at the request of an administrator. Without a factor, the next
 * sign-in has to enrol one, and sessions end at their next refresh.
 *
 * @throws UnknownUser
 */
export async function demandByAdmin(
  { log }: Pick<CommandDependencies, 'log'>,
  userId: UserId,
  change: Demand,
  { reason }: z.output<typeof demandInput>,
  cause: Cause,
): Promise<{ position: Position | null }> {
  const { position } = await handle(log, cause, { user: userAt(userId) }, ({ user }) => ({
    user: DECISIONS[change](user, 'admin', reason ?? null),
  }));
  return { position };
}

/**
 * Demands a second factor of the own account, such as a passkey beside the password, or lifts that demand.
 *
 * @throws SessionOver, ReauthenticationRequired
 * @throws SecondFactorDemanded an administrator has demanded the factor
 */
export async function demandByUser(
  dependencies: Pick<CommandDependencies, 'log' | 'webauthn'>,
  caller: SignedIn,
  change: Demand,
  cause: Cause,
) {
  return await changeFactors(dependencies, caller, cause, (account) =>
    DECISIONS[change](account, 'user', null),
  );
}
