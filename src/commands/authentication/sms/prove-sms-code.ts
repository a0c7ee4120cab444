import { spendCode, tryCode } from '../../../domain/one-time-code/decisions.js';
import type { OneTimeCodeEvent } from '../../../domain/one-time-code/events.js';
import { oneTimeCodeOf } from '../../../domain/one-time-code/one-time-code.js';
import type { OneTimeCode, SentCode } from '../../../domain/one-time-code/one-time-code.js';
import { SMS_DIGITS } from '../../../domain/one-time-code/sms-code.js';
import type { UserId } from '../../../domain/ids.js';
import type { Cause } from '../../../eventstore/codec.js';
import { parsePhoneNumber } from '../../../security/phone-number.js';
import type { CommandDependencies } from '../../dependencies.js';
import { countCodeTry } from '../count-code-try.js';
import type { Spending } from '../methods/proof.js';
import { requestDigest } from './send-sms-code.js';
import type { SmsRequest } from './send-sms-code.js';

/** A code that came back, and the change that uses it up. */
interface ProvenCode {
  readonly code: SentCode;
  readonly spent: Spending<OneTimeCode, OneTimeCodeEvent>;
}

/**
 * Compares a typed code with the newest one of a request. The log counts the try before.
 *
 * @returns null for a wrong code
 * @throws InvalidCode there is no code for this request, or it was used, has expired, or was tried too often
 */
export async function proveSmsCode(
  dependencies: Pick<CommandDependencies, 'log' | 'codes' | 'sms'>,
  userId: UserId,
  { purpose, boundTo }: Pick<SmsRequest, 'purpose' | 'boundTo'>,
  typed: string,
  cause: Cause,
): Promise<ProvenCode | null> {
  const { codes, sms } = dependencies;
  const { now } = cause;
  const aggregate = oneTimeCodeOf(userId, purpose);
  const request = requestDigest(purpose, boundTo);
  const code = await countCodeTry(dependencies, aggregate, (sent) => tryCode(sent, request, now), cause);
  if (code === null || !codes.matches(code.id, SMS_DIGITS, typed)) return null;
  const phone = parsePhoneNumber(code.phone ?? '');
  if (phone !== null && code.spentFor === null) {
    sms?.budget.convert(phone);
    sms?.countConverted(phone.country);
  }
  return {
    code,
    spent: { aggregate, spend: (state, usedFor) => spendCode(state, code.id, usedFor, now) },
  };
}
