import type { SessionId, UserId } from '../../../domain/ids.js';
import { tryCode } from '../../../domain/one-time-code/decisions.js';
import { oneTimeCodeOf } from '../../../domain/one-time-code/one-time-code.js';
import type { OneTimeCode } from '../../../domain/one-time-code/one-time-code.js';
import { usableCode } from '../../../domain/policies/mailed-code.js';
import type { UsableCode } from '../../../domain/policies/mailed-code.js';
import { mailedCodeFailed } from '../../../domain/sign-in/decisions.js';
import { signInsOf } from '../../../domain/sign-in/sign-ins.js';
import type { EmailAddress } from '../../../domain/user/email-address.js';
import { InvalidCode } from '../../../domain/user/factors/factor-decisions.js';
import type { User } from '../../../domain/user/user.js';
import type { Cause } from '../../../eventstore/codec.js';
import { appendUnread } from '../../append-changes.js';
import type { CommandDependencies } from '../../dependencies.js';
import { requireOpenWay } from '../../steps/access/required-connection.js';
import { findAccount } from '../../steps/find-account.js';
import { padDuration } from '../../steps/pad-duration.js';
import type { SessionGrant } from '../../steps/session-grant.js';
import { MAILED_DIGITS } from '../methods/email.js';
import { countCodeTry } from '../count-code-try.js';
import { signInByMail } from './sign-in-by-mail.js';

/** A mailed code as its reader types it. */
interface TypedCode {
  readonly email: EmailAddress;
  /** The digits, without spaces. */
  readonly code: string;
  /** Binding of the browser or app that sends the code, or null if it shows none. */
  readonly request: string | null;
}

/** Minimum duration of an attempt. Without it, an address with a code takes longer than one without. */
const MIN_ATTEMPT_MS = 40;

/**
 * Signs in with a mailed code, where it was requested. Every refusal is the same, after the same time.
 *
 * @param presented session of the caller, which the new one replaces (OWASP ASVS 7.2.4)
 * @throws SsoRequired
 * @throws InvalidCode
 * @throws SecondFactorRequired the account owes a second factor
 */
export async function signInByCode(
  dependencies: CommandDependencies,
  typed: TypedCode,
  cause: Cause,
  presented: { readonly sessionId: SessionId } | null,
): Promise<SessionGrant> {
  const { countCode } = dependencies;
  const count = (outcome: 'proved' | 'failed' | 'refused') => {
    countCode({ purpose: 'sign_in', channel: 'email', outcome });
  };
  await requireOpenWay(dependencies, typed.email);
  const tried = await padDuration(MIN_ATTEMPT_MS, () => countTry(dependencies, typed, cause));
  if (tried === null) {
    count('refused');
    throw new InvalidCode();
  }
  if (!dependencies.codes.matches(tried.code.id, MAILED_DIGITS, typed.code)) {
    count('failed');
    recordFailure(dependencies, tried.account.id, cause);
    throw new InvalidCode();
  }
  count('proved');
  return await signInByMail(dependencies, tried, InvalidCode, cause, presented);
}

/** Counts a try in the log. Returns the code to compare, or null if there is none for this request, or no try left. */
async function countTry(
  dependencies: CommandDependencies,
  { email, request }: TypedCode,
  cause: Cause,
): Promise<UsableCode | null> {
  const { limitConcurrency } = dependencies;
  const user = await findAccount(dependencies, email);
  const aggregate = oneTimeCodeOf(user.id, 'sign_in');
  return await limitConcurrency(aggregate.stream, async () => {
    try {
      const counted = await countCodeTry(
        dependencies,
        aggregate,
        (code) => tryCode(requireUsable(user, code, cause.now), request ?? '', cause.now),
        cause,
      );
      return usableCode(user, counted, cause.now);
    } catch (error) {
      if (error instanceof InvalidCode) return null;
      throw error;
    }
  });
}

/** @throws InvalidCode the account has ended the code */
function requireUsable(user: User, code: OneTimeCode, now: Date): OneTimeCode {
  const usable = usableCode(user, code, now);
  if (usable === null) throw new InvalidCode();
  return usable.code;
}

/**
 * Records a wrong code in the history of the account, deferred: neither this response nor the next may reveal that the
 * account exists. The tries of a code and the codes of an hour bound the number of records.
 */
function recordFailure(
  { log, defer }: Pick<CommandDependencies, 'log' | 'defer'>,
  userId: UserId,
  cause: Cause,
): void {
  defer(async () => {
    await appendUnread(log, signInsOf(userId, cause.now), mailedCodeFailed(userId), cause);
  });
}
