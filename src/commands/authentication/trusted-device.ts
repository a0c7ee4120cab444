import type { Devices } from '../../domain/device/devices.js';
import { trustedDevices } from '../../domain/policies/trusted-devices.js';
import type { Registered } from '../../domain/user/user.js';
import type { CommandDependencies } from '../dependencies.js';

/**
 * Returns the id of the trust that a device token names, or null: the token is not authentic, is of another account, or the
 * trust has ended.
 */
export function presentedTrust(
  { deviceTokens }: Pick<CommandDependencies, 'deviceTokens'>,
  account: Registered,
  devices: Devices,
  token: string | null,
  now: Date,
): string | null {
  const claims = token === null ? null : deviceTokens.read(token);
  if (claims === null || claims.userId !== account.id) return null;
  const found = trustedDevices(account, devices, now).find(({ id }) => id === claims.trustId);
  return found?.id ?? null;
}
