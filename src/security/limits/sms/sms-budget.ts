import type { UserId } from '../../../domain/ids.js';
import { SmsUnavailable } from '../../../domain/user/factors/phone.js';
import type { PhoneNumber } from '../../phone-number.js';
import type { RateLimitName } from '../rate-limit-rules.js';
import type { RateLimiter } from '../rate-limiter.js';
import type { SmsConversions } from './sms-conversions.js';

/** A phone or an account has had its messages for now. */
export class SmsLimitReached extends Error {
  override readonly name = 'SmsLimitReached';
  constructor(readonly retryAfterSeconds: number) {
    super('too many text messages');
  }
}

/** The message of an account. */
interface Recipient {
  readonly phone: PhoneNumber;
  readonly userId: UserId;
  /** True if the message proves a phone that is not a factor yet. */
  readonly isEnrolment: boolean;
  /** True for a sign-in at a place where the account has not signed in. Its caller may be a thief of the password. */
  readonly isUnknownPlace: boolean;
}

/** Bounds the text messages, whose costs strangers could cause. */
export interface SmsBudget {
  /**
   * Counts a message before it is sent.
   *
   * @throws SmsLimitReached the phone or the account has had its messages
   * @throws SmsUnavailable the budget of the prefix, the country or the service is used up, or the prefix is closed
   */
  spend(recipient: Recipient): void;
  /** Counts a code that came back. */
  convert(phone: PhoneNumber): void;
}

type Use = readonly [name: RateLimitName, key: string];

export function smsBudget(limiter: RateLimiter, conversions: SmsConversions): SmsBudget {
  /** Counts uses. Counts none, and returns the seconds until there is room, if one is over its limit. */
  function take(uses: readonly Use[]): { readonly waitSeconds: number; giveBack(): void } {
    const standings = uses.map(([name, key]) => limiter.take(name, key));
    const exceeded = standings.filter((one) => one.exceeded);
    const giveBack = () => {
      for (const standing of standings) standing.giveBack();
    };
    if (exceeded.length > 0) giveBack();
    return { waitSeconds: Math.max(0, ...exceeded.map(({ resetSeconds }) => resetSeconds)), giveBack };
  }

  return {
    spend({ phone, userId, isEnrolment, isUnknownPlace }) {
      const own = take([
        ['sms.number', phone.number],
        ['sms.number-day', phone.number],
        ['sms.account', userId],
        ...(isEnrolment ? [['sms.enrolment', userId] as const] : []),
        ...(isUnknownPlace ? [['sms.unknown-place', userId] as const] : []),
      ]);
      if (own.waitSeconds > 0) throw new SmsLimitReached(own.waitSeconds);
      const shared = take([
        ['sms.prefix', phone.prefix],
        ['sms.country', phone.country],
        ['sms.service', 'all'],
      ]);
      if (shared.waitSeconds === 0 && conversions.admit(phone.prefix)) return;
      if (shared.waitSeconds === 0) shared.giveBack();
      own.giveBack();
      throw new SmsUnavailable();
    },
    convert: ({ prefix }) => conversions.convert(prefix),
  };
}
