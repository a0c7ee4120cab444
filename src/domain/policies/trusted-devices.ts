import type { Devices, TrustedDevice } from '../device/devices.js';
import type { Registered } from '../user/user.js';

/**
 * Returns the devices that are trusted now. Trust ends at its expiry, and by every event of the account after it that ends
 * trust: a new password, a removed factor, a used recovery code, a deactivation.
 */
export function trustedDevices(
  { trustEnd }: Pick<Registered, 'trustEnd'>,
  { trusted }: Devices,
  now: Date,
): TrustedDevice[] {
  return trusted.filter(({ userRevision, expires }) => userRevision >= trustEnd && expires > now);
}
