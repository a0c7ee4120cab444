import { defineMail } from '../define-mail.js';
import { organizationLabel } from '../organization-label.js';
import { utcMinute } from '../utc-minute.js';

const CONNECTION = 'An identity provider that is connected can sign in every member of the organisation.';
const KEY = 'Identity providers that verify the requests of this service need the certificate of its key.';
const DOMAIN =
  'The connection of an organisation opens and links accounts with addresses of its verified domains.';
const ENFORCEMENT = 'A connection that is enforced is the only way to sign in with addresses of the domain.';
const POLICY = 'The policy decides which sessions of members may use the organisation.';

/** Each change with its name, its words before and after the organisation, and its meaning. */
const CHANGES = {
  ConnectionAdded: ['connection-added', 'a connection of', 'to an identity provider was added', CONNECTION],
  ConnectionChanged: [
    'connection-changed',
    'a connection of',
    'to an identity provider was changed',
    CONNECTION,
  ],
  CertificateAdded: ['certificate-added', 'a connection of', 'got a further certificate', CONNECTION],
  CertificateRetired: ['certificate-retired', 'a connection of', 'lost a certificate', CONNECTION],
  ConnectionKeyAdded: ['connection-key-added', 'a connection of', 'got the next key of this service', KEY],
  ConnectionKeySwitched: [
    'connection-key-switched',
    'a connection of',
    'began to sign with the next key of this service',
    KEY,
  ],
  ConnectionEnabled: [
    'connection-enabled',
    'a connection of',
    'to an identity provider was enabled',
    CONNECTION,
  ],
  ConnectionDisabled: [
    'connection-disabled',
    'a connection of',
    'to an identity provider was disabled',
    CONNECTION,
  ],
  ConnectionRemoved: [
    'connection-removed',
    'a connection of',
    'to an identity provider was removed',
    CONNECTION,
  ],
  DomainVerified: ['domain-verified', 'a domain of', 'was verified', DOMAIN],
  DomainEnforcementSet: [
    'domain-enforcement-set',
    'the ways to sign in with addresses of a domain of',
    'were changed',
    ENFORCEMENT,
  ],
  DomainRemoved: ['domain-removed', 'a domain of', 'was removed', DOMAIN],
  OrganizationPolicySet: ['policy-set', 'the policy of', 'was changed', POLICY],
} as const;

/** Notifies the owners of an organisation of every change of a setting with power over every member. */
export const settingsChanged = [
  noticeOf('ConnectionAdded'),
  noticeOf('ConnectionChanged'),
  noticeOf('CertificateAdded'),
  noticeOf('CertificateRetired'),
  noticeOf('ConnectionKeyAdded'),
  noticeOf('ConnectionKeySwitched'),
  noticeOf('ConnectionEnabled'),
  noticeOf('ConnectionDisabled'),
  noticeOf('ConnectionRemoved'),
  noticeOf('DomainVerified'),
  noticeOf('DomainEnforcementSet'),
  noticeOf('DomainRemoved'),
  noticeOf('OrganizationPolicySet'),
];

function noticeOf(causedBy: keyof typeof CHANGES) {
  const [name, before, after, meaning] = CHANGES[causedBy];
  return defineMail({
    name,
    causedBy,
    toOwners: true,
    compose: ({ event, user: { email, username }, organization }) => ({
      to: email,
      subject: 'The sign-in of your organisation was changed',
      username,
      paragraphs: [
        `On ${utcMinute(event.occurredAt)}, ${before} ${organizationLabel(organization)} ${after}.`,
        meaning,
      ],
      ifUnexpected: 'If you did not expect this, look in the audit of the organisation who changed it.',
    }),
  });
}
