import { describe, expect, test } from '@jest/globals';
import { SmsUnavailable } from '../../src/domain/user/factors/phone.js';
import type { CountStore } from '../../src/security/limits/count-store.js';
import { rateLimitRules } from '../../src/security/limits/rate-limit-rules.js';
import type { RateLimitName } from '../../src/security/limits/rate-limit-rules.js';
import { openRateLimiter } from '../../src/security/limits/rate-limiter.js';
import { smsBudget, SmsLimitReached } from '../../src/security/limits/sms/sms-budget.js';
import { CONVERSION_COUNTS, smsConversions } from '../../src/security/limits/sms/sms-conversions.js';
import { parsePhoneNumber } from '../../src/security/phone-number.js';
import type { PhoneNumber } from '../../src/security/phone-number.js';
import { aUserId } from '../support/domain/ids.js';
import { memoryCounts } from '../support/domain/sms-service.js';

const HOUR_MS = 3_600_000;
const NO_STORE: CountStore = { exchange: () => Promise.reject(new Error('away')) };

/** Phone number of a prefix: `n` makes different numbers. */
function aPhone(n: number, prefix = '+491511'): PhoneNumber {
  const phone = parsePhoneNumber(prefix + String(1_000_000 + n));
  if (phone === null) throw new Error('The number is not one of a mobile phone.');
  return phone;
}

/** An instance of the service, with the limits that a test changes. */
function anInstance(
  chosen: Partial<Record<RateLimitName, number>> = {},
  store = memoryCounts(),
  now = () => new Date(),
) {
  const options = { masterSecret: 'm4Xv9Qw2Zr7Tn1Kc8Lp5Hd3Fs6Gj0BaY', store, onFailure: () => undefined };
  const limits = Object.entries(chosen).map(
    ([name, limit]): [RateLimitName, { limit: number; windowMs: number }] => [
      name as RateLimitName,
      { limit, windowMs: HOUR_MS },
    ],
  );
  const limiter = openRateLimiter({ ...options, rules: rateLimitRules(true, new Map(limits)) });
  const counts = openRateLimiter({ ...options, rules: CONVERSION_COUNTS });
  let closed = 0;
  const conversions = smsConversions(counts, now, () => {
    closed += 1;
  });
  const budget = smsBudget(limiter, conversions);
  return {
    /** Sends a message of an account of its own. */
    send: (phone: PhoneNumber, { userId = aUserId(), isEnrolment = false } = {}) => {
      budget.spend({ phone, userId, isEnrolment, isUnknownPlace: false });
    },
    convert: (phone: PhoneNumber) => {
      budget.convert(phone);
    },
    closed: () => closed,
    stop: () => Promise.all([limiter.stop(), counts.stop()]),
  };
}

describe('the budget of text messages', () => {
  test('has five an hour for one number over all accounts (SMS-4)', async () => {
    const { send, stop } = anInstance();
    for (let n = 0; n < 5; n += 1) send(aPhone(1));
    expect(() => send(aPhone(1))).toThrow(SmsLimitReached);
    send(aPhone(2));
    await stop();
  });

  test('has ten a day for one number (SMS-4)', async () => {
    const { send, stop } = anInstance({ 'sms.number': 1000 });
    for (let n = 0; n < 10; n += 1) send(aPhone(1));
    expect(() => send(aPhone(1))).toThrow(SmsLimitReached);
    await stop();
  });

  test('has ten a day for one account, three of them for enrolments (SMS-4)', async () => {
    const { send, stop } = anInstance();
    const enrolling = { userId: aUserId(), isEnrolment: true };
    for (let n = 0; n < 3; n += 1) send(aPhone(n), enrolling);
    expect(() => send(aPhone(3), enrolling)).toThrow(SmsLimitReached);
    const { userId } = enrolling;
    for (let n = 3; n < 10; n += 1) send(aPhone(n), { userId });
    expect(() => send(aPhone(10), { userId })).toThrow(SmsLimitReached);
    await stop();
  });

  test('has twenty an hour for one prefix, and those over it cost nothing else (SMS-4)', async () => {
    const { send, stop } = anInstance();
    for (let n = 0; n < 20; n += 1) send(aPhone(n));
    const userId = aUserId();
    for (let n = 20; n < 40; n += 1) expect(() => send(aPhone(n), { userId })).toThrow(SmsUnavailable);
    send(aPhone(0, '+491701'), { userId });
    await stop();
  });

  test('has a budget for a country and for the service (SMS-4)', async () => {
    const { send, stop } = anInstance({ 'sms.country': 2, 'sms.service': 3 });
    send(aPhone(1));
    send(aPhone(2));
    expect(() => send(aPhone(3))).toThrow(SmsUnavailable);
    send(aPhone(1, '+436601'));
    expect(() => send(aPhone(2, '+436601'))).toThrow(SmsUnavailable);
    await stop();
  });

  test('is one for all instances, and that of each alone without a store (SMS-4)', async () => {
    const store = memoryCounts();
    const [one, other] = [anInstance({}, store), anInstance({}, store)];
    for (let n = 0; n < 4; n += 1) one.send(aPhone(1));
    await one.stop();
    other.send(aPhone(1));
    await other.stop();
    expect(() => other.send(aPhone(1))).toThrow(SmsLimitReached);
    const alone = anInstance({}, NO_STORE);
    for (let n = 0; n < 5; n += 1) alone.send(aPhone(1));
    expect(() => alone.send(aPhone(1))).toThrow(SmsLimitReached);
    await alone.stop();
  });
});

describe('a prefix of numbers', () => {
  const UNLIMITED = { 'sms.prefix': 1000 };

  /** Sends fifty codes to a prefix; some of them come back. */
  function sample({ send, convert }: ReturnType<typeof anInstance>, converted: number, from = 0): void {
    for (let n = 0; n < 50; n += 1) {
      send(aPhone(from + n));
      if (n < converted) convert(aPhone(from + n));
    }
  }

  test('is closed if less than a fifth of fifty codes came back, and the others stay open (SMS-5)', async () => {
    const instance = anInstance(UNLIMITED);
    sample(instance, 9);
    expect(() => instance.send(aPhone(60))).toThrow(SmsUnavailable);
    expect(() => instance.send(aPhone(61))).toThrow(SmsUnavailable);
    expect(instance.closed()).toBe(1);
    instance.send(aPhone(0, '+491701'));
    await instance.stop();
  });

  test('stays open if a fifth came back, and is judged by its newest codes (SMS-5)', async () => {
    const instance = anInstance(UNLIMITED);
    sample(instance, 10);
    sample(instance, 50, 100);
    sample(instance, 9, 200);
    expect(() => instance.send(aPhone(300))).toThrow(SmsUnavailable);
    expect(instance.closed()).toBe(1);
    await instance.stop();
  });

  test.each([0, 55])(
    'is closed for an hour at least, also after %i minutes of one (SMS-5)',
    async (minute) => {
      let now = new Date(Date.UTC(2026, 10, 27, 12, minute));
      const instance = anInstance(UNLIMITED, memoryCounts(), () => now);
      // The prefix is asked about from the beginning of the hour on.
      sample(instance, 9);
      expect(() => instance.send(aPhone(60))).toThrow(SmsUnavailable);
      now = new Date(now.getTime() + HOUR_MS - 1);
      expect(() => instance.send(aPhone(61))).toThrow(SmsUnavailable);
      now = new Date(now.getTime() + HOUR_MS + 1);
      instance.send(aPhone(62));
      await instance.stop();
    },
  );

  test('is closed in all instances (SMS-5)', async () => {
    const store = memoryCounts();
    const [one, other] = [anInstance(UNLIMITED, store), anInstance(UNLIMITED, store)];
    sample(one, 0);
    expect(() => one.send(aPhone(60))).toThrow(SmsUnavailable);
    await one.stop();
    // The first message of an instance asks for the counts of the others.
    other.send(aPhone(61));
    await other.stop();
    expect(() => other.send(aPhone(62))).toThrow(SmsUnavailable);
  });
});
