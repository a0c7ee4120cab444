import { z } from 'zod';
import { deriveId, factorIdSchema } from '../../../domain/ids.js';
import { requirePhoneAllowed } from '../../../domain/user/factors/phone-decisions.js';
import { PhoneRefused, SmsUnavailable } from '../../../domain/user/factors/phone.js';
import type { Cause } from '../../../eventstore/codec.js';
import { parsePhoneNumber } from '../../../security/phone-number.js';
import type { PhoneNumber } from '../../../security/phone-number.js';
import { sendSmsCode } from '../../authentication/sms/send-sms-code.js';
import type { SentSms } from '../../authentication/sms/send-sms-code.js';
import type { CommandDependencies } from '../../dependencies.js';
import * as fields from '../../input-schemas.js';
import { admitEnroller } from '../enroller.js';
import type { EnrolmentCaller } from '../enroller.js';
import { phoneRules } from './phone-rules.js';

/** Longer than a number with its spaces. The rules of numbers refuse the rest. */
const MAX_NUMBER_LENGTH = 64;

export const startPhoneEnrolmentInput = z.strictObject({
  phone: z.string().max(MAX_NUMBER_LENGTH).meta({ example: '+49 151 12345678' }),
  name: fields.factorName.optional(),
});

/** The time within which the code must come back. It allows for a second code. */
const ENROLMENT_MS = 10 * 60_000;
const DEFAULT_NAME = 'Phone';

/** Enrolment of a phone, which the code that it receives confirms. */
export interface PhoneEnrolment extends Omit<SentSms, 'code'> {
  readonly enrolmentToken: string;
}

/**
 * Starts the enrolment of a phone and sends a code to it. The number is stored with the account once the code comes back.
 *
 * @throws PhoneRefused the number is none of a mobile phone in a country of the service
 * @throws PhoneAlone the account has no other second factor
 * @throws SessionOver, ReauthenticationRequired, InvalidMfaToken, FactorExists, FactorLimit
 * @throws SmsLimitReached, SmsUnavailable
 */
export async function startPhoneEnrolment(
  dependencies: Pick<
    CommandDependencies,
    'log' | 'rules' | 'linkTokens' | 'mfaTokens' | 'phoneEnrolmentTokens' | 'sms' | 'webauthn'
  >,
  caller: EnrolmentCaller,
  { phone: typed, name = DEFAULT_NAME }: z.output<typeof startPhoneEnrolmentInput>,
  cause: Cause,
): Promise<PhoneEnrolment> {
  const { sms, phoneEnrolmentTokens } = dependencies;
  const { account, startedBy } = await admitEnroller(dependencies, caller, cause);
  if (sms === null) throw new SmsUnavailable();
  const phone = requireMobile(typed, sms.countries);
  requirePhoneAllowed(account, phone.number, phoneRules(dependencies));
  const request = { purpose: 'phone', boundTo: startedBy, phone, isUnknownPlace: false } as const;
  const factorId = deriveId(factorIdSchema, 'factor', cause.commandId);
  const { code, ...sent } = await sendSmsCode(dependencies, account, { ...request, factorId }, cause);
  const enrolmentToken = phoneEnrolmentTokens.issue({
    userId: account.id,
    startedBy,
    // A repeat keeps the factor of the code that is on its way.
    factorId: code.factorId ?? factorId,
    name,
    number: phone.number,
    country: phone.country,
    expires: new Date(cause.now.getTime() + ENROLMENT_MS).toISOString(),
  });
  return { enrolmentToken, ...sent };
}

/** @throws PhoneRefused */
function requireMobile(typed: string, countries: ReadonlySet<string>): PhoneNumber {
  const phone = parsePhoneNumber(typed);
  if (phone === null || (countries.size > 0 && !countries.has(phone.country))) throw new PhoneRefused();
  return phone;
}
