import type { DeviceEvent } from './events.js';
import type { Devices } from './devices.js';

const DAY_MS = 24 * 3_600_000;
/** A device in use is noted anew this often, so that its stream grows slowly however often it signs in. */
const NOTED_ANEW_MS = 7 * DAY_MS;
/** After this long without any sign-in, the next one is worth a word. */
const ABSENCE_MS = 90 * DAY_MS;
/** One wrong password is a slip. */
const SEVERAL_FAILURES = 2;

/** Notes a device that is new, or that was last noted a while ago. */
export function seeDevice(devices: Devices, userId: string, device: string, now: Date): DeviceEvent[] {
  const noted = devices.get(device);
  if (noted !== undefined && elapsed(noted, now) < NOTED_ANEW_MS) return [];
  return [{ type: 'DeviceSeen', data: { user_id: userId, device } }];
}

/**
 * Why the owner is told of a sign-in, or null where it is nothing unusual (OWASP ASVS 6.3.5). The very first one is not:
 * every device would be new to it.
 *
 * @param failures how many sign-ins have failed since the last that did not
 */
export function noticeOf(
  devices: Devices,
  { device, failures, now }: { device: string; failures: number; now: Date },
): 'new_device' | 'after_failures' | 'after_absence' | null {
  if (devices.size > 0 && !devices.has(device)) return 'new_device';
  if (failures >= SEVERAL_FAILURES) return 'after_failures';
  const last = Math.max(...[...devices.values()].map(Number));
  return devices.size > 0 && elapsed(new Date(last), now) >= ABSENCE_MS ? 'after_absence' : null;
}

function elapsed(from: Date, to: Date): number {
  return to.getTime() - from.getTime();
}
