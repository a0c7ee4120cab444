import { deviceName } from '../../commands/steps/device-name.js';
import type { LoggedEvent } from '../../eventstore/codec.js';
import { utcMinute } from './utc-minute.js';

/** Describes the device, the address and the time of an event's request: `curl, from the address 203.0.113.7, on …`. */
export function originOf(event: Pick<LoggedEvent, 'source' | 'occurredAt'>): string {
  const source = event.source();
  const time = utcMinute(event.occurredAt);
  if (source === null) return `on ${time}`;
  return `with ${deviceName(source.userAgent)}, from the address ${source.ip}, on ${time}`;
}
