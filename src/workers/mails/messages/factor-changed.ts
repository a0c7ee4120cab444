import { Erased } from '../../../domain/event.js';
import type { FactorKind } from '../../../domain/user/factors/factor-events.js';
import { defineMail } from '../define-mail.js';
import { greetingName } from '../greeting-name.js';
import { isImported } from '../is-imported.js';
import { originOf } from '../origin-of.js';

/** Names of the kinds of factors in sentences. */
const TITLES: Record<FactorKind, string> = {
  totp: 'an authenticator app',
  phone: 'a phone',
  passkey: 'a passkey',
  security_key: 'a security key',
};

const ADVICE =
  'If it was not you, someone has access to your account. Choose “forgot password” on the sign-in page and set a new password, which ends every session. Then contact the operator of this service.';

/** Notifies the owner of a new second factor (NIST SP 800-63B-4 §4.6). */
export const factorAdded = defineMail({
  name: 'factor-added',
  causedBy: 'TotpAdded',
  compose({ event, user }) {
    if (isImported(event)) return null;
    const { name } = event.data;
    const label = name instanceof Erased ? null : greetingName(name);
    return {
      to: user.email,
      subject: 'A second factor was added to your account',
      username: user.username,
      paragraphs: [
        `${label ?? 'An authenticator app'} was added to your account as a second factor, ${originOf(event)}. From now on, you need it to sign in.`,
        'Keep your recovery codes in a safe place. Each of them replaces the second factor once.',
      ],
      ifUnexpected: ADVICE,
    };
  },
});

const REASONS = {
  by_user: 'You removed it in your account settings',
  by_admin: 'An administrator of the service removed it',
  stranger: 'It was removed with the password reset, because it was added before your address was confirmed',
} as const;

/** Notifies the owner of a removed factor. */
export const factorRemoved = defineMail({
  name: 'factor-removed',
  causedBy: 'FactorRemoved',
  compose({ event, user }) {
    const { kind, reason } = event.data;
    // The mail about the reset covers all factors.
    if (reason === 'recovered') return null;
    return {
      to: user.email,
      subject: 'A second factor was removed from your account',
      username: user.username,
      paragraphs: [
        `A second factor, ${TITLES[kind]}, was removed from your account, ${originOf(event)}. ${REASONS[reason]}.`,
      ],
      ifUnexpected: ADVICE,
    };
  },
});
