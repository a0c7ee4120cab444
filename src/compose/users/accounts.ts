import { deactivate } from '../../commands/accounts/deactivate.js';
import { importUsers } from '../../commands/accounts/import/import-users.js';
import { importedUserId } from '../../commands/accounts/import/user-line.js';
import * as fields from '../../commands/input-schemas.js';
import { load } from '../../commands/handle.js';
import { findAccount } from '../../commands/steps/find-account.js';
import { InvalidConfiguration } from '../../config/invalid-configuration.js';
import type { Config } from '../../config/config.js';
import { userIdSchema } from '../../domain/ids.js';
import type { UserId } from '../../domain/ids.js';
import type { EmailAddress } from '../../domain/user/email-address.js';
import { userAt } from '../../domain/user/user.js';
import type { Registered } from '../../domain/user/user.js';
import { listUsers } from '../../projections/views/accounts/query.js';
import { emailClaimStreams } from '../../security/keys/claim-streams.js';
import type { Infrastructure } from '../infrastructure.js';
import { withInfrastructure } from '../maintenance/with-infrastructure.js';
import { systemContext } from '../signing.js';

/** Account as an operator sees it. It has no secret. */
export interface ShownAccount {
  readonly user_id: UserId;
  readonly email: string;
  readonly username: string;
  readonly is_active: boolean;
  readonly is_verified: boolean;
  readonly has_password: boolean;
  readonly factors: readonly string[];
  readonly identities: readonly string[];
  readonly is_being_erased: boolean;
}

/** The command names no account, or cannot be carried out on it. */
export class AccountRefused extends Error {
  override readonly name = 'AccountRefused';
}

type Show = (account: ShownAccount) => void;

/** Source of the accounts that an operator opens. */
const OPERATOR = 'operator';
const PAGE = 500;

/**
 * Opens an account without a password. Its person sets one by a reset, or signs in by a mailed link.
 *
 * @throws InvalidConfiguration the address or the name is malformed
 * @throws AccountRefused the address has an account
 */
export async function createAccount(
  config: Config,
  options: { readonly email: string; readonly username: string | null; readonly isVerified: boolean },
  show: Show,
): Promise<string> {
  const email = parseEmail(options.email);
  const username = fields.username.safeParse(options.username ?? email.slice(0, email.lastIndexOf('@')));
  if (!username.success)
    throw new InvalidConfiguration('--username must be a visible name of 1 to 64 characters');
  return await withInfrastructure(config, async (infrastructure) => {
    const { log, masterSecret } = infrastructure;
    const cause = causeOf(infrastructure);
    const userId = importedUserId(OPERATOR, cause.commandId);
    const user = {
      email,
      claim: emailClaimStreams(masterSecret)(email),
      username: username.data,
      passwordHash: null,
      verified: options.isVerified,
      active: true,
      source: OPERATOR,
      registeredAt: null,
    };
    const [outcome] = await importUsers({ log }, [{ userId, user }], null, cause);
    if (outcome !== 'imported') throw new AccountRefused(`the account was not opened: ${String(outcome)}`);
    show(shownOf(await requireAccount(infrastructure, userId)));
    return `${userId} is open.`;
  });
}

/**
 * Shows an account by its id or address, as the log has it.
 *
 * @throws AccountRefused there is no such account
 */
export async function showAccount(config: Config, user: string, show: Show): Promise<string | null> {
  return await withInfrastructure(config, async (infrastructure) => {
    const account = await requireAccount(infrastructure, user);
    show(shownOf(account));
    return `${account.id} is at revision ${String(account.revision)}.`;
  });
}

/** Lists the accounts of the read model in the order of their registration. */
export async function listAccounts(
  config: Config,
  show: (row: Awaited<ReturnType<typeof listUsers>>[number]) => void,
): Promise<string> {
  return await withInfrastructure(config, async ({ pool }) => {
    let count = 0;
    let afterId = 0;
    for (let isFull = true; isFull;) {
      const page = await listUsers(pool, { email: null, status: null }, { afterId, limit: PAGE });
      for (const row of page) show(row);
      count += page.length;
      afterId = page.at(-1)?.id ?? afterId;
      isFull = page.length === PAGE;
    }
    return `${String(count)} accounts.`;
  });
}

/**
 * Deactivates an account by its id or address, which ends its sessions.
 *
 * @throws AccountRefused there is no such account
 * @throws LastAdministrator
 */
export async function deactivateAccount(
  config: Config,
  { user, reason }: { readonly user: string; readonly reason: string | null },
  show: Show,
): Promise<string> {
  return await withInfrastructure(config, async (infrastructure) => {
    const { id } = await requireAccount(infrastructure, user);
    const input = reason === null ? {} : { reason };
    const { account } = await deactivate(infrastructure, id, input, causeOf(infrastructure), null);
    show(shownOf(account));
    return `${id} is inactive.`;
  });
}

/** @throws AccountRefused */
async function requireAccount({ log, masterSecret }: Infrastructure, user: string): Promise<Registered> {
  const id = userIdSchema.safeParse(user).data;
  const emailClaimStream = emailClaimStreams(masterSecret);
  const found =
    id === undefined
      ? await findAccount({ log, emailClaimStream }, parseEmail(user))
      : (await load(log, userAt(id))).state;
  if (found.status !== 'registered') throw new AccountRefused('there is no account with this id or address');
  return found;
}

/** @throws InvalidConfiguration */
function parseEmail(text: string): EmailAddress {
  const email = fields.email.safeParse(text).data;
  if (email === undefined)
    throw new InvalidConfiguration('the argument must be the id of a user or an email address');
  return email;
}

function causeOf({ now }: Infrastructure) {
  return { ...systemContext(now), actor: 'operator' };
}

function shownOf(account: Registered): ShownAccount {
  return {
    user_id: account.id,
    email: account.email,
    username: account.username,
    is_active: account.active,
    is_verified: account.verified,
    has_password: account.password !== null,
    factors: account.factors.map(({ kind }) => kind),
    identities: account.identities.map(({ provider }) => provider),
    is_being_erased: account.erasure !== null,
  };
}
