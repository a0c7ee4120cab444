import { z } from 'zod';
import { claimAt } from '../../domain/claim/claim.js';
import { claim, IdentityTaken } from '../../domain/claim/decisions.js';
import type { ClaimStream, UserId } from '../../domain/ids.js';
import { requireCompletable } from '../../domain/policies/complete-registration.js';
import { pendingRegistrationOf } from '../../domain/pending-registration/pending-registration.js';
import type { OpenRegistration } from '../../domain/pending-registration/pending-registration.js';
import { requireRegistered, LinkUsed } from '../../domain/user/decisions.js';
import { registerByIdentity, registerByMail } from '../../domain/user/identity-decisions.js';
import type { NewIdentity } from '../../domain/user/identity-decisions.js';
import { userAt } from '../../domain/user/user.js';
import type { Registered, User } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { requireOpenWay } from '../steps/access/required-connection.js';
import * as fields from '../input-schemas.js';
import { handle, load } from '../handle.js';

export const completeRegistrationInput = z.strictObject({ token: fields.linkToken });

/** The mailed link proves that the address belongs to the person. */
const PROVEN_BY_LINK = { verified: true, trusted: true };

type Dependencies = Pick<
  CommandDependencies,
  'log' | 'linkTokens' | 'emailClaimStream' | 'requiredConnection'
> & {
  readonly rules: Pick<CommandDependencies['rules'], 'passwordlessSignUp'>;
};

/** Context in which a link is opened. */
interface LinkContext {
  /** Digest of the secret that the browser keeps; null: it keeps none. */
  readonly browser: string | null;
  /** Binding of the browser or app, for a sign-up by mail alone; null: it shows none. */
  readonly request: string | null;
  /** Throws if the provider is not configured. */
  readonly requireProvider: (name: string) => void;
}

interface Completed {
  readonly account: Registered;
  readonly position: Position | null;
}

/** A registration whose link was opened, and the account that it opens. */
interface Completion {
  readonly userId: UserId;
  readonly account: {
    readonly email: OpenRegistration['email'];
    readonly username: string;
    readonly claim: ClaimStream;
  };
  /** Throws unless the link can complete the registration. */
  readonly requireUsable: (user: User) => void;
  readonly cause: Cause;
}

/**
 * Completes a registration with the link that was mailed to its address.
 *
 * @throws LinkUsed the token is not authentic, or its link was used or has expired
 * @throws SsoRequired
 * @throws OtherBrowser the link was opened in another browser than the one that started the registration
 * @throws EmailTaken, IdentityTaken another account has claimed it first
 * @throws Error from `requireProvider`: a provider that was removed after the mail opens no account
 */
export async function completeRegistration(
  dependencies: Dependencies,
  { token }: z.output<typeof completeRegistrationInput>,
  { browser, request, requireProvider }: LinkContext,
  cause: Cause,
): Promise<Completed> {
  const { log, linkTokens, emailClaimStream, rules } = dependencies;
  const link = linkTokens.read('confirm-sign-up', token);
  if (link === null) throw new LinkUsed();
  const { userId, eventId: event } = link;
  const { state: pending } = await load(log, pendingRegistrationOf(userId));
  if (pending.status !== 'open') throw new LinkUsed();
  const { email, username, identity } = pending;
  if (identity === null && !rules.passwordlessSignUp) throw new LinkUsed();
  if (identity !== null) requireProvider(identity.provider);
  await requireOpenWay(dependencies, email, identity?.provider);
  const presented = { event, browser: identity === null ? request : browser };
  const completion: Completion = {
    userId,
    account: { email, username, claim: emailClaimStream(email) },
    requireUsable: (user) => {
      requireCompletable(pending, user, presented, cause.now);
    },
    cause: { ...cause, actor: `user:${userId}` },
  };
  return identity === null
    ? await openByMail({ log }, completion)
    : await openByIdentity({ log }, identity, completion);
}

async function openByMail(
  { log }: Pick<CommandDependencies, 'log'>,
  { userId, account, requireUsable, cause }: Completion,
): Promise<Completed> {
  const aggregates = { address: claimAt(account.claim), user: userAt(userId) };
  const { states, position } = await handle(log, cause, aggregates, ({ address, user }) => {
    requireUsable(user);
    return { address: claim(address, userId), user: registerByMail(user, account) };
  });
  return { account: requireRegistered(states.user), position };
}

async function openByIdentity(
  { log }: Pick<CommandDependencies, 'log'>,
  identity: NewIdentity,
  { userId, account, requireUsable, cause }: Completion,
): Promise<Completed> {
  const { states, position } = await handle(
    log,
    cause,
    { address: claimAt(account.claim), identity: claimAt(identity.claim), user: userAt(userId) },
    (current) => {
      requireUsable(current.user);
      return {
        address: claim(current.address, userId),
        identity: claim(current.identity, userId, IdentityTaken),
        user: registerByIdentity(current.user, account, identity, PROVEN_BY_LINK),
      };
    },
  );
  return { account: requireRegistered(states.user), position };
}
