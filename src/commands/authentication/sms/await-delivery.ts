import { setTimeout as sleep } from 'node:timers/promises';
import { deliveryAt } from '../../../domain/delivery/delivery.js';
import type { Delivery } from '../../../domain/delivery/delivery.js';
import type { CodeId } from '../../../domain/ids.js';
import { smsIdOf } from '../../../domain/one-time-code/sms-code.js';
import type { EventLog } from '../../../eventstore/event-log.js';
import { load } from '../../handle.js';

/** The pause before the second look. It doubles with each further one. */
const FIRST_PAUSE_MS = 100;

/** Returns the outcome of a text message as soon as the worker has recorded it, or `pending` after the time is up. */
export async function awaitDelivery(
  log: EventLog,
  code: CodeId,
  patienceMs: number,
): Promise<Delivery['outcome']> {
  const deadline = performance.now() + patienceMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs *= 2) {
    const { outcome } = (await load(log, deliveryAt(smsIdOf(code)))).state;
    const leftMs = deadline - performance.now();
    if (outcome !== 'pending' || leftMs <= 0) return outcome;
    await sleep(Math.min(pauseMs, leftMs));
  }
}
