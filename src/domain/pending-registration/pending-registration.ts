import type { Aggregate } from '../aggregate.js';
import { defineCategory } from '../category.js';
import { Erased } from '../event.js';
import type { Recorded } from '../event.js';
import type { NewIdentity } from '../user/identity-decisions.js';
import { pendingRegistrationEvents } from './events.js';
import type { PendingRegistrationEvent } from './events.js';

/** An account that somebody may open, once the address is confirmed. */
export interface OpenRegistration {
  readonly status: 'open';
  readonly identity: NewIdentity;
  readonly email: string;
  readonly username: string;
  /** The event that a link names. */
  readonly event: string;
  readonly expires: Date;
  readonly browser: string;
}

/** It is taken once there is the account. */
export type PendingRegistration = { readonly status: 'none' } | OpenRegistration;

export const pendingRegistrations = defineCategory({
  prefix: 'sign_up',
  events: pendingRegistrationEvents,
  subject: 'data_user',
});

/** @param userId of the account to be */
export function pendingRegistrationOf(
  userId: string,
): Aggregate<PendingRegistration, PendingRegistrationEvent> {
  return pendingRegistrations.aggregate<PendingRegistration, PendingRegistrationEvent>(userId, {
    initial: { status: 'none' },
    evolve: (_, event) => open(event),
  });
}

function open({ id, data }: Recorded<PendingRegistrationEvent>): PendingRegistration {
  const { provider, issuer, subject, label, claim, email, username } = data;
  if (
    subject instanceof Erased ||
    label instanceof Erased ||
    email instanceof Erased ||
    username instanceof Erased
  )
    return { status: 'none' };
  return {
    status: 'open',
    identity: { provider, issuer, subject, label, claim },
    email,
    username,
    event: id,
    expires: new Date(data.expires_at),
    browser: data.browser,
  };
}
