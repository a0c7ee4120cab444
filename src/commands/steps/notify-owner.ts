import type { ClaimStream } from '../../domain/ids.js';
import { signUpRepeated } from '../../domain/sign-in/decisions.js';
import { signInsOf } from '../../domain/sign-in/sign-ins.js';
import type { Cause } from '../../eventstore/codec.js';
import type { EventLog } from '../../eventstore/event-log.js';
import { appendUnread } from '../append-changes.js';
import { findClaimedAccount } from './find-account.js';

/**
 * Notifies the owner of an address by mail that somebody tried to sign up with it.
 *
 * @returns false if the address has no account
 */
export async function notifyOwner(log: EventLog, claim: ClaimStream, cause: Cause): Promise<boolean> {
  const account = await findClaimedAccount(log, claim);
  if (account.status !== 'registered') return false;
  // Strangers can lengthen the stream, and reading it would take longer each time.
  await appendUnread(log, signInsOf(account.id, cause.now), signUpRepeated(account.id), cause);
  return true;
}
