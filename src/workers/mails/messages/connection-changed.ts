import { defineMail } from '../define-mail.js';
import { greetingName } from '../greeting-name.js';
import { utcMinute } from '../utc-minute.js';

/** Each change of a connection, and its words after "a connection to an identity provider". */
const CHANGES = {
  ConnectionAdded: ['connection-added', 'was added'],
  ConnectionChanged: ['connection-changed', 'was changed'],
  CertificateAdded: ['certificate-added', 'got a further certificate'],
  CertificateRetired: ['certificate-retired', 'lost a certificate'],
  ConnectionEnabled: ['connection-enabled', 'was enabled: members can sign in by it'],
  ConnectionDisabled: ['connection-disabled', 'was disabled: nobody can sign in by it'],
  ConnectionRemoved: ['connection-removed', 'was removed'],
} as const;

/** Notifies the owners of an organisation of every change of a connection, which has power over every member. */
export const connectionChanged = [
  noticeOf('ConnectionAdded'),
  noticeOf('ConnectionChanged'),
  noticeOf('CertificateAdded'),
  noticeOf('CertificateRetired'),
  noticeOf('ConnectionEnabled'),
  noticeOf('ConnectionDisabled'),
  noticeOf('ConnectionRemoved'),
];

function noticeOf(causedBy: keyof typeof CHANGES) {
  const [name, words] = CHANGES[causedBy];
  return defineMail({
    name,
    causedBy,
    toOwners: true,
    compose: ({ event, user: { email, username }, organization }) => ({
      to: email,
      subject: 'The sign-in of your organisation was changed',
      username,
      paragraphs: [
        `On ${utcMinute(event.occurredAt)}, a connection of ${named(organization)} to an identity provider ${words}.`,
        'An identity provider that is connected can sign in every member of the organisation.',
      ],
      ifUnexpected: 'If you did not expect this, disable the connection and look who changed it.',
    }),
  });
}

function named(organization: string | null): string {
  return (organization === null ? null : greetingName(organization)) ?? 'your organisation';
}
