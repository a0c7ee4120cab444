import { describe, expect, test } from '@jest/globals';
import { noticeOf, seeDevice } from '../../src/domain/device/decisions.js';
import { devicesOf } from '../../src/domain/device/devices.js';
import { ERASED } from '../../src/domain/event.js';
import { historyOf } from '../support/domain/given-when-then.js';
import { ADA } from '../support/domain/user-history.js';

const DAY_MS = 24 * 3_600_000;
/** The time of the first event. */
const BEGINNING = new Date('2026-01-01T00:00:00Z');
const after = (days: number) => new Date(BEGINNING.getTime() + days * DAY_MS);

const given = historyOf(devicesOf(ADA));
const seen = (device: string) => ({ type: 'DeviceSeen' as const, data: { user_id: ADA, device } });
const FIREFOX = 'Firefox on Linux';
const PHONE = 'Safari on iOS';

describe('the devices of a user', () => {
  test('a new device is recorded', () => {
    given()
      .when((devices) => seeDevice(devices, ADA, FIREFOX, BEGINNING))
      .then(seen(FIREFOX));
    given(seen(FIREFOX))
      .when((devices) => seeDevice(devices, ADA, PHONE, BEGINNING))
      .then(seen(PHONE));
  });

  test('a device in use is recorded once a week, not at every sign-in', () => {
    given(seen(FIREFOX))
      .when((devices) => seeDevice(devices, ADA, FIREFOX, after(6.9)))
      .thenNothing();
    given(seen(FIREFOX))
      .when((devices) => seeDevice(devices, ADA, FIREFOX, after(7)))
      .then(seen(FIREFOX));
  });

  test('a device with an erased name is ignored', () => {
    expect(given({ type: 'DeviceSeen', data: { user_id: ADA, device: ERASED } }).state.seen.size).toBe(0);
  });
});

describe('notices of unusual sign-ins (LOG-7)', () => {
  const usual = { device: FIREFOX, failures: 0, now: after(1) };
  const notice = (devices: readonly string[], circumstances: Partial<typeof usual> = {}) =>
    noticeOf(given(...devices.map(seen)).state, { ...usual, ...circumstances });

  test('a sign-in on a new device is notified', () => {
    expect(notice([FIREFOX], { device: PHONE })).toBe('new_device');
    expect(notice([FIREFOX, PHONE], { device: PHONE })).toBeNull();
  });

  test('a sign-in after several failures is notified, even the first one', () => {
    expect(notice([FIREFOX], { failures: 2 })).toBe('after_failures');
    expect(notice([], { failures: 2 })).toBe('after_failures');
  });

  test('a sign-in after a long absence is notified', () => {
    expect(notice([FIREFOX, PHONE], { now: after(91) })).toBe('after_absence');
    expect(notice([FIREFOX, PHONE], { now: after(89) })).toBeNull();
  });

  test('the first sign-in and usual ones are not notified', () => {
    expect(notice([])).toBeNull();
    expect(notice([FIREFOX])).toBeNull();
    expect(notice([FIREFOX], { failures: 1 })).toBeNull();
  });
});
