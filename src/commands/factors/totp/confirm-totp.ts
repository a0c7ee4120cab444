import { z } from 'zod';
import type { SessionId } from '../../../domain/ids.js';
import { addTotp } from '../../../domain/user/factors/factor-decisions.js';
import type { Cause } from '../../../eventstore/codec.js';
import { matchingStep } from '../../../security/totp.js';
import { code } from '../../authentication/methods/second-factor-methods.js';
import { TOTP_AMR } from '../../authentication/methods/totp.js';
import type { CommandDependencies } from '../../dependencies.js';
import * as fields from '../../input-schemas.js';
import { confirmEnrolment, requireOpenEnrolment } from '../enrolment/confirm-enrolment.js';
import type { AddedFactor } from '../enrolment/confirm-enrolment.js';
import { admitEnroller } from '../enroller.js';
import type { EnrolmentCaller } from '../enroller.js';

export const confirmTotpInput = z.strictObject({
  enrolment_token: fields.enrolmentToken,
  code,
  end_other_sessions: z.boolean().optional(),
});

/**
 * Confirms the enrolment of an authenticator app with its first code. A first factor ends all other sessions, raises the
 * session of the caller, and comes with recovery codes. In a sign-in that owes an enrolment, it starts the session.
 *
 * @param presented session of the caller, which a new one replaces (OWASP ASVS 7.2.4)
 * @throws WrongCode, EnrolmentOver, FactorLimit
 * @throws SessionOver, ReauthenticationRequired, InvalidMfaToken, SetUpLinkRequired
 */
export async function confirmTotp(
  dependencies: CommandDependencies,
  caller: EnrolmentCaller,
  input: z.output<typeof confirmTotpInput>,
  presented: { readonly sessionId: SessionId } | null,
  cause: Cause,
): Promise<AddedFactor> {
  const enroller = await admitEnroller(dependencies, caller, cause);
  const token = dependencies.enrolmentTokens.read(input.enrolment_token);
  const enrolment = requireOpenEnrolment(token, enroller, cause.now);
  const { factorId, seed } = enrolment;
  return await confirmEnrolment(
    dependencies,
    enroller,
    {
      kind: 'totp',
      factorId,
      endOthers: input.end_other_sessions ?? false,
      prove(codes) {
        const confirmedStep = matchingStep(seed, input.code, cause.now);
        if (confirmedStep === null) return null;
        const totp = { ...enrolment, confirmedStep };
        return {
          proof: { kind: 'totp', amr: TOTP_AMR, factorId, spent: [] },
          add: (user) => addTotp(user, totp, codes),
        };
      },
    },
    presented,
    cause,
  );
}
