import { providerTitle } from '../../../security/oauth/providers/built-in.js';
import { defineMail } from '../define-mail.js';
import { greetingName } from '../greeting-name.js';
import { utcMinute } from '../utc-minute.js';

/** Notifies the owner that an identity was unlinked from the account. */
export const identityUnlinked = defineMail({
  name: 'identity-unlinked',
  causedBy: 'OAuthIdentityUnlinked',
  compose({ event, user }) {
    const provider = greetingName(providerTitle(event.data.provider)) ?? 'another service';
    return {
      to: user.email,
      subject: 'A way to sign in was removed',
      username: user.username,
      paragraphs: [
        `On ${utcMinute(event.occurredAt)}, ${provider} was removed from your account. It can no longer be used to sign in.`,
        'Other devices were signed out.',
      ],
      ifUnexpected:
        'If you did not remove it, someone else may have access to your account. Choose “forgot password” on the sign-in page and set a new password, which ends every session. Then contact the operator of this service.',
    };
  },
});
