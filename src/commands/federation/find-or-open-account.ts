import { setTimeout as sleep } from 'node:timers/promises';
import { claimAt } from '../../domain/claim/claim.js';
import { claim, claimAgain, EmailTaken, IdentityTaken } from '../../domain/claim/decisions.js';
import { deriveId, userIdSchema } from '../../domain/ids.js';
import type { ClaimStream } from '../../domain/ids.js';
import { requireRegistered } from '../../domain/user/decisions.js';
import {
  EmailMissing,
  EmailUnverified,
  requireSignIn,
  linkByAddress,
  registerByIdentity,
} from '../../domain/user/identity-decisions.js';
import type { NewIdentity } from '../../domain/user/identity-decisions.js';
import { userAt } from '../../domain/user/user.js';
import type { Registered } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { ProvenAddress, ProvenIdentity } from '../../security/oauth/provider.js';
import type { CommandDependencies } from '../dependencies.js';
import { requireOpenWay } from '../steps/access/required-connection.js';
import { findAccount } from '../steps/find-account.js';
import { handle, load } from '../handle.js';
import { newIdentity, usernameOf } from './new-identity.js';

/** Maximum number of attempts to find an account that a concurrent sign-up is about to open. */
const MAX_ATTEMPTS = 10;
const PAUSE_MS = 100;

/**
 * Finds the account of an identity: the account that the identity is linked to, else the account with the same address if both
 * sides have verified it, else a new account.
 *
 * Retries while a concurrent sign-up of the same person holds the claims. On a store that appends to one stream at a time,
 * its account follows the claims a moment later; this sign-in then enters that account.
 *
 * @throws SsoRequired
 * @throws SignInRefused the account is deactivated
 * @throws EmailMissing, EmailUnverified the provider's claims are not enough to open an account
 * @throws AccountExists the address has an account; its user has to sign in to link the identity
 * @throws ProviderLinked that account is linked to another identity of this provider
 * @throws EmailTaken, IdentityTaken an interrupted registration holds the claim
 */
export async function findOrOpenAccount(
  dependencies: CommandDependencies,
  proven: ProvenIdentity,
  cause: Cause,
): Promise<Registered> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await findOrOpen(dependencies, proven, cause);
    } catch (error) {
      const isClaimed = error instanceof EmailTaken || error instanceof IdentityTaken;
      if (!isClaimed || attempt === MAX_ATTEMPTS) throw error;
    }
    await sleep(PAUSE_MS);
  }
}

async function findOrOpen(
  dependencies: CommandDependencies,
  proven: ProvenIdentity,
  cause: Cause,
): Promise<Registered> {
  const identity = newIdentity(dependencies, proven);
  const linked = await findLinkedAccount(dependencies, identity.claim);
  if (linked !== null) return requireSignIn(linked);
  const { email } = proven;
  if (email === null) throw new EmailMissing();
  // Checked before the lookup: the refusal of an unverified address must not reveal whether it has an account.
  if (!email.verified) throw new EmailUnverified();
  await requireOpenWay(dependencies, email.address, proven.provider);
  const found = await findAccount(dependencies, email.address);
  return found.status === 'registered'
    ? await linkToAccount(dependencies, found, identity, email, cause)
    : await openAccount(dependencies, identity, email, usernameOf(proven, email.address), cause);
}

/** Finds the account that an identity is linked to. A claim without its link leads to no account. */
async function findLinkedAccount(
  { log }: CommandDependencies,
  claimStream: ClaimStream,
): Promise<Registered | null> {
  const { state: current } = await load(log, claimAt(claimStream));
  if (current.owner === null) return null;
  const { state: user } = await load(log, userAt(current.owner));
  if (user.status !== 'registered') return null;
  return user.identities.some((identity) => identity.claim === claimStream) ? user : null;
}

async function linkToAccount(
  { log }: CommandDependencies,
  account: Registered,
  identity: NewIdentity,
  email: ProvenAddress,
  cause: Cause,
): Promise<Registered> {
  const userCause = { ...cause, actor: `user:${account.id}` };
  const aggregates = { claim: claimAt(identity.claim), user: userAt(account.id) };
  const { states } = await handle(log, userCause, aggregates, ({ claim: current, user }) => {
    const linked = linkByAddress(user, identity, email);
    return linked.length === 0 ? {} : { claim: claimAgain(current, account.id, IdentityTaken), user: linked };
  });
  return requireSignIn(states.user);
}

async function openAccount(
  { log, emailClaimStream }: CommandDependencies,
  identity: NewIdentity,
  email: ProvenAddress,
  username: string,
  cause: Cause,
): Promise<Registered> {
  const userId = deriveId(userIdSchema, 'user', cause.commandId);
  const account = { email: email.address, claim: emailClaimStream(email.address), username };
  const { states } = await handle(
    log,
    cause,
    { address: claimAt(account.claim), identity: claimAt(identity.claim), user: userAt(userId) },
    (current) => ({
      address: claim(current.address, userId),
      identity: claim(current.identity, userId, IdentityTaken),
      user: registerByIdentity(current.user, account, identity, email),
    }),
  );
  return requireRegistered(states.user);
}
