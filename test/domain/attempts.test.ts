import { describe, expect, test } from '@jest/globals';
import { attemptsOf } from '../../src/domain/attempts/attempts.js';
import {
  clearAttempts,
  countAttempt,
  failuresInRow,
  rememberLocation,
  Locked,
} from '../../src/domain/attempts/decisions.js';
import type { AttemptEvent } from '../../src/domain/attempts/events.js';
import { signInFailed } from '../../src/domain/sign-in/decisions.js';
import { signInsOf } from '../../src/domain/sign-in/sign-ins.js';
import { historyOf } from '../support/domain/given-when-then.js';
import { ADA } from '../support/domain/user-history.js';

/** The time of the first event. */
const BEGINNING = new Date('2026-01-01T00:00:00Z');
const SECOND = 1000;
const after = (ms: number) => new Date(BEGINNING.getTime() + ms);

const given = historyOf(attemptsOf(ADA, null));

/** The newest attempt; it carries the count of the earlier ones. */
function counted(failures: number, lockedMs: number | null = null): AttemptEvent {
  const lockedUntil = lockedMs === null ? null : after(lockedMs).toISOString();
  return {
    type: 'AttemptCounted',
    data: {
      account: ADA,
      failures,
      total: failures,
      locked_until: lockedUntil,
      known: false,
      cleared_at: null,
    },
  };
}

const count =
  (now: Date, cleared: Date | null = null) =>
  (state: Parameters<typeof countAttempt>[0]) =>
    countAttempt(state, ADA, { now, cleared });

describe('password attempts (LIM-1)', () => {
  test('an attempt is counted before its outcome is known', () => {
    given().when(count(BEGINNING)).then(counted(1));
    given(counted(8)).when(count(BEGINNING)).then(counted(9));
  });

  test.each([
    [10, 4 * SECOND],
    [11, 8 * SECOND],
    [12, 16 * SECOND],
    [17, 512 * SECOND],
    [18, 900 * SECOND],
    [1000, 900 * SECOND],
  ])('consecutive failure %i locks the account for %i ms', (failures, ms) => {
    given(counted(failures - 1))
      .when(count(BEGINNING))
      .then(counted(failures, ms));
  });

  test('attempts are rejected until the lockout ends, to the second', () => {
    given(counted(10, 5 * SECOND))
      .when(count(after(5 * SECOND - 1)))
      .then(Locked);
    expect(given(counted(10, 5 * SECOND)).when(count(after(5 * SECOND)))).toBeDefined();
  });

  test('the count starts again a day after the last attempt', () => {
    const day = 24 * 3600 * SECOND;
    expect(failuresInRow(given(counted(25)).state, after(day))).toBe(25);
    expect(failuresInRow(given(counted(25)).state, after(day + 1))).toBe(0);
  });
});

describe('cleared attempts (LIM-3)', () => {
  test('cleared attempts no longer count', () => {
    given(counted(10, 5 * SECOND), ...clearAttempts(ADA))
      .when((state) => countAttempt(state, ADA, { now: after(SECOND), cleared: null }))
      .then({
        type: 'AttemptCounted',
        data: {
          account: ADA,
          failures: 1,
          total: 1,
          locked_until: null,
          known: false,
          cleared_at: after(60 * SECOND).toISOString(),
        },
      });
  });

  test('clearing the account clears the attempts of each location', () => {
    const { state } = given(counted(10, 5 * SECOND));
    expect(failuresInRow(state, after(SECOND), after(-1))).toBe(10);
    expect(failuresInRow(state, after(SECOND), after(1))).toBe(0);
  });

  test('a location that was remembered stays known after later attempts', () => {
    const known = given(...rememberLocation(ADA));
    expect(known.state).toMatchObject({ known: true, failures: 0 });
    const [next] = countAttempt(known.state, ADA, { now: after(SECOND), cleared: null });
    expect(next).toMatchObject({ data: { known: true, failures: 1 } });
  });
});

describe('the history of failed attempts (LGS-2)', () => {
  test('every failure is recorded, and so is the lockout that it causes', () => {
    const failed = { type: 'SignInFailed' as const, data: { user_id: ADA } };
    expect(signInFailed(ADA, given(counted(9)).state)).toEqual([failed]);
    expect(signInFailed(ADA, given(counted(10, SECOND)).state)).toEqual([
      failed,
      { type: 'SignInLocked', data: { user_id: ADA, failures: 10, until: after(SECOND).toISOString() } },
    ]);
  });

  test('each month has its own stream', () => {
    const streams = ['2026-01-31T23:59:59Z', '2026-02-01T00:00:00Z'].map(
      (now) => signInsOf(ADA, new Date(now)).stream,
    );
    expect(streams).toEqual([`signin-${ADA}-202601`, `signin-${ADA}-202602`]);
  });
});
