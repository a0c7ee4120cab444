import { administrators } from '../../../domain/roles/holders.js';
import type { Administrators } from '../../../domain/roles/holders.js';
import type { AdministratorEvent } from '../../../domain/roles/events.js';
import { requireOtherAdministrator } from '../../../domain/roles/holder-decisions.js';
import type { UserId } from '../../../domain/ids.js';
import { canSignIn } from '../../../domain/user/decisions.js';
import type { UserEvent } from '../../../domain/user/events.js';
import { userAt } from '../../../domain/user/user.js';
import type { User } from '../../../domain/user/user.js';
import { skippingUnreadable } from '../../../domain/aggregate.js';
import type { Aggregate } from '../../../domain/aggregate.js';
import { loadState } from '../../../eventstore/folding/load-state.js';
import type { CommandDependencies } from '../../dependencies.js';

type AccountKey = `account ${UserId}`;

/** The accounts of the administrators, as further streams of a command that must leave one of them open. */
type AdministratorAccounts = Readonly<Record<AccountKey, Aggregate<User, UserEvent>>>;

/** The streams that decide whether a command may close an account. */
type ClosingStreams = AdministratorAccounts & {
  readonly administrators: Aggregate<Administrators, AdministratorEvent>;
};

/** The state of the accounts of the administrators. */
type AccountFacts = Readonly<Record<AccountKey, User>> & { readonly administrators: Administrators };

/** Finds the accounts of the administrators. An administrator that is added afterwards counts as closed. */
export async function administratorAccounts({
  log,
}: Pick<CommandDependencies, 'log'>): Promise<AdministratorAccounts> {
  const { users } = await loadState(log, administrators);
  return accountsOf([...users], userAt);
}

/**
 * Finds the streams that decide whether a command may close an account: only that of an administrator needs the other accounts.
 * An event that this release cannot read does not prevent it.
 */
export async function closingStreams(
  { log }: Pick<CommandDependencies, 'log'>,
  userId: UserId,
): Promise<ClosingStreams> {
  const listed = skippingUnreadable(administrators);
  const { users } = await loadState(log, listed);
  const others = users.has(userId) ? [...users].filter((id) => id !== userId) : [];
  return { ...accountsOf(others, (id) => skippingUnreadable(userAt(id))), administrators: listed };
}

/**
 * Returns the events that close an account, if another administrator stays.
 *
 * @throws LastAdministrator
 */
export function closing(facts: AccountFacts & { readonly user: User }, events: UserEvent[]): UserEvent[] {
  const { user } = facts;
  if (events.length > 0 && facts.administrators.users.has(user.id) && isOpen(user))
    requireOtherAdministrator(user.id, openAdministrators(facts));
  return events;
}

/** Returns the administrators whose accounts are open. */
export function openAdministrators(facts: AccountFacts): UserId[] {
  return [...facts.administrators.users].filter((id) => {
    const account: User | undefined = facts[accountKey(id)];
    return account !== undefined && isOpen(account);
  });
}

/** An account that waits for its erasure is closed: nobody may cancel it. */
function isOpen(account: User): boolean {
  return canSignIn(account) && account.erasure === null;
}

function accountsOf(
  users: readonly UserId[],
  accountOf: (id: UserId) => Aggregate<User, UserEvent>,
): AdministratorAccounts {
  return Object.fromEntries(users.map((id) => [accountKey(id), accountOf(id)]));
}

function accountKey(id: UserId): AccountKey {
  return `account ${id}`;
}
