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

/** Histories begin here. */
const BEGINNING = new Date('2026-01-01T00:00:00Z');
const SECOND = 1000;
const after = (ms: number) => new Date(BEGINNING.getTime() + ms);

const given = historyOf(attemptsOf(ADA, null));

/** The newest attempt, which tells of all before it. */
function counted(failures: number, lockedMs: number | null = null): AttemptEvent {
  const lockedUntil = lockedMs === null ? null : after(lockedMs).toISOString();
  return {
    type: 'AttemptCounted',
    data: { account: ADA, failures, locked_until: lockedUntil, known: false, cleared_at: null },
  };
}

const count =
  (now: Date, cleared: Date | null = null) =>
  (state: Parameters<typeof countAttempt>[0]) =>
    countAttempt(state, ADA, { now, cleared });

describe('LIM-1 an attempt', () => {
  test('is counted before anybody knows whether it fails', () => {
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
  ])('that is the failure number %i in a row locks for %i ms', (failures, ms) => {
    given(counted(failures - 1))
      .when(count(BEGINNING))
      .then(counted(failures, ms));
  });

  test('waits until the lock opens, to the second', () => {
    given(counted(10, 5 * SECOND))
      .when(count(after(5 * SECOND - 1)))
      .then(Locked);
    expect(given(counted(10, 5 * SECOND)).when(count(after(5 * SECOND)))).toBeDefined();
  });

  test('begins a new row a day after the last', () => {
    const day = 24 * 3600 * SECOND;
    expect(failuresInRow(given(counted(25)).state, after(day))).toBe(25);
    expect(failuresInRow(given(counted(25)).state, after(day + 1))).toBe(0);
  });
});

describe('LIM-3 what was counted', () => {
  test('counts no more once it was cleared', () => {
    given(counted(10, 5 * SECOND), ...clearAttempts(ADA))
      .when((state) => countAttempt(state, ADA, { now: after(SECOND), cleared: null }))
      .then({
        type: 'AttemptCounted',
        data: {
          account: ADA,
          failures: 1,
          locked_until: null,
          known: false,
          cleared_at: after(60 * SECOND).toISOString(),
        },
      });
  });

  test('at one place counts no more once the whole account was cleared', () => {
    const { state } = given(counted(10, 5 * SECOND));
    expect(failuresInRow(state, after(SECOND), after(-1))).toBe(10);
    expect(failuresInRow(state, after(SECOND), after(1))).toBe(0);
  });

  test('leaves a place known, and it stays known by what comes after', () => {
    const known = given(...rememberLocation(ADA));
    expect(known.state).toMatchObject({ known: true, failures: 0 });
    const [next] = countAttempt(known.state, ADA, { now: after(SECOND), cleared: null });
    expect(next).toMatchObject({ data: { known: true, failures: 1 } });
  });
});

describe('LGS-2 of failed attempts', () => {
  test('each is remembered, and when they lock', () => {
    const failed = { type: 'SignInFailed' as const, data: { user_id: ADA } };
    expect(signInFailed(ADA, given(counted(9)).state)).toEqual([failed]);
    expect(signInFailed(ADA, given(counted(10, SECOND)).state)).toEqual([
      failed,
      { type: 'SignInLocked', data: { user_id: ADA, failures: 10, until: after(SECOND).toISOString() } },
    ]);
  });

  test('those of another month are in another stream', () => {
    const streams = ['2026-01-31T23:59:59Z', '2026-02-01T00:00:00Z'].map(
      (now) => signInsOf(ADA, new Date(now)).stream,
    );
    expect(streams).toEqual([`signin-${ADA}-202601`, `signin-${ADA}-202602`]);
  });
});
