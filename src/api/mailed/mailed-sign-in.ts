import { pauseAfterSends } from '../../domain/one-time-code/decisions.js';
import type { EmailAddress } from '../../domain/user/email-address.js';
import type { RateLimiter } from '../../security/limits/rate-limiter.js';
import { emailKey, mailLimit } from '../http/limits/rate-limit-keys.js';

/** The dependencies of sign-in by mailed links and codes. */
export interface MailedSignIn {
  /** Counts a request of a browser or app for a mail to an address. */
  readonly count: (kind: 'sign-in' | 'sign-up', email: EmailAddress, request: string) => CountedRequest;
}

/** A request for a mail, with the rights of its caller. It depends on no account. */
interface CountedRequest {
  /** False once the address has got its mails of this hour. */
  readonly mayMail: boolean;
  /** Seconds until the same browser or app may ask again. */
  readonly resendAfterSeconds: number;
}

/** @param limiter counts the requests */
export function mailedSignIn(limiter: Pick<RateLimiter, 'take'>): MailedSignIn {
  return {
    count(kind, email, request) {
      const [name, key] = mailLimit(kind, email);
      const ofAddress = limiter.take(name, key);
      // Counted for each browser, because a count of all requests would tell strangers of each other.
      const own = limiter.take('mail.request', `${kind} ${request} ${emailKey(email)}`);
      const pause = pauseAfterSends(own.rule.limit - own.remaining) / 1000;
      return {
        mayMail: !ofAddress.exceeded && !own.exceeded,
        resendAfterSeconds: own.exceeded ? own.resetSeconds : pause,
      };
    },
  };
}
