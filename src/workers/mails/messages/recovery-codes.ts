import { remainingCodes } from '../../../domain/user/factors/factors.js';
import { defineMail } from '../define-mail.js';
import { originOf } from '../origin-of.js';

/** With fewer codes, the mail advises to make new ones. */
const FEW_CODES = 3;

/** Notifies the owner of new recovery codes. The codes of a first factor need no notice beside that of the factor. */
export const recoveryCodesIssued = defineMail({
  name: 'recovery-codes-issued',
  causedBy: 'RecoveryCodesIssued',
  compose({ event, user }) {
    const time = event.occurredAt.getTime();
    if (user.factors.some(({ addedAt }) => addedAt.getTime() === time)) return null;
    return {
      to: user.email,
      subject: 'New recovery codes for your account',
      username: user.username,
      paragraphs: [
        `New recovery codes were made for your account, ${originOf(event)}. The earlier codes no longer work.`,
      ],
      ifUnexpected:
        'If it was not you, someone has access to your account. Sign in, make new codes, and set a new password, which ends every other session.',
    };
  },
});

/** Notifies the owner of a used recovery code, with the number that is left (NIST SP 800-63B-4 §4.2.1.1). */
export const recoveryCodeUsed = defineMail({
  name: 'recovery-code-used',
  causedBy: 'RecoveryCodeUsed',
  compose({ event, user }) {
    const left = user.recoveryCodes === null ? 0 : remainingCodes(user.recoveryCodes);
    const advice =
      left < FEW_CODES ? ' Make new codes in your account settings before you run out of them.' : '';
    return {
      to: user.email,
      subject: 'A recovery code was used to sign in to your account',
      username: user.username,
      paragraphs: [
        `A recovery code was used for your account, ${originOf(event)}. Number of codes left: ${left}.${advice}`,
      ],
      ifUnexpected:
        'If it was not you, someone has your password and your recovery codes. Choose “forgot password” on the sign-in page and set a new password, then make new codes.',
    };
  },
});
