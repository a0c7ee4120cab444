import { z } from 'zod';
import type { FactorId, SessionId } from '../../../domain/ids.js';
import { requireRegistered } from '../../../domain/user/decisions.js';
import { EnrolmentOver, InvalidCode } from '../../../domain/user/factors/factor-decisions.js';
import type { Factor } from '../../../domain/user/factors/factors.js';
import { userAt } from '../../../domain/user/user.js';
import type { Registered } from '../../../domain/user/user.js';
import type { Cause } from '../../../eventstore/codec.js';
import type { Position } from '../../../eventstore/port.js';
import type { EnrolmentClaims } from '../../../security/tokens/enrolment-tokens.js';
import { matchingStep } from '../../../security/totp.js';
import { attemptCode } from '../../authentication/second-step/attempt-code.js';
import { code } from '../../authentication/methods/second-factor-methods.js';
import { withWrongCode } from '../../authentication/second-step/wrong-code.js';
import type { CommandDependencies } from '../../dependencies.js';
import { load } from '../../handle.js';
import { replaceSession } from '../../steps/replace-session.js';
import type { SessionGrant } from '../../steps/session-grant.js';
import { addTotpInSession, addTotpInSignIn } from './add-confirmed-totp.js';
import { admitEnroller } from '../enroller.js';
import type { Enroller, EnrolmentCaller } from '../enroller.js';
import { firstCodesOf, newCodes } from '../recovery-codes/new-codes.js';

/** Longer than every token. */
const MAX_TOKEN_LENGTH = 4096;

export const confirmTotpInput = z.strictObject({
  enrolment_token: z.string().min(1).max(MAX_TOKEN_LENGTH),
  code,
  end_other_sessions: z.boolean().optional(),
});

/** Added factor, with the results of its enrolment. */
export interface AddedFactor {
  readonly factor: Factor;
  /** Recovery codes that came with a first factor, in plain text. */
  readonly recoveryCodes: readonly string[] | null;
  /** Session of a sign-in that owed the enrolment. */
  readonly session: SessionGrant | null;
  readonly position: Position | null;
}

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
  const { account } = enroller;
  const enrolment = readEnrolment(dependencies, enroller, input.enrolment_token, cause.now);
  const { factorId, seed } = enrolment;
  const codes = newCodes(dependencies, account.id, firstCodesOf(factorId));
  const added = await withWrongCode(() =>
    attemptCode(dependencies, account.id, 'totp', cause, async (attempt) => {
      const confirmedStep = attempt.isLocked ? null : matchingStep(seed, input.code, cause.now);
      if (confirmedStep === null) throw new InvalidCode();
      const addition = { totp: { ...enrolment, confirmedStep }, codes: codes.digested, attempt };
      if (enroller.pending === null) {
        const endOthers = input.end_other_sessions ?? false;
        const current = { account, sessionId: enroller.sessionId, endOthers };
        return { session: null, position: await addTotpInSession(dependencies, current, addition, cause) };
      }
      const { pending } = enroller;
      const grant = await addTotpInSignIn(dependencies, { account, pending }, addition, cause);
      const session = await replaceSession(dependencies, grant, presented, cause);
      return { session, position: session.position };
    }),
  );
  const { state } = await load(dependencies.log, userAt(account.id));
  const current = requireRegistered(state);
  const isFirst = current.recoveryCodes?.setId === codes.digested.setId;
  return { ...added, factor: factorOf(current, factorId), recoveryCodes: isFirst ? codes.plain : null };
}

/** @throws EnrolmentOver */
function readEnrolment(
  { enrolmentTokens }: Pick<CommandDependencies, 'enrolmentTokens'>,
  { account, startedBy }: Enroller,
  token: string,
  now: Date,
): EnrolmentClaims {
  const enrolment = enrolmentTokens.read(token);
  const isValid =
    enrolment !== null &&
    enrolment.userId === account.id &&
    enrolment.startedBy === startedBy &&
    new Date(enrolment.expires) > now;
  if (!isValid) throw new EnrolmentOver();
  return enrolment;
}

function factorOf({ factors }: Registered, factorId: FactorId): Factor {
  const found = factors.find(({ id }) => id === factorId);
  if (found === undefined) throw new EnrolmentOver();
  return found;
}
