import { DomainError } from '../domain-error.js';
import type { UserId } from '../ids.js';
import type { Devices, TrustedDevice } from './devices.js';
import type { DeviceEvent } from './events.js';

export class UnknownTrustedDevice extends DomainError {
  readonly code = 'unknown_trusted_device';
}

/** Trusts a device. Does nothing for a trust that is recorded. */
export function trustDevice(
  { trusted }: Devices,
  userId: UserId,
  device: Pick<TrustedDevice, 'id' | 'userRevision' | 'device' | 'expires'>,
): DeviceEvent[] {
  if (trusted.some(({ id }) => id === device.id)) return [];
  return [
    {
      type: 'DeviceTrusted',
      data: {
        user_id: userId,
        trust_id: device.id,
        user_revision: device.userRevision,
        device: device.device,
        expires_at: device.expires.toISOString(),
      },
    },
  ];
}

/**
 * Ends the trust in a device, or in all devices.
 *
 * @param trustId null: all
 * @throws UnknownTrustedDevice
 */
export function endTrust({ trusted }: Devices, userId: UserId, trustId: string | null): DeviceEvent[] {
  if (trustId !== null && !trusted.some(({ id }) => id === trustId)) throw new UnknownTrustedDevice();
  if (trusted.length === 0) return [];
  return [{ type: 'DeviceTrustEnded', data: { user_id: userId, trust_id: trustId } }];
}
