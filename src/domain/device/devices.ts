import type { Aggregate } from '../aggregate.js';
import { defineCategory } from '../category.js';
import { Erased } from '../event.js';
import { deviceEvents } from './events.js';
import type { DeviceEvent } from './events.js';

/** The devices on which a user has signed in, each with when that was last noted. */
export type Devices = ReadonlyMap<string, Date>;

export const userDevices = defineCategory({ prefix: 'devices', events: deviceEvents, subject: 'data_user' });

export function devicesOf(userId: string): Aggregate<Devices, DeviceEvent> {
  return userDevices.aggregate<Devices, DeviceEvent>(userId, {
    initial: new Map(),
    evolve: (devices, { data, occurredAt }) =>
      data.device instanceof Erased ? devices : new Map(devices).set(data.device, occurredAt),
  });
}
