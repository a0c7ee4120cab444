import { defineMail } from '../define-mail.js';
import { organizationLabel } from '../organization-label.js';
import { utcMinute } from '../utc-minute.js';

const DAY_MS = 86_400_000;

/** Reminds the owners of an organisation that a certificate of its identity provider ends. */
export const certificateEnds = [reminderBefore(30), reminderBefore(7), reminderBefore(1)];

/** Defines a reminder. The event of the certificate causes it once, and it is not sent for a retired certificate. */
function reminderBefore(days: number) {
  return defineMail({
    name: `certificate-ends-${String(days)}`,
    causedBy: 'CertificateAdded',
    toOwners: true,
    delay({ data: { not_after: notAfter }, recordedAt }) {
      if (typeof notAfter !== 'string') return null;
      const due = Date.parse(notAfter) - days * DAY_MS - recordedAt.getTime();
      // The owner that adds a certificate knows that it ends soon.
      return due > 0 ? due : null;
    },
    compose({ event, user: { email, username }, organization, connection }) {
      const { fingerprint, not_after: notAfter } = event.data;
      const added = event.occurredAt;
      const isActive = connection?.certificates.some(
        (one) => one.fingerprint === fingerprint && one.addedAt.getTime() === added.getTime(),
      );
      if (isActive !== true) return null;
      return {
        to: email,
        subject: `A certificate of your sign-in ends in ${days === 1 ? '1 day' : `${String(days)} days`}`,
        username,
        paragraphs: [
          `On ${utcMinute(new Date(notAfter))}, a certificate of the identity provider of ${organizationLabel(organization)} ends. It was added on ${utcMinute(added)}. Its fingerprint is ${fingerprint}.`,
          'Sign-ins with it go on afterwards. Your identity provider may replace it before: add the new certificate to the connection, and retire this one when the identity provider signs with the new one.',
        ],
        ifUnexpected: 'You get this message because you own the organisation.',
      };
    },
  });
}
