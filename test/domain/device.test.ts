import { describe, expect, test } from '@jest/globals';
import { noticeOf, seeDevice } from '../../src/domain/device/decisions.js';
import { devicesOf } from '../../src/domain/device/devices.js';
import { ERASED } from '../../src/domain/event.js';
import { historyOf } from '../support/domain/given-when-then.js';
import { ADA } from '../support/domain/user-history.js';

const DAY_MS = 24 * 3_600_000;
/** Histories begin here. */
const BEGINNING = new Date('2026-01-01T00:00:00Z');
const after = (days: number) => new Date(BEGINNING.getTime() + days * DAY_MS);

const given = historyOf(devicesOf(ADA));
const seen = (device: string) => ({ type: 'DeviceSeen' as const, data: { user_id: ADA, device } });
const FIREFOX = 'Firefox on Linux';
const PHONE = 'Safari on iOS';

describe('a device', () => {
  test('is noted when it is new', () => {
    given()
      .when((devices) => seeDevice(devices, ADA, FIREFOX, BEGINNING))
      .then(seen(FIREFOX));
    given(seen(FIREFOX))
      .when((devices) => seeDevice(devices, ADA, PHONE, BEGINNING))
      .then(seen(PHONE));
  });

  test('is noted anew after a week, not at every sign-in', () => {
    given(seen(FIREFOX))
      .when((devices) => seeDevice(devices, ADA, FIREFOX, after(6.9)))
      .thenNothing();
    given(seen(FIREFOX))
      .when((devices) => seeDevice(devices, ADA, FIREFOX, after(7)))
      .then(seen(FIREFOX));
  });

  test('of which nothing can be read any more is none', () => {
    expect(given({ type: 'DeviceSeen', data: { user_id: ADA, device: ERASED } }).state.size).toBe(0);
  });
});

describe('LOG-7 the owner is told of a sign-in', () => {
  const usual = { device: FIREFOX, failures: 0, now: after(1) };
  const notice = (devices: readonly string[], circumstances: Partial<typeof usual> = {}) =>
    noticeOf(given(...devices.map(seen)).state, { ...usual, ...circumstances });

  test('on another device than those before', () => {
    expect(notice([FIREFOX], { device: PHONE })).toBe('new_device');
    expect(notice([FIREFOX, PHONE], { device: PHONE })).toBeNull();
  });

  test('after several failures, also the very first time', () => {
    expect(notice([FIREFOX], { failures: 2 })).toBe('after_failures');
    expect(notice([], { failures: 2 })).toBe('after_failures');
  });

  test('after a long absence from every device', () => {
    expect(notice([FIREFOX, PHONE], { now: after(91) })).toBe('after_absence');
    expect(notice([FIREFOX, PHONE], { now: after(89) })).toBeNull();
  });

  test('but not of the first one, nor of what is as always', () => {
    expect(notice([])).toBeNull();
    expect(notice([FIREFOX])).toBeNull();
    expect(notice([FIREFOX], { failures: 1 })).toBeNull();
  });
});
