import { createHash } from 'node:crypto';
import { codeIdSchema, deriveId } from '../../../domain/ids.js';
import type { FactorId } from '../../../domain/ids.js';
import { nextSendAt, sendCode } from '../../../domain/one-time-code/decisions.js';
import type { CodePurpose } from '../../../domain/one-time-code/events.js';
import { oneTimeCodeOf } from '../../../domain/one-time-code/one-time-code.js';
import type { OneTimeCode, SentCode } from '../../../domain/one-time-code/one-time-code.js';
import { SMS_LIFE_MS } from '../../../domain/one-time-code/sms-code.js';
import { SmsUnavailable } from '../../../domain/user/factors/phone.js';
import type { Registered } from '../../../domain/user/user.js';
import type { Cause } from '../../../eventstore/codec.js';
import { SmsLimitReached } from '../../../security/limits/sms/sms-budget.js';
import type { PhoneNumber } from '../../../security/phone-number.js';
import type { CommandDependencies } from '../../dependencies.js';
import { handle, load } from '../../handle.js';
import { awaitDelivery } from './await-delivery.js';

/** The purposes of codes by text message. */
export type SmsPurpose = Exclude<CodePurpose, 'sign_in'>;

/** The phone that a code proves, and the sign-in, session or enrolment that it is for. */
export interface SmsRequest {
  readonly purpose: SmsPurpose;
  /** The id of the sign-in or session. A code works for no other. */
  readonly boundTo: string;
  readonly phone: PhoneNumber;
  readonly factorId: FactorId;
  /** True for a sign-in at a place where the account has not signed in. */
  readonly isUnknownPlace: boolean;
}

/** A code on its way. */
export interface SentSms {
  readonly code: SentCode;
  readonly expiresInSeconds: number;
  readonly resendAfterSeconds: number;
}

/** Returns the digest that binds a code to the sign-in, session or enrolment that asked for it. */
export function requestDigest(purpose: CodePurpose, boundTo: string): string {
  return createHash('sha256').update(`${purpose}|${boundTo}`).digest('base64url');
}

/**
 * Sends a code to a phone, and waits for a short time whether the provider rejects it. A request that is repeated too soon
 * sends nothing: the earlier code still works.
 *
 * @throws SmsLimitReached, SmsUnavailable
 */
export async function sendSmsCode(
  { log, sms }: Pick<CommandDependencies, 'log' | 'sms'>,
  account: Registered,
  asked: SmsRequest,
  cause: Cause,
): Promise<SentSms> {
  if (sms === null) throw new SmsUnavailable();
  const { purpose, phone, factorId, isUnknownPlace } = asked;
  const { now } = cause;
  const request = requestDigest(purpose, asked.boundTo);
  const { state: earlier } = await load(log, oneTimeCodeOf(account.id, purpose));
  const next = nextSendAt(earlier, request, now);
  if (next > now) {
    if (!isOpen(earlier, { request, number: phone.number, now }))
      throw new SmsLimitReached(secondsTo(next, now));
    return {
      code: earlier,
      expiresInSeconds: secondsTo(earlier.expires, now),
      resendAfterSeconds: secondsTo(next, now),
    };
  }
  sms.budget.spend({ phone, userId: account.id, isEnrolment: purpose === 'phone', isUnknownPlace });
  const { states } = await handle(log, cause, { code: oneTimeCodeOf(account.id, purpose) }, ({ code }) => ({
    code: sendCode(
      code,
      {
        id: deriveId(codeIdSchema, 'code', cause.commandId),
        userId: account.id,
        userRevision: account.revision,
        purpose,
        channel: 'sms',
        factorId,
        phone: phone.number,
        request,
        lifeMs: SMS_LIFE_MS,
      },
      now,
    ),
  }));
  const { code } = states;
  if (code === null || (await awaitDelivery(log, code.id, sms.patienceMs)) === 'failed')
    throw new SmsUnavailable();
  return {
    code,
    expiresInSeconds: secondsTo(code.expires, now),
    resendAfterSeconds: secondsTo(nextSendAt(code, request, now), now),
  };
}

/** Tells whether a code still works for a request and a number. */
function isOpen(
  code: OneTimeCode,
  { request, number, now }: { readonly request: string; readonly number: string; readonly now: Date },
): code is SentCode {
  if (code?.request !== request || code.phone !== number) return false;
  return code.spentFor === null && code.expires > now;
}

function secondsTo(time: Date, now: Date): number {
  return Math.max(0, Math.ceil((time.getTime() - now.getTime()) / 1000));
}
