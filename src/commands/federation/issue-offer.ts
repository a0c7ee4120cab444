import { deriveId, userIdSchema } from '../../domain/ids.js';
import { offerRegistration as offer } from '../../domain/pending-registration/decisions.js';
import { pendingRegistrationOf } from '../../domain/pending-registration/pending-registration.js';
import type { EventLog } from '../../eventstore/event-log.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';
import { notifyOwner } from '../steps/notify-owner.js';
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
  { log, rules }: Dependencies,
  { commandId, correlationId, claim, data }: OfferRequest,
  now: Date,
): Promise<void> {
  const { identity, account, browser, actor, source } = data;
  const cause = { commandId, correlationId, actor, now, source };
  if (await notifyOwner(log, claim, cause)) return;
  const userId = deriveId(userIdSchema, 'user', commandId);
  const expires = new Date(now.getTime() + rules.verificationTtlMs);
  await handle(log, cause, { pending: pendingRegistrationOf(userId) }, ({ pending }) => ({
    pending: offer(pending, userId, identity, account, { browser, expires }),
  }));
}
