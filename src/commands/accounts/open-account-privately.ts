import { v5 as uuidv5 } from 'uuid';
import { EmailTaken } from '../../domain/claim/decisions.js';
import { RegistrationLapsed } from '../../domain/user/decisions.js';
import type { Registration } from '../../domain/user/decisions.js';
import type { Cause } from '../../eventstore/codec.js';
import type { EventLog } from '../../eventstore/event-log.js';
import type { CommandDependencies } from '../dependencies.js';
import { notifyOwner } from '../steps/notify-owner.js';
import type { RegistrationRequest } from '../steps/requests/registration-request.js';
import { accountIdOf, openAccount } from './register.js';
import { releaseUnusedClaim } from './release-unused-claim.js';

interface Dependencies {
  readonly log: EventLog;
  readonly rules: Pick<CommandDependencies['rules'], 'verificationTtlMs'>;
}

/**
 * Carries out a stored sign-up: opens the account, or notifies the owner of a taken address by mail. A repeat opens no
 * second account and sends no second mail.
 */
export async function openAccountPrivately(
  { log, rules }: Dependencies,
  { commandId, correlationId, claim, data: { source, ...person } }: RegistrationRequest,
  now: Date,
): Promise<void> {
  const linkExpires = new Date(now.getTime() + rules.verificationTtlMs);
  const cause = { commandId, correlationId, actor: 'anonymous', now, source };
  await openOrNotify(log, { ...person, claim, linkExpires }, cause);
}

async function openOrNotify(log: EventLog, registration: Registration, cause: Cause): Promise<void> {
  try {
    await openAccount({ log }, registration, cause);
  } catch (error) {
    if (error instanceof RegistrationLapsed) await openAgain(log, registration, cause);
    else if (error instanceof EmailTaken) await notifyOwner(log, registration.claim, cause);
    else throw error;
  }
}

/**
 * Opens the account under another id. The first attempt was interrupted after its claim, and the account did not follow in
 * time. Nobody is left to sign up again, so the request must not end with it.
 */
async function openAgain(log: EventLog, registration: Registration, cause: Cause): Promise<void> {
  const step = (name: string) => ({ ...cause, commandId: uuidv5(name, cause.commandId) });
  // The lapsed claim may not be released yet, and would count as another person's.
  const unused = { claim: registration.claim, userId: accountIdOf(cause), stalled: true };
  await releaseUnusedClaim({ log }, unused, step('release'));
  await openOrNotify(log, registration, step('again'));
}
