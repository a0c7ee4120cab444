import { administrators } from '../../../domain/roles/holders.js';
import type { Administrators } from '../../../domain/roles/holders.js';
import type { UserId } from '../../../domain/ids.js';
import { canSignIn } from '../../../domain/user/decisions.js';
import type { UserEvent } from '../../../domain/user/events.js';
import { userAt } from '../../../domain/user/user.js';
import type { User } from '../../../domain/user/user.js';
import type { Aggregate } from '../../../domain/aggregate.js';
import { loadState } from '../../../eventstore/folding/load-state.js';
import type { CommandDependencies } from '../../dependencies.js';

type AccountKey = `account ${UserId}`;

/** The accounts of the administrators, as further streams of a command that must leave one of them open. */
type AdministratorAccounts = Readonly<Record<AccountKey, Aggregate<User, UserEvent>>>;

/** Finds the accounts of the administrators. An administrator that is added afterwards counts as closed. */
export async function administratorAccounts({
  log,
}: Pick<CommandDependencies, 'log'>): Promise<AdministratorAccounts> {
  const { users } = await loadState(log, administrators);
  return Object.fromEntries([...users].map((id) => [accountKey(id), userAt(id)]));
}

/** Returns the administrators whose accounts are open. */
export function openAdministrators(
  facts: Readonly<Record<AccountKey, User>> & { readonly administrators: Administrators },
): UserId[] {
  return [...facts.administrators.users].filter((id) => {
    const account: User | undefined = facts[accountKey(id)];
    return account !== undefined && canSignIn(account);
  });
}

function accountKey(id: UserId): AccountKey {
  return `account ${id}`;
}
