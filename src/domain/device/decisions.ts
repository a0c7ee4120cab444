import type { UserId } from '../ids.js';
import type { DeviceEvent } from './events.js';
import type { Devices } from './devices.js';

const DAY_MS = 24 * 3_600_000;
/** The interval at which a device in use is recorded again. It bounds the stream, however often the device signs in. */
const RECORD_AGAIN_MS = 7 * DAY_MS;
/** The time without a sign-in after which the next one is unusual. */
const ABSENCE_MS = 90 * DAY_MS;
/** A single wrong password is not unusual. */
const UNUSUAL_FAILURES = 2;

/** Records a device that is new, or that was last recorded a week ago. */
export function seeDevice({ seen }: Devices, userId: UserId, device: string, now: Date): DeviceEvent[] {
  const recordedAt = seen.get(device);
  if (recordedAt !== undefined && elapsed(recordedAt, now) < RECORD_AGAIN_MS) return [];
  return [{ type: 'DeviceSeen', data: { user_id: userId, device } }];
}

/**
 * Returns the reason to notify the owner of a sign-in, or null for a usual one (OWASP ASVS 6.3.5). The first sign-in of
 * an account is usual, although its device is new.
 *
 * @param failures the number of failed sign-ins since the last successful one
 */
export function noticeOf(
  { seen }: Devices,
  { device, failures, now }: { device: string; failures: number; now: Date },
): 'new_device' | 'after_failures' | 'after_absence' | null {
  if (seen.size > 0 && !seen.has(device)) return 'new_device';
  if (failures >= UNUSUAL_FAILURES) return 'after_failures';
  const last = Math.max(...[...seen.values()].map(Number));
  return seen.size > 0 && elapsed(new Date(last), now) >= ABSENCE_MS ? 'after_absence' : null;
}

function elapsed(from: Date, to: Date): number {
  return to.getTime() - from.getTime();
}
