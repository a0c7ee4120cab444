import type { UserId } from '../../domain/ids.js';
import type { Cause } from '../../eventstore/codec.js';
import { networkOf } from '../../security/limits/network.js';
import type { CommandDependencies } from '../dependencies.js';
import { deviceName } from './device-name.js';

/** Returns the fingerprint of the network and device of a request. It differs for each account. */
export function locationOf(
  { locationFingerprints }: Pick<CommandDependencies, 'locationFingerprints'>,
  accountId: UserId,
  { source }: Pick<Cause, 'source'>,
): string {
  return locationFingerprints(accountId, {
    network: networkOf(source?.ip ?? ''),
    device: deviceName(source?.userAgent ?? ''),
  });
}
