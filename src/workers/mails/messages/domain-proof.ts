import { PROOF_GRACE_MS } from '../../../domain/organization/domain-decisions.js';
import { defineMail } from '../define-mail.js';
import { organizationLabel } from '../organization-label.js';
import { utcMinute } from '../utc-minute.js';

const LIST = 'The list of domains of the organisation shows the domain with the record.';

/** Warns the owners of an organisation that a domain lapses unless its DNS record comes back. */
export const domainProofMissed = defineMail({
  name: 'domain-proof-missed',
  causedBy: 'DomainProofMissed',
  toOwners: true,
  compose: ({ event, user: { email, username }, organization }) => ({
    to: email,
    subject: 'The DNS record of a domain is missing',
    username,
    paragraphs: [
      `On ${utcMinute(event.occurredAt)}, the DNS record that proves a domain of ${organizationLabel(organization)} was not found.`,
      `Restore the record before ${utcMinute(new Date(event.occurredAt.getTime() + PROOF_GRACE_MS))}. Otherwise the domain is no longer verified, and its addresses open no accounts. ${LIST}`,
    ],
    ifUnexpected: 'If you gave up the domain, remove it from the organisation.',
  }),
});

/** Notifies the owners of an organisation that a domain is no longer verified. */
export const domainLapsed = defineMail({
  name: 'domain-lapsed',
  causedBy: 'DomainVerificationLapsed',
  toOwners: true,
  compose: ({ event, user: { email, username }, organization }) => ({
    to: email,
    subject: 'A domain is no longer verified',
    username,
    paragraphs: [
      `On ${utcMinute(event.occurredAt)}, a domain of ${organizationLabel(organization)} lapsed, because its DNS record was missing for a week.`,
      `Its addresses open no accounts in the organisation any more. Members stay, and people with its addresses can sign in by every way of their accounts. To use the domain again, restore the record and verify the domain. ${LIST}`,
    ],
    ifUnexpected: 'If you gave up the domain, remove it from the organisation.',
  }),
});
