import type { z } from 'zod';
import type { Registered } from '../../domain/user/user.js';
import type { Position } from '../../eventstore/port.js';
import type { RouteDependencies } from '../routes/dependencies.js';
import { toUserJson } from './user-json.js';
import type { userJson } from './user-json.js';

/**
 * An account after a command, as clients see it. Its number comes from the read model, once that has
 * reached the command; until then it is null.
 */
export async function accountAnswer(
  { findUser, waitForReadModels }: RouteDependencies,
  account: Registered,
  position: Position | null,
): Promise<z.input<typeof userJson>> {
  const consistent = position === null || (await waitForReadModels(position));
  const row = consistent ? await findUser(account.id) : null;
  return toUserJson(account, row?.id ?? null);
}
