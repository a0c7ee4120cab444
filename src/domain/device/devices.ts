import type { Aggregate } from '../aggregate.js';
import { defineCategory } from '../category.js';
import { Erased } from '../event.js';
import type { UserId } from '../ids.js';
import { deviceEvents } from './events.js';
import type { DeviceEvent } from './events.js';

/** The names of the devices that a user has signed in on, each with the time of its newest event. */
export type Devices = ReadonlyMap<string, Date>;

export const userDevices = defineCategory({ prefix: 'devices', events: deviceEvents, subject: 'data_user' });

export function devicesOf(userId: UserId): Aggregate<Devices, DeviceEvent> {
  return userDevices.aggregate<Devices, DeviceEvent>(userId, {
    initial: new Map(),
    evolve: (devices, { data, occurredAt }) =>
      data.device instanceof Erased ? devices : new Map(devices).set(data.device, occurredAt),
  });
}
