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
import { startSession } from '../steps/start-session.js';
import { findAccount } from '../steps/find-account.js';
import { handle, load } from '../handle.js';
import { newIdentity, usernameOf } from './new-identity.js';
import { countersOf } from '../steps/verify-password.js';
import type { SessionGrant } from '../steps/session-grant.js';

/** The identity provider says so. RFC 8176 has no word for it; this is the usual one. */
const AMR = ['fed'];

/** How often an account is looked for that somebody else is about to open. */
const LOOKS = 10;
const PAUSE_MS = 100;

/**
 * Signs somebody in whom an identity provider knows: to the account that the identity is linked to; else to the one that
 * has the same address, where both sides are sure of it; else to a new one.
 *
 * @throws SignInRefused the account is closed
 * @throws EmailMissing, EmailUnverified no account can be opened by what the provider says
 * @throws AccountExists the address has an account, which its user may link when signed in
 * @throws ProviderLinked that account is linked to another identity of this provider
 * @throws EmailTaken, IdentityTaken somebody claimed one of them a while ago, and has not opened the account
 */
export async function signInByIdentity(
  dependencies: CommandDependencies,
  proven: ProvenIdentity,
  cause: Cause,
): Promise<SessionGrant> {
  const account = await accountInTheEnd(dependencies, proven, cause);
  const counters = await countersOf(dependencies, account.id, cause);
  return await startSession(dependencies, account, { amr: AMR, provider: proven.provider, counters }, cause);
}

/**
 * Somebody may sign up in two browsers at once: who comes second enters the account of the first, as soon as there is
 * one. Where claims and accounts are appended one by one that is a moment after the claims.
 */
async function accountInTheEnd(
  ...wanted: [dependencies: CommandDependencies, proven: ProvenIdentity, cause: Cause]
): Promise<Registered> {
  for (let look = 1; ; look += 1) {
    try {
      return await accountOf(...wanted);
    } catch (error) {
      const claimed = error instanceof EmailTaken || error instanceof IdentityTaken;
      if (!claimed || look === LOOKS) throw error;
    }
    await sleep(PAUSE_MS);
  }
}

async function accountOf(
  dependencies: CommandDependencies,
  proven: ProvenIdentity,
  cause: Cause,
): Promise<Registered> {
  const identity = newIdentity(dependencies, proven);
  const linked = await linkedAccount(dependencies, identity.claim);
  if (linked !== null) return requireSignIn(linked);
  const { email } = proven;
  if (email === null) throw new EmailMissing();
  // Said before an account is looked for: what nobody has verified must not tell whether there is one.
  if (!email.verified) throw new EmailUnverified();
  const found = await findAccount(dependencies, email.address);
  return found.status === 'registered'
    ? await linkToAccount(dependencies, found, identity, email, cause)
    : await openAccount(dependencies, identity, email, usernameOf(proven, email.address), cause);
}

/** The account that an identity is linked to; a claim that was left behind names none. */
async function linkedAccount(
  { log }: CommandDependencies,
  claimStream: ClaimStream,
): Promise<Registered | null> {
  const { state: held } = await load(log, claimAt(claimStream));
  if (held.owner === null) return null;
  const { state: user } = await load(log, userAt(held.owner));
  if (user.status !== 'registered') return null;
  return user.identities.some((one) => one.claim === claimStream) ? user : null;
}

async function linkToAccount(
  { log }: CommandDependencies,
  account: Registered,
  identity: NewIdentity,
  email: ProvenAddress,
  cause: Cause,
): Promise<Registered> {
  const by = { ...cause, actor: `user:${account.id}` };
  const aggregates = { claim: claimAt(identity.claim), user: userAt(account.id) };
  const { states } = await handle(log, by, aggregates, ({ claim: held, user }) => {
    const linked = linkByAddress(user, identity, email);
    return linked.length === 0 ? {} : { claim: claimAgain(held, account.id, IdentityTaken), user: linked };
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
    (held) => ({
      address: claim(held.address, userId),
      identity: claim(held.identity, userId, IdentityTaken),
      user: registerByIdentity(held.user, account, identity, email),
    }),
  );
  return requireRegistered(states.user);
}
