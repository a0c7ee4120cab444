import { codeIdSchema, deriveId } from '../../../domain/ids.js';
import { sendCode } from '../../../domain/one-time-code/decisions.js';
import { oneTimeCodeOf } from '../../../domain/one-time-code/one-time-code.js';
import type { Cause } from '../../../eventstore/codec.js';
import type { EventLog } from '../../../eventstore/event-log.js';
import type { CountCode } from '../../../security/limits/code-metrics.js';
import type { CommandDependencies } from '../../dependencies.js';
import { handle } from '../../handle.js';
import { retryOnConflict } from '../../retry-on-conflict.js';
import { offerAccount } from '../../steps/offer-account.js';
import type { Registered } from '../../../domain/user/user.js';
import { findClaimedAccount } from '../../steps/find-account.js';
import type { SignInRequest } from '../../steps/requests/sign-in-request.js';

interface Dependencies {
  readonly log: EventLog;
  readonly rules: Pick<CommandDependencies['rules'], 'passwordlessSignUp' | 'verificationTtlMs'>;
  readonly countCode: CountCode;
}

/** The time for which a mailed link and its code work. */
export const SIGN_IN_LINK_MS = 10 * 60_000;

/**
 * Carries out a stored request: sends a link and a code if the address has an active account. If it has none, offers one
 * where people can sign up without a password.
 */
export async function issueSignInLink(
  dependencies: Dependencies,
  { commandId, correlationId, claim, data: { email, request, source } }: SignInRequest,
  now: Date,
): Promise<void> {
  const cause: Cause = { commandId, correlationId, actor: 'anonymous', now, source };
  const { log, rules } = dependencies;
  const user = await findClaimedAccount(log, claim);
  if (user.status === 'registered' && user.active) await sendLink(dependencies, user, request, cause);
  if (user.status === 'registered' || !rules.passwordlessSignUp) return;
  const username = email.slice(0, email.lastIndexOf('@'));
  await offerAccount(dependencies, { identity: null, account: { email, username }, browser: request }, cause);
}

async function sendLink(
  { log, countCode }: Dependencies,
  account: Registered,
  request: string,
  cause: Cause,
): Promise<void> {
  const asked = {
    id: deriveId(codeIdSchema, 'code', cause.commandId),
    userId: account.id,
    userRevision: account.revision,
    purpose: 'sign_in' as const,
    channel: 'email' as const,
    factorId: null,
    phone: null,
    request,
    lifeMs: SIGN_IN_LINK_MS,
  };
  const { written } = await retryOnConflict(() =>
    handle(log, cause, { code: oneTimeCodeOf(account.id, 'sign_in') }, ({ code }) => ({
      code: sendCode(code, asked, cause.now),
    })),
  );
  countCode({ purpose: 'sign_in', channel: 'email', outcome: written ? 'sent' : 'withheld' });
}
