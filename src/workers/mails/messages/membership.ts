import type { Registered } from '../../../domain/user/user.js';
import { defineMail } from '../define-mail.js';
import type { AddressedMail } from '../define-mail.js';
import { greetingName } from '../greeting-name.js';
import { utcMinute } from '../utc-minute.js';

const UNEXPECTED = 'If you did not expect this, ask an owner of the organisation.';

/** Notifies a person who was made a member without an invitation. */
export const memberAdded = defineMail({
  name: 'member-added',
  causedBy: 'MembershipStarted',
  appliesTo: ({ via }) => via === 'administrator',
  compose: ({ event, user, organization }) =>
    notice(
      user,
      'You are a member of an organisation',
      `Since ${utcMinute(event.occurredAt)}, you are a member of ${named(organization)}.`,
    ),
});

/** Notifies a person who was removed from an organisation. */
export const memberRemoved = defineMail({
  name: 'member-removed',
  causedBy: 'MembershipEnded',
  appliesTo: ({ reason }) => reason === 'removed',
  compose: ({ event, user, organization }) =>
    notice(
      user,
      'Your membership of an organisation ended',
      `You were removed from ${named(organization)} on ${utcMinute(event.occurredAt)}. Your account stays as it is.`,
    ),
});

/** Notifies a new owner of an organisation. */
export const ownerAdded = defineMail({
  name: 'owner-added',
  causedBy: 'OwnerAdded',
  compose: ({ event, user, organization }) =>
    notice(
      user,
      'You own an organisation',
      `Since ${utcMinute(event.occurredAt)}, you are an owner of ${named(organization)}.`,
    ),
});

/** Notifies a person who is an owner no more. */
export const ownerRemoved = defineMail({
  name: 'owner-removed',
  causedBy: 'OwnerRemoved',
  compose: ({ event, user, organization }) =>
    notice(
      user,
      'You no longer own an organisation',
      `Since ${utcMinute(event.occurredAt)}, you are no longer an owner of ${named(organization)}.`,
    ),
});

/** Returns the name of an organisation, if it can be shown in a mail. */
function named(organization: string | null): string {
  return (organization === null ? null : greetingName(organization)) ?? 'an organisation';
}

function notice({ email, username }: Registered, subject: string, text: string): AddressedMail {
  return { to: email, subject, username, paragraphs: [text], ifUnexpected: UNEXPECTED };
}
