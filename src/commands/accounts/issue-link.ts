import { requestVerification } from '../../domain/user/email-decisions.js';
import { requestPasswordReset } from '../../domain/user/password-decisions.js';
import { requestedResetLink, requestedVerificationLink } from '../../domain/user/requested-link.js';
import type { EventLog } from '../../eventstore/event-log.js';
import { CorruptedIdempotency, WrongExpectedRevision } from '../../eventstore/port.js';
import type { SingleFlight } from '../../runtime/concurrency/single-flight.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';
import { findClaimedAccount } from '../steps/find-account.js';
import type { LinkRequest } from '../steps/requests/link-request.js';

interface Dependencies {
  readonly log: EventLog;
  readonly singleFlight: SingleFlight;
  readonly rules: Pick<CommandDependencies['rules'], 'resetTtlMs' | 'verificationTtlMs'>;
}

/**
 * Carries out a stored request: issues the link if the address has an account that may get it. Concurrent requests for one
 * address share a link, because one mail is as good as ten.
 */
export async function issueLink(
  { log, singleFlight, rules }: Dependencies,
  { purpose, claim, commandId, correlationId }: LinkRequest,
  now: Date,
): Promise<void> {
  const cause = { commandId, correlationId, actor: 'anonymous', now, source: null };
  await singleFlight(`${purpose} ${claim}`, async () => {
    const account = await findClaimedAccount(log, claim);
    const [link, events] =
      purpose === 'reset'
        ? [requestedResetLink(account), requestPasswordReset(account, after(now, rules.resetTtlMs))]
        : [
            requestedVerificationLink(account),
            requestVerification(account, after(now, rules.verificationTtlMs)),
          ];
    if (events.length === 0) return;
    try {
      await handle(log, cause, { link }, () => ({ link: events }));
    } catch (error) {
      // Another process issued a link first, or this request was carried out before the account changed.
      if (!(error instanceof WrongExpectedRevision || error instanceof CorruptedIdempotency)) throw error;
    }
  });
}

function after(now: Date, ms: number): Date {
  return new Date(now.getTime() + ms);
}
