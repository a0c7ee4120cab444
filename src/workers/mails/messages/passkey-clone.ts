import { isPasskey } from '../../../domain/user/factors/factors.js';
import { defineMail } from '../define-mail.js';
import { greetingName } from '../greeting-name.js';
import { utcMinute } from '../utc-minute.js';

/** Warns the owner that a copy of a device-bound credential may exist. */
export const passkeyClone = defineMail({
  name: 'passkey-clone',
  causedBy: 'PasskeyCloneSuspected',
  compose({ event, user }) {
    const passkey = user.factors.filter(isPasskey).find(({ id }) => id === event.data.factor_id);
    const name = greetingName(passkey?.name ?? '') ?? 'one of your security keys';
    return {
      to: user.email,
      subject: 'A copy of your security key may exist',
      username: user.username,
      paragraphs: [
        `On ${utcMinute(event.occurredAt)}, a sign-in with ${name} was refused: the key reported fewer uses than before, as a copy of it would.`,
        'Remove the key in your account settings, and add another one.',
      ],
      ifUnexpected:
        'If you did not try to sign in then, somebody may have a copy of your key. Sign in another way, and remove the key.',
    };
  },
});
