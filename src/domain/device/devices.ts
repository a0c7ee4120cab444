import type { Aggregate } from '../aggregate.js';
import { Erased } from '../event.js';
import type { DeviceEvent } from './events.js';

/** The devices on which a user has signed in, each with when that was last noted. */
export type Devices = ReadonlyMap<string, Date>;

export function devicesOf(userId: string): Aggregate<Devices, DeviceEvent> {
  return {
    stream: `devices-${userId}`,
    initial: new Map(),
    evolve: (devices, { data, occurredAt }) =>
      data.device instanceof Erased ? devices : new Map(devices).set(data.device, occurredAt),
  };
}
