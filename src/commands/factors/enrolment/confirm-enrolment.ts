import type { FactorId, SessionId } from '../../../domain/ids.js';
import { requireRegistered } from '../../../domain/user/decisions.js';
import { EnrolmentOver, InvalidCode } from '../../../domain/user/factors/factor-decisions.js';
import type { NewCodes } from '../../../domain/user/factors/factor-decisions.js';
import type { FactorKind } from '../../../domain/user/factors/factor-events.js';
import type { Factor } from '../../../domain/user/factors/factors.js';
import { userAt } from '../../../domain/user/user.js';
import type { Registered } from '../../../domain/user/user.js';
import type { Cause } from '../../../eventstore/codec.js';
import type { Position } from '../../../eventstore/port.js';
import { attemptCode } from '../../authentication/second-step/attempt-code.js';
import { withWrongCode } from '../../authentication/second-step/wrong-code.js';
import type { CommandDependencies } from '../../dependencies.js';
import { load } from '../../handle.js';
import { replaceSession } from '../../steps/replace-session.js';
import type { SessionGrant } from '../../steps/session-grant.js';
import { addFactorInSession, addFactorInSignIn } from './add-confirmed-factor.js';
import type { ConfirmedFactor } from './add-confirmed-factor.js';
import type { Enroller } from '../enroller.js';
import { firstCodesOf, newCodes } from '../recovery-codes/new-codes.js';

/** Added factor, with the results of its enrolment. */
export interface AddedFactor {
  readonly factor: Factor;
  /** Recovery codes that came with a first factor, in plain text. */
  readonly recoveryCodes: readonly string[] | null;
  /** Session of a sign-in that owed the enrolment. */
  readonly session: SessionGrant | null;
  readonly position: Position | null;
}

type Proven = Omit<ConfirmedFactor, 'attempt'> | null;

/** The confirmation of an enrolment by the first code of the factor. */
interface Confirmation {
  readonly kind: FactorKind;
  readonly factorId: FactorId;
  /** Ends the other sessions also for a further factor. */
  readonly endOthers: boolean;
  /**
   * Compares the code. Returns null for a wrong one.
   *
   * @param codes the recovery codes that come with a first factor
   */
  readonly prove: (codes: NewCodes) => Proven | Promise<Proven>;
}

/** The session that the caller presents, which a new one replaces (OWASP ASVS 7.2.4). */
type Presented = { readonly sessionId: SessionId } | null;

/**
 * Confirms an enrolment in one counted attempt. A first factor ends all other sessions, raises the session of the caller, and
 * comes with recovery codes. In a sign-in that owes an enrolment, it starts the session.
 *
 * @throws WrongCode, EnrolmentOver, FactorLimit
 * @throws SessionOver, ReauthenticationRequired, InvalidMfaToken
 */
export async function confirmEnrolment(
  dependencies: CommandDependencies,
  enroller: Enroller,
  { kind, factorId, endOthers, prove }: Confirmation,
  presented: Presented,
  cause: Cause,
): Promise<AddedFactor> {
  const { account } = enroller;
  const codes = newCodes(dependencies, account.id, firstCodesOf(factorId));
  const added = await withWrongCode(() =>
    attemptCode(dependencies, account.id, kind, cause, async (attempt) => {
      const proven = attempt.isLocked ? null : await prove(codes.digested);
      if (proven === null) throw new InvalidCode();
      const confirmed = { ...proven, attempt };
      if (enroller.pending === null) {
        const caller = { account, sessionId: enroller.sessionId, endOthers };
        return { session: null, position: await addFactorInSession(dependencies, caller, confirmed, cause) };
      }
      const { pending } = enroller;
      const grant = await addFactorInSignIn(dependencies, { account, pending }, confirmed, cause);
      const session = await replaceSession(dependencies, grant, presented, cause);
      return { session, position: session.position };
    }),
  );
  const { state } = await load(dependencies.log, userAt(account.id));
  const current = requireRegistered(state);
  const isFirst = current.recoveryCodes?.setId === codes.digested.setId;
  return { ...added, factor: factorOf(current, factorId), recoveryCodes: isFirst ? codes.plain : null };
}

/**
 * Returns the enrolment of a token if it belongs to the caller and has not expired.
 *
 * @throws EnrolmentOver
 */
export function requireOpenEnrolment<
  Claims extends { readonly userId: string; readonly startedBy: string; readonly expires: string },
>(enrolment: Claims | null, { account, startedBy }: Enroller, now: Date): Claims {
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
