import { recordFailed, recordSent } from '../../domain/delivery/decisions.js';
import { deliveryAt } from '../../domain/delivery/delivery.js';
import type { Delivery } from '../../domain/delivery/delivery.js';
import type { UserId } from '../../domain/ids.js';
import type { Cause } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';
import type { Loaded } from '../handle.js';

export interface DeliveryOutcome {
  /** Job that sends the mail. */
  readonly jobId: string;
  readonly userId: UserId;
  readonly mail: string;
  readonly outcome: { readonly sent: string } | { readonly failed: string };
}

/**
 * Records the outcome of a mail: the message id after success, the reason after failure.
 *
 * @param preloaded the delivery, if the caller has read it
 */
export async function recordDelivery(
  { log }: Pick<CommandDependencies, 'log'>,
  { jobId, userId, mail, outcome }: DeliveryOutcome,
  cause: Cause,
  preloaded: readonly Loaded<Delivery>[] = [],
): Promise<void> {
  const decide = ({ delivery }: { delivery: Delivery }) => ({
    delivery:
      'sent' in outcome
        ? recordSent(delivery, { userId, mail }, outcome.sent)
        : recordFailed(delivery, { userId, mail }, outcome.failed),
  });
  await handle(log, cause, { delivery: deliveryAt(jobId) }, decide, preloaded);
}
