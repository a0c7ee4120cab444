import type { SessionId } from '../../../domain/ids.js';
import type { DomainError } from '../../../domain/domain-error.js';
import { handToMailbox, sessionOfCode } from '../../../domain/policies/mailed-code.js';
import type { UsableCode } from '../../../domain/policies/mailed-code.js';
import { InvalidCredentials, requireRegistered } from '../../../domain/user/decisions.js';
import { InvalidCode } from '../../../domain/user/factors/factor-decisions.js';
import { userAt } from '../../../domain/user/user.js';
import type { Registered } from '../../../domain/user/user.js';
import type { Cause } from '../../../eventstore/codec.js';
import type { CommandDependencies } from '../../dependencies.js';
import { handle } from '../../handle.js';
import { loadAttemptCounters } from '../../steps/passwords/attempt-counters.js';
import { replaceSession } from '../../steps/replace-session.js';
import type { SessionGrant } from '../../steps/session-grant.js';
import { emailProof } from '../methods/email.js';
import { InvalidMfaToken } from '../second-step/pending-sign-in.js';
import { startSession } from '../start-session.js';

/**
 * Signs in the reader of a mailbox. The mail proves the address of the account. A lock of the account concerns guesses of its
 * password, so the mail passes it and lifts it.
 *
 * @param Used refusal of a mail that was used before
 * @param presented session of the caller, which the new one replaces (OWASP ASVS 7.2.4)
 * @throws Used
 * @throws SecondFactorRequired the account owes a second factor
 */
export async function signInByMail(
  dependencies: CommandDependencies,
  { code, account: found }: UsableCode,
  Used: new () => DomainError,
  cause: Cause,
  presented: { readonly sessionId: SessionId } | null,
): Promise<SessionGrant> {
  const sessionId = sessionOfCode(code.id);
  const account = await provenAccount(dependencies, found, sessionId, cause);
  const counters = await loadAttemptCounters(dependencies, account.id, cause);
  const proof = emailProof(code, cause.now);
  const signedIn = { proof, pending: null, provider: null, counters, sessionId };
  try {
    const grant = await startSession(dependencies, account, signedIn, cause);
    return await replaceSession(dependencies, grant, presented, cause);
  } catch (error) {
    throw isUsed(error) ? new Used() : error;
  }
}

/** Returns the account after the mail has proved its address. */
async function provenAccount(
  { log, rules }: CommandDependencies,
  account: Registered,
  starting: SessionId,
  cause: Cause,
): Promise<Registered> {
  if (account.verified && !account.emailOnlyAsserted) return account;
  const restorableUntil = new Date(cause.now.getTime() + rules.verificationTtlMs);
  const { states } = await handle(
    log,
    { ...cause, actor: `user:${account.id}` },
    { user: userAt(account.id) },
    ({ user }) => ({ user: handToMailbox(requireRegistered(user), restorableUntil, starting) }),
  );
  return requireRegistered(states.user);
}

/** Returns true if the code was spent before, or its session exists already or has ended. */
function isUsed(error: unknown): boolean {
  return (
    error instanceof InvalidCode || error instanceof InvalidMfaToken || error instanceof InvalidCredentials
  );
}
