import { recordSms as decide } from '../../domain/delivery/decisions.js';
import { deliveryAt } from '../../domain/delivery/delivery.js';
import type { Delivery } from '../../domain/delivery/delivery.js';
import { smsIdOf } from '../../domain/one-time-code/sms-code.js';
import type { SentCode } from '../../domain/one-time-code/one-time-code.js';
import type { Cause } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';
import type { Loaded } from '../handle.js';

/**
 * Records the outcome of the text message with a code.
 *
 * @param failure the reason for which it was not sent; null after success
 * @param preloaded the delivery, as the caller has read it
 */
export async function recordSms(
  { log }: Pick<CommandDependencies, 'log'>,
  { id, userId, purpose }: Pick<SentCode, 'id' | 'userId' | 'purpose'>,
  { country, failure }: { readonly country: string; readonly failure: string | null },
  cause: Cause,
  preloaded: Loaded<Delivery>,
): Promise<void> {
  const sms = { user_id: userId, purpose, country };
  const delivery = deliveryAt(smsIdOf(id));
  await handle(log, cause, { delivery }, (states) => ({ delivery: decide(states.delivery, sms, failure) }), [
    preloaded,
  ]);
}
