import { hintOf } from '../../../domain/user/factors/factors.js';
import { defineMail } from '../define-mail.js';
import { isImported } from '../is-imported.js';
import { originOf } from '../origin-of.js';

/** Notifies the owner of a new phone (NIST SP 800-63B-4 §4.6). A mail shows only the end of its number. */
export const phoneAdded = defineMail({
  name: 'phone-added',
  causedBy: 'PhoneAdded',
  compose({ event, user }) {
    if (isImported(event)) return null;
    const phone = user.factors.find(({ id }) => id === event.data.factor_id);
    const ending = phone === undefined ? '' : `, whose number ends with ${hintOf(phone) ?? ''},`;
    return {
      to: user.email,
      subject: 'A phone was added to your account',
      username: user.username,
      paragraphs: [
        `A phone${ending} was added to your account as a second factor, ${originOf(event)}. It receives codes by text message when you sign in.`,
        'A new owner of the number receives the codes too. If you give the number up, remove the phone first.',
      ],
      ifUnexpected:
        'If it was not you, someone has access to your account. Choose “forgot password” on the sign-in page and set a new password, which ends every session. Then remove the phone.',
    };
  },
});
