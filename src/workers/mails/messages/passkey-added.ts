import { defineMail } from '../define-mail.js';
import { isImported } from '../is-imported.js';
import { utcMinute } from '../utc-minute.js';

/** Notifies the owner that a passkey or a security key was added to the account (OWASP ASVS 6.3.7). */
export const passkeyAdded = defineMail({
  name: 'passkey-added',
  causedBy: 'PasskeyAdded',
  compose({ event, user }) {
    if (isImported(event)) return null;
    const isPasskey = event.data.kind === 'passkey';
    return {
      to: user.email,
      subject: isPasskey ? 'A passkey was added' : 'A security key was added',
      username: user.username,
      paragraphs: [
        isPasskey
          ? `Since ${utcMinute(event.occurredAt)}, you can also sign in to your account with a new passkey.`
          : `Since ${utcMinute(event.occurredAt)}, a new security key confirms that it is you when you sign in. Keep your recovery codes in a safe place: each of them replaces the key once.`,
        'You can see and remove your passkeys and security keys in your account settings.',
      ],
      ifUnexpected:
        'If you did not add it, sign in, remove it, and set a new password, which ends every other session. If you cannot sign in, contact the operator of this service.',
    };
  },
});
