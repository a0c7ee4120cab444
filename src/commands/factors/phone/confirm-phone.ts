import { z } from 'zod';
import type { SessionId } from '../../../domain/ids.js';
import { addPhone } from '../../../domain/user/factors/phone-decisions.js';
import type { Cause } from '../../../eventstore/codec.js';
import { code } from '../../authentication/methods/second-factor-methods.js';
import { SMS_AMR } from '../../authentication/methods/sms.js';
import { proveSmsCode } from '../../authentication/sms/prove-sms-code.js';
import type { CommandDependencies } from '../../dependencies.js';
import * as fields from '../../input-schemas.js';
import { confirmEnrolment, requireOpenEnrolment } from '../enrolment/confirm-enrolment.js';
import type { AddedFactor } from '../enrolment/confirm-enrolment.js';
import { admitEnroller } from '../enroller.js';
import type { EnrolmentCaller } from '../enroller.js';
import { phoneRules } from './phone-rules.js';

export const confirmPhoneInput = z.strictObject({
  enrolment_token: fields.enrolmentToken,
  code,
  end_other_sessions: z.boolean().optional(),
});

/**
 * Confirms the enrolment of a phone with the code that it received.
 *
 * @param presented session of the caller, which a new one replaces (OWASP ASVS 7.2.4)
 * @throws WrongCode, EnrolmentOver, FactorExists, FactorLimit, PhoneAlone
 * @throws SessionOver, ReauthenticationRequired, InvalidMfaToken
 */
export async function confirmPhone(
  dependencies: CommandDependencies,
  caller: EnrolmentCaller,
  input: z.output<typeof confirmPhoneInput>,
  presented: { readonly sessionId: SessionId } | null,
  cause: Cause,
): Promise<AddedFactor> {
  const enroller = await admitEnroller(dependencies, caller, cause);
  const token = dependencies.phoneEnrolmentTokens.read(input.enrolment_token);
  const enrolment = requireOpenEnrolment(token, enroller, cause.now);
  const { factorId, number, startedBy: boundTo } = enrolment;
  return await confirmEnrolment(
    dependencies,
    enroller,
    {
      kind: 'phone',
      factorId,
      endOthers: input.end_other_sessions ?? false,
      async prove(codes) {
        const request = { purpose: 'phone', boundTo } as const;
        const proven = await proveSmsCode(dependencies, enroller.account.id, request, input.code, cause);
        // A later enrolment of the same session may have sent a code to another number.
        if (proven?.code.factorId !== factorId || proven.code.phone !== number) return null;
        return {
          proof: { kind: 'phone', amr: SMS_AMR, factorId, spent: [proven.spent] },
          add: (user) => addPhone(user, enrolment, codes, phoneRules(dependencies)),
        };
      },
    },
    presented,
    cause,
  );
}
