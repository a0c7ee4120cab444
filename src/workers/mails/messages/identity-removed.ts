import { providerTitle } from '../../../security/oauth/providers/built-in.js';
import { defineMail } from '../define-mail.js';
import { greetingName } from '../greeting-name.js';
import { maskAddress } from '../mask-address.js';
import { utcMinute } from '../utc-minute.js';

/** Notifies the owner that a reset or a sign-in link removed an identity, with a link that restores it. */
export const identityRemoved = defineMail({
  name: 'identity-removed',
  causedBy: 'OAuthIdentityRemoved',
  compose({ event, user, link }) {
    const identity = user.removed.find((one) => one.event === event.id);
    // Restored, or replaced by the link of a later reset.
    if (identity === undefined) return null;
    const provider = greetingName(providerTitle(identity.provider)) ?? 'another service';
    const account = greetingName(identity.label) ?? maskAddress(identity.label);
    return {
      to: user.email,
      subject: 'A way to sign in was removed',
      username: user.username,
      paragraphs: [
        `On ${utcMinute(event.occurredAt)}, the address of your account was proved by a link in your mailbox. Until then, one could also sign in with ${provider} (${account}), which was added on ${utcMinute(identity.linkedAt)}.`,
        'It was added without a message to your mailbox, so it may belong to someone else. It can no longer be used to sign in.',
        'If it is yours, restore it with the link.',
      ],
      action: {
        label: 'Restore it',
        link: link('restore-identity'),
        expiresAt: identity.expires,
      },
      ifUnexpected: 'If you do not know it, you can ignore this message. It stays removed.',
    };
  },
});
