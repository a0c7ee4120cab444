import { existing, WrongPassword } from '../domain/user/decisions.js';
import { userAt } from '../domain/user/user.js';
import type { Registered } from '../domain/user/user.js';
import type { Position } from '../eventstore/port.js';
import type { CommandDependencies } from './dependencies.js';
import { load } from './handle.js';

export type Confirmed =
  { readonly done: null; readonly account: Registered; readonly hash: string } | { readonly done: Position };

/**
 * The account of a signed-in user who has just given the password again.
 *
 * @returns the account and the stored hash that the password was confirmed against; or, where this very
 *   command was carried out before, its position: the password may be another one since
 * @throws WrongPassword
 * @throws UnknownUser
 * @throws HasherBusy
 */
export async function confirmedAccount(
  { log, hasher }: Pick<CommandDependencies, 'log' | 'hasher'>,
  userId: string,
  password: string,
  commandId: string,
): Promise<Confirmed> {
  const { state, carriedOut } = await load(log, userAt(userId));
  const done = carriedOut(commandId);
  if (done !== null) return { done };
  const account = existing(state);
  const matches = await hasher.verify(password, account.password);
  if (!matches || account.password === null) throw new WrongPassword();
  return { done, account, hash: account.password };
}
