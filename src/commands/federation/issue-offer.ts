import type { EventLog } from '../../eventstore/event-log.js';
import type { CommandDependencies } from '../dependencies.js';
import { notifyOwner } from '../steps/notify-owner.js';
import { offerAccount } from '../steps/offer-account.js';
import type { OfferRequest } from '../steps/requests/offer-request.js';

interface Dependencies {
  readonly log: EventLog;
  readonly rules: Pick<CommandDependencies['rules'], 'verificationTtlMs'>;
}

/**
 * Carries out a stored offer: offers the registration by mail, or notifies the owner of a taken address. A repeat sends no
 * second mail.
 */
export async function issueOffer(
  dependencies: Dependencies,
  { commandId, correlationId, claim, data: { actor, source, ...offered } }: OfferRequest,
  now: Date,
): Promise<void> {
  const cause = { commandId, correlationId, actor, now, source };
  if (await notifyOwner(dependencies.log, claim, cause)) return;
  await offerAccount(dependencies, offered, cause);
}
