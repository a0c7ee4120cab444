import { z } from 'zod';
import type { UserId } from '../../domain/ids.js';
import { atRevision, requireRegistered, updateProfile as update } from '../../domain/user/decisions.js';
import { userAt } from '../../domain/user/user.js';
import type { Registered } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import * as fields from '../input-schemas.js';
import { handle } from '../handle.js';

export const updateProfileInput = z.strictObject({ username: fields.username });

/**
 * Updates the profile fields that a user may change without a confirmation.
 *
 * @param ifRevision revision that the caller expects the account to have; null: any
 * @throws RevisionMismatch
 */
export async function updateProfile(
  { log }: CommandDependencies,
  caller: { userId: UserId },
  input: z.output<typeof updateProfileInput>,
  cause: Cause,
  ifRevision: number | null,
): Promise<{ account: Registered; position: Position | null }> {
  const { states, position } = await handle(log, cause, { user: userAt(caller.userId) }, ({ user }) => ({
    user: update(atRevision(user, ifRevision), input),
  }));
  return { account: requireRegistered(states.user), position };
}
