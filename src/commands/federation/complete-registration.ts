import { z } from 'zod';
import { claimAt } from '../../domain/claim/claim.js';
import { claim, IdentityTaken } from '../../domain/claim/decisions.js';
import { requireCompletable } from '../../domain/policies/complete-registration.js';
import { pendingRegistrationOf } from '../../domain/pending-registration/pending-registration.js';
import { requireRegistered, LinkUsed } from '../../domain/user/decisions.js';
import { registerByIdentity } from '../../domain/user/identity-decisions.js';
import { userAt } from '../../domain/user/user.js';
import type { Registered } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import * as fields from '../input-schemas.js';
import { handle, load } from '../handle.js';

export const completeRegistrationInput = z.strictObject({ token: fields.linkToken });

/** The mailed link proves that the address belongs to the person. */
const PROVEN_BY_LINK = { verified: true, trusted: true };

/** Context in which a link is opened. */
interface LinkContext {
  /** Digest of the secret that the browser keeps; null: it keeps none. */
  readonly browser: string | null;
  /** Throws if the provider is not configured. */
  readonly requireProvider: (name: string) => void;
}

/**
 * Completes a registration by an identity, with the link that was mailed to its address.
 *
 * @throws LinkUsed the token is not authentic, or its link was used or has expired
 * @throws OtherBrowser the link was opened in another browser than the one that started the registration
 * @throws EmailTaken, IdentityTaken another account has claimed it first
 * @throws Error from `requireProvider`: a provider that was removed after the mail opens no account
 */
export async function completeRegistration(
  { log, linkTokens, emailClaimStream }: Pick<CommandDependencies, 'log' | 'linkTokens' | 'emailClaimStream'>,
  { token }: z.output<typeof completeRegistrationInput>,
  { browser, requireProvider }: LinkContext,
  cause: Cause,
): Promise<{ account: Registered; position: Position | null }> {
  const link = linkTokens.read('confirm-sign-up', token);
  if (link === null) throw new LinkUsed();
  const { userId, eventId } = link;
  const { state: pending } = await load(log, pendingRegistrationOf(userId));
  if (pending.status !== 'open') throw new LinkUsed();
  const { email, username, identity } = pending;
  requireProvider(identity.provider);
  const account = { email, username, claim: emailClaimStream(email) };
  const { states, position } = await handle(
    log,
    { ...cause, actor: `user:${userId}` },
    { address: claimAt(account.claim), identity: claimAt(identity.claim), user: userAt(userId) },
    (current) => {
      requireCompletable(pending, current.user, { event: eventId, browser }, cause.now);
      return {
        address: claim(current.address, userId),
        identity: claim(current.identity, userId, IdentityTaken),
        user: registerByIdentity(current.user, account, identity, PROVEN_BY_LINK),
      };
    },
  );
  return { account: requireRegistered(states.user), position };
}
