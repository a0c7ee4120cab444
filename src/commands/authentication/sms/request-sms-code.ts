import { z } from 'zod';
import { factorIdSchema } from '../../../domain/ids.js';
import type { FactorId, SessionId, UserId } from '../../../domain/ids.js';
import { requireActive } from '../../../domain/policies/active-session.js';
import { sessionAt } from '../../../domain/session/session.js';
import { requireRegistered } from '../../../domain/user/decisions.js';
import { requireFactor, UnknownFactor } from '../../../domain/user/factors/factor-decisions.js';
import { SmsUnavailable } from '../../../domain/user/factors/phone.js';
import { userAt } from '../../../domain/user/user.js';
import type { Registered } from '../../../domain/user/user.js';
import type { Cause } from '../../../eventstore/codec.js';
import { parsePhoneNumber } from '../../../security/phone-number.js';
import type { CommandDependencies } from '../../dependencies.js';
import { load } from '../../handle.js';
import { loadAttemptCounters } from '../../steps/passwords/attempt-counters.js';
import { InvalidMfaToken, loadPendingSignIn } from '../second-step/pending-sign-in.js';
import { sendSmsCode } from './send-sms-code.js';
import type { SentSms, SmsRequest } from './send-sms-code.js';

export const smsCodeInput = z.strictObject({ factor_id: factorIdSchema });

type Dependencies = Pick<CommandDependencies, 'log' | 'sms'>;

/**
 * Sends a code to a phone of an account whose sign-in owes a second factor. Unknown places have a smaller budget, so a thief
 * of the password leaves messages to the owner at a known one (MFA-23).
 *
 * @throws InvalidMfaToken, UnknownFactor, SmsLimitReached, SmsUnavailable
 */
export async function requestSecondStepCode(
  dependencies: Dependencies & Pick<CommandDependencies, 'mfaTokens' | 'locationFingerprints'>,
  mfaToken: string,
  factorId: FactorId,
  cause: Cause,
): Promise<SentSms> {
  const id = dependencies.mfaTokens.read(mfaToken);
  if (id === null) throw new InvalidMfaToken();
  const { account } = await loadPendingSignIn(dependencies, id, cause);
  const { isKnownLocation } = await loadAttemptCounters(dependencies, account.id, cause);
  const request = { purpose: 'second_factor', boundTo: id, isUnknownPlace: !isKnownLocation } as const;
  return await sendTo(dependencies, account, factorId, request, cause);
}

/**
 * Sends a code to a phone of a signed-in user, who proves the identity again.
 *
 * @throws SessionOver, UnknownFactor, SmsLimitReached, SmsUnavailable
 */
export async function requestStepUpCode(
  dependencies: Dependencies,
  { userId, sessionId }: { readonly userId: UserId; readonly sessionId: SessionId },
  factorId: FactorId,
  cause: Cause,
): Promise<SentSms> {
  const { log } = dependencies;
  const [{ state: user }, { state: session }] = await Promise.all([
    load(log, userAt(userId)),
    load(log, sessionAt(sessionId)),
  ]);
  requireActive(user, session);
  const request = { purpose: 'step_up', boundTo: sessionId, isUnknownPlace: false } as const;
  return await sendTo(dependencies, requireRegistered(user), factorId, request, cause);
}

async function sendTo(
  dependencies: Dependencies,
  account: Registered,
  factorId: FactorId,
  request: Pick<SmsRequest, 'purpose' | 'boundTo' | 'isUnknownPlace'>,
  cause: Cause,
): Promise<SentSms> {
  const factor = requireFactor(account, factorId);
  if (factor.kind !== 'phone' || dependencies.sms === null) throw new UnknownFactor();
  const phone = parsePhoneNumber(factor.number);
  // A later release of the metadata may know that the number is gone.
  if (phone === null) throw new SmsUnavailable();
  return await sendSmsCode(dependencies, account, { ...request, phone, factorId }, cause);
}
