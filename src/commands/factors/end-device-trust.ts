import { devicesOf } from '../../domain/device/devices.js';
import { endTrust } from '../../domain/device/trust.js';
import type { UserId } from '../../domain/ids.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';

/**
 * Ends the trust in one device of a user, or in all.
 *
 * @param trustId null: all
 * @throws UnknownTrustedDevice
 */
export async function endDeviceTrust(
  { log }: Pick<CommandDependencies, 'log'>,
  userId: UserId,
  trustId: string | null,
  cause: Cause,
): Promise<{ position: Position | null }> {
  const { position } = await handle(log, cause, { devices: devicesOf(userId) }, ({ devices }) => ({
    devices: endTrust(devices, userId, trustId),
  }));
  return { position };
}
