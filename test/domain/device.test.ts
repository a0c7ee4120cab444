import { describe, expect, test } from '@jest/globals';
import { noticeOf, seeDevice } from '../../src/domain/device/decisions.js';
import { devicesOf } from '../../src/domain/device/devices.js';
import { ERASED } from '../../src/domain/event.js';
import { signInFailed, signInSucceeded } from '../../src/domain/sign-in/decisions.js';
import { signInsOf } from '../../src/domain/sign-in/sign-ins.js';
import { historyOf } from '../support/given-when-then.js';
import { ADA } from '../support/user-history.js';

const DAY_MS = 24 * 3_600_000;
/** Histories begin here. */
const BEGINNING = new Date('2026-01-01T00:00:00Z');
const after = (days: number) => new Date(BEGINNING.getTime() + days * DAY_MS);

const given = historyOf(devicesOf(ADA));
const attempts = historyOf(signInsOf(ADA, BEGINNING));
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

describe('attempts to sign in', () => {
  const failed = { type: 'SignInFailed' as const, data: { user_id: ADA } };

  test('are noted when they fail', () => {
    attempts()
      .when(() => signInFailed(ADA))
      .then(failed);
  });

  test('count until one succeeds', () => {
    expect(attempts(failed, failed).state.failures).toBe(2);
    attempts(failed, failed)
      .when((signIns) => signInSucceeded(signIns, ADA))
      .then({ type: 'SignInSucceeded', data: { user_id: ADA } });
    const succeeded = { type: 'SignInSucceeded' as const, data: { user_id: ADA } };
    expect(attempts(failed, failed, succeeded, failed).state.failures).toBe(1);
  });

  test('that all succeed leave no event', () => {
    attempts()
      .when((signIns) => signInSucceeded(signIns, ADA))
      .thenNothing();
  });

  test('of another month are in another stream', () => {
    const streams = ['2026-01-31T23:59:59Z', '2026-02-01T00:00:00Z'].map(
      (now) => signInsOf(ADA, new Date(now)).stream,
    );
    expect(streams).toEqual([`signin-${ADA}-202601`, `signin-${ADA}-202602`]);
  });
});
