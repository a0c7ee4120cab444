import type { z } from 'zod';
import type { Registered } from '../../domain/user/user.js';
import type { Position } from '../../eventstore/port.js';
import type { Caller } from '../http/requests/request-context.js';
import type { RouteDependencies } from '../routes/dependencies.js';
import { toUserJson, userJson } from './user-json.js';

/** An account that a command has changed. */
interface ChangedAccount {
  readonly account: Registered;
  readonly position: Position | null;
}

interface AccountAnswer {
  readonly status: 200;
  readonly body: z.input<typeof userJson>;
  readonly position: Position | null;
  readonly revision: number;
  readonly user?: string;
}

/** The answers of a route that ends with `accountAnswer`. */
export const accountAnswers = { 200: { description: 'The account.', body: userJson } };

/**
 * Answers with the account after a command. The sequence number comes from the read model once that has reached the
 * command; until then it is null.
 */
export async function accountAnswer(
  { findUserNumber, waitForReadModels }: Pick<RouteDependencies, 'findUserNumber' | 'waitForReadModels'>,
  caller: Caller,
  { account, position }: ChangedAccount,
): Promise<AccountAnswer> {
  const consistent = position === null || (await waitForReadModels(position));
  return {
    status: 200,
    body: toUserJson(account, consistent ? await findUserNumber(account.id) : null),
    position,
    revision: account.revision,
    ...(caller.kind === 'anonymous' && { user: account.id }),
  };
}
