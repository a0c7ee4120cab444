import type { Aggregate } from '../aggregate.js';
import { defineCategory } from '../category.js';
import { ERASED, Erased } from '../event.js';
import type { Recorded } from '../event.js';
import type { EventId, UserId } from '../ids.js';
import type { EmailAddress } from '../user/email-address.js';
import type { NewIdentity } from '../user/identity-decisions.js';
import { pendingRegistrationEvents } from './events.js';
import type { PendingRegistrationEvent } from './events.js';

/** A registration that awaits the confirmation of its address. */
export interface OpenRegistration {
  readonly status: 'open';
  /** The identity that asks for the account; null for a registration by mail alone. */
  readonly identity: NewIdentity | null;
  readonly email: EmailAddress;
  readonly username: string;
  /** The event that the link's token names. */
  readonly event: EventId;
  readonly expires: Date;
  readonly browser: string;
}

/** It stays open in its own stream; the account's stream shows whether it was completed. */
export type PendingRegistration = { readonly status: 'none' } | OpenRegistration;

export const pendingRegistrations = defineCategory({
  prefix: 'sign_up',
  events: pendingRegistrationEvents,
  subject: 'data_user',
  origins: 'offers',
});

/** @param userId the id of the future account */
export function pendingRegistrationOf(
  userId: UserId,
): Aggregate<PendingRegistration, PendingRegistrationEvent> {
  return pendingRegistrations.aggregate<PendingRegistration, PendingRegistrationEvent>(userId, {
    initial: { status: 'none' },
    evolve: (_, event) => openRegistration(event),
  });
}

function openRegistration({ id, data }: Recorded<PendingRegistrationEvent>): PendingRegistration {
  const { email, username } = data;
  const identity = identityIn(data);
  if (identity instanceof Erased || email instanceof Erased || username instanceof Erased)
    return { status: 'none' };
  return {
    status: 'open',
    identity,
    email,
    username,
    event: id,
    expires: new Date(data.expires_at),
    browser: data.browser,
  };
}

/** Returns the identity of an offer; null if it has none. */
function identityIn(data: PendingRegistrationEvent['data']): NewIdentity | Erased | null {
  const { provider, issuer, subject, label, claim } = data;
  if (subject instanceof Erased || label instanceof Erased) return ERASED;
  if (provider === null || issuer === null || subject === null || label === null || claim === null)
    return null;
  return { provider, issuer, subject, label, claim };
}
