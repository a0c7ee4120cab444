import type { Aggregate } from '../aggregate.js';
import { defineCategory } from '../category.js';
import { Erased } from '../event.js';
import type { Recorded } from '../event.js';
import type { UserId } from '../ids.js';
import { deviceEvents } from './events.js';
import type { DeviceEvent } from './events.js';

/** A device on which the password alone signs in. */
export interface TrustedDevice {
  readonly id: string;
  /** The revision of the account at the start of the trust. */
  readonly userRevision: number;
  readonly device: string;
  readonly trustedAt: Date;
  readonly expires: Date;
}

/** The devices of a user. */
export interface Devices {
  /** The names of the devices that the user has signed in on, each with the time of its newest event. */
  readonly seen: ReadonlyMap<string, Date>;
  /** In the order of their trust. Expired devices are included. */
  readonly trusted: readonly TrustedDevice[];
}

export const userDevices = defineCategory({
  prefix: 'devices',
  events: deviceEvents,
  subject: 'data_user',
  origins: 'devices',
});

export function devicesOf(userId: UserId): Aggregate<Devices, DeviceEvent> {
  return userDevices.aggregate<Devices, DeviceEvent>(userId, {
    initial: { seen: new Map(), trusted: [] },
    evolve,
  });
}

function evolve(devices: Devices, { type, data, occurredAt }: Recorded<DeviceEvent>): Devices {
  if (type === 'DeviceTrustEnded') {
    const ended = data.trust_id;
    return { ...devices, trusted: devices.trusted.filter(({ id }) => ended !== null && id !== ended) };
  }
  const { device } = data;
  if (device instanceof Erased) return devices;
  if (type === 'DeviceSeen') return { ...devices, seen: new Map(devices.seen).set(device, occurredAt) };
  const trusted = {
    id: data.trust_id,
    userRevision: data.user_revision,
    device,
    trustedAt: occurredAt,
    expires: new Date(data.expires_at),
  };
  return { ...devices, trusted: [...devices.trusted, trusted] };
}
