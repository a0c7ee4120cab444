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

/** The address has just been shown to be theirs. */
const SHOWN = { verified: true, trusted: true };

/** Where a link is opened. */
interface Place {
  /** The digest of what the browser keeps; null: nothing. */
  readonly browser: string | null;
  /** Throws where there is no such provider any more. */
  readonly requireProvider: (name: string) => void;
}

/**
 * Opens the account of somebody whom a provider knows, by the link that was mailed to the address.
 *
 * @throws LinkUsed the token is not authentic, or its link was used or has expired
 * @throws OtherBrowser
 * @throws EmailTaken, IdentityTaken somebody was faster
 * @throws what `requireProvider` throws: a provider that was switched off after the mail opens no account, either
 */
export async function completeRegistration(
  { log, linkTokens, emailClaimStream }: Pick<CommandDependencies, 'log' | 'linkTokens' | 'emailClaimStream'>,
  { token }: z.output<typeof completeRegistrationInput>,
  { browser, requireProvider }: Place,
  cause: Cause,
): Promise<{ account: Registered; position: Position | null }> {
  const link = linkTokens.read('confirm-sign-up', token);
  if (link === null) throw new LinkUsed();
  const { userId, eventId } = link;
  const { state: offer } = await load(log, pendingRegistrationOf(userId));
  if (offer.status !== 'open') throw new LinkUsed();
  const { email, username, identity } = offer;
  requireProvider(identity.provider);
  const account = { email, username, claim: emailClaimStream(email) };
  const { states, position } = await handle(
    log,
    { ...cause, actor: `user:${userId}` },
    { address: claimAt(account.claim), identity: claimAt(identity.claim), user: userAt(userId) },
    (held) => {
      requireCompletable(offer, held.user, { event: eventId, browser }, cause.now);
      return {
        address: claim(held.address, userId),
        identity: claim(held.identity, userId, IdentityTaken),
        user: registerByIdentity(held.user, account, identity, SHOWN),
      };
    },
  );
  return { account: requireRegistered(states.user), position };
}
