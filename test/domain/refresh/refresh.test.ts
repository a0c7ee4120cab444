import { describe, expect, test } from '@jest/globals';
import { InvalidRefreshToken, startFamily, rotate } from '../../../src/domain/refresh/decisions.js';
import type { RefreshEvent } from '../../../src/domain/refresh/events.js';
import { familyAt } from '../../../src/domain/refresh/refresh.js';
import type { Family } from '../../../src/domain/refresh/refresh.js';
import { historyOf } from '../../support/domain/given-when-then.js';
import { ADA } from '../../support/domain/user-history.js';
import { anEventId, aSessionId } from '../../support/domain/ids.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 1440 * MINUTE;
const LIFETIMES = {
  refreshTtlMs: 30 * DAY,
  refreshIdleTtlMs: 7 * DAY,
  refreshGraceMs: 10 * SECOND,
  refreshLostAnswerMs: DAY,
};
const HOME = 'the fingerprint of a phone at home';
const ELSEWHERE = 'the fingerprint of another device';

/** The beginning of the given history: its events are a minute apart. */
const SIGN_IN = new Date('2026-01-01T00:00:00Z');
const EXPIRES = after(LIFETIMES.refreshTtlMs);

const given = historyOf(familyAt(aSessionId('c2f8a1de-7b34-4c55-8e0f-6a9d3b2e1f07')));
const reused = (generation: number): RefreshEvent => ({
  type: 'RefreshTokenReused',
  data: { user_id: ADA, generation },
});

function after(ms: number): Date {
  return new Date(SIGN_IN.getTime() + ms);
}

/** A token as it is issued at a moment to a client at home. */
function issued(
  generation: number,
  at = after(generation * MINUTE),
  idleExpires?: Date,
  location: string | null = HOME,
): RefreshEvent {
  const idle = idleExpires ?? new Date(at.getTime() + LIFETIMES.refreshIdleTtlMs);
  return {
    type: 'RefreshTokenIssued',
    data: {
      user_id: ADA,
      generation,
      expires_at: EXPIRES.toISOString(),
      idle_expires_at: idle.toISOString(),
      location,
    },
  };
}

const use =
  (generation: number, now: Date, location: string | null = HOME, lifetimes = LIFETIMES) =>
  (family: Family) =>
    rotate(family, { generation, location }, lifetimes, now);
const owner = { userId: ADA, location: HOME };

test('a sign-in issues the first token, once', () => {
  const start = (family: Family) => startFamily(family, owner, LIFETIMES, SIGN_IN);
  given().when(start).then(issued(0));
  given(issued(0)).when(start).thenNothing();
  given(issued(0), reused(0)).when(start).thenNothing();
});

test('a token is idle no longer than its family lives', () => {
  given()
    .when((family) => startFamily(family, owner, { ...LIFETIMES, refreshIdleTtlMs: 60 * DAY }, SIGN_IN))
    .then(issued(0, SIGN_IN, EXPIRES));
});

test('REF-1 the newest token is replaced by the next', () => {
  given(issued(0))
    .when(use(0, after(DAY)))
    .then(issued(1, after(DAY)));
  given(issued(0), issued(1))
    .when(use(1, after(DAY)))
    .then(issued(2, after(DAY)));
});

describe('REF-5 the token before the newest', () => {
  test.each([0, 1, 10 * SECOND])('leads to the newest for 10 s: after %i ms', (ms) => {
    given(issued(0), issued(1))
      .when(use(0, after(MINUTE + ms), ELSEWHERE))
      .thenNothing();
  });

  test('leads to it also by a clock that is a little behind', () => {
    given(issued(0), issued(1))
      .when(use(0, after(MINUTE - SECOND), ELSEWHERE))
      .thenNothing();
  });

  test('REF-2 was stolen if it comes later from elsewhere', () => {
    for (const location of [ELSEWHERE, null]) {
      given(issued(0), issued(1))
        .when(use(0, after(MINUTE + 10 * SECOND + 1), location))
        .then(reused(0));
    }
  });

  test('leads to the newest for a day where that was issued: its answer was lost', () => {
    given(issued(0), issued(1))
      .when(use(0, after(MINUTE + DAY)))
      .thenNothing();
    given(issued(0), issued(1))
      .when(use(0, after(MINUTE + DAY + 1)))
      .then(reused(0));
  });

  test('REF-2 was stolen if it comes later and the newest was issued elsewhere, or nobody knows where', () => {
    for (const location of [ELSEWHERE, null]) {
      const newest = issued(1, after(MINUTE), undefined, location);
      given(issued(0), newest)
        .when(use(0, after(2 * MINUTE)))
        .then(reused(0));
    }
    given(issued(0), issued(1, after(MINUTE), undefined, null))
      .when(use(0, after(2 * MINUTE), null))
      .then(reused(0));
  });

  test('REF-2 was stolen, where lost answers are off, if it comes after the grace', () => {
    const strict = { ...LIFETIMES, refreshLostAnswerMs: 0 };
    given(issued(0), issued(1))
      .when(use(0, after(MINUTE + 10 * SECOND), HOME, strict))
      .thenNothing();
    given(issued(0), issued(1))
      .when(use(0, after(MINUTE + 10 * SECOND + 1), HOME, strict))
      .then(reused(0));
  });

  test('is covered by lost answers alone where the grace is off', () => {
    const homeOnly = { ...LIFETIMES, refreshGraceMs: 0 };
    given(issued(0), issued(1))
      .when(use(0, after(2 * MINUTE), HOME, homeOnly))
      .thenNothing();
    given(issued(0), issued(1))
      .when(use(0, after(MINUTE), ELSEWHERE, homeOnly))
      .then(reused(0));
  });

  test.each([-SECOND, 0, 1])(
    'was stolen, however soon it comes, where the grace is off: after %i ms',
    (ms) => {
      const strict = { ...LIFETIMES, refreshGraceMs: 0, refreshLostAnswerMs: 0 };
      given(issued(0), issued(1))
        .when(use(0, after(MINUTE + ms), HOME, strict))
        .then(reused(0));
      given(issued(0), issued(1))
        .when(use(1, after(MINUTE + ms), HOME, strict))
        .then(issued(2, after(MINUTE + ms)));
    },
  );
});

describe('REF-2', () => {
  test('an older token was stolen, however soon it comes', () => {
    given(issued(0), issued(1), issued(2))
      .when(use(0, after(2 * MINUTE)))
      .then(reused(0));
  });

  test('after a reuse no token of the family is one', () => {
    for (const generation of [0, 1, 2]) {
      given(issued(0), issued(1), issued(2), reused(0))
        .when(use(generation, after(3 * MINUTE)))
        .then(InvalidRefreshToken);
    }
    const { state } = given(issued(0), reused(0), issued(1));
    expect(state).toEqual({ status: 'over' });
  });
});

test('a token that was never issued is none', () => {
  given().when(use(0, SIGN_IN)).then(InvalidRefreshToken);
  given(issued(0))
    .when(use(1, after(DAY)))
    .then(InvalidRefreshToken);
});

describe('REF-7', () => {
  test('a token that was idle for 7 days is over', () => {
    given(issued(0))
      .when(use(0, after(7 * DAY - 1)))
      .then(issued(1, after(7 * DAY - 1)));
    given(issued(0))
      .when(use(0, after(7 * DAY)))
      .then(InvalidRefreshToken);
  });

  test('under constant use the family is over 30 days after the sign-in', () => {
    let now = after(0);
    let history = [issued(0)];
    for (let generation = 0; now < EXPIRES; generation += 1) {
      const { state } = given(...history);
      history = [...history, ...rotate(state, { generation, location: HOME }, LIFETIMES, now)];
      now = new Date(now.getTime() + DAY);
    }
    expect(history).toHaveLength(31);
    expect(history.at(-1)).toEqual(issued(30, after(29 * DAY), EXPIRES));
    given(...history)
      .when(use(30, new Date(EXPIRES.getTime() - 1)))
      .then(issued(31, EXPIRES, EXPIRES));
    given(...history)
      .when(use(30, EXPIRES))
      .then(InvalidRefreshToken);
  });

  test('an expired token is refused before it is called stolen', () => {
    given(issued(0), issued(1)).when(use(0, EXPIRES)).then(InvalidRefreshToken);
  });
});

test('the newest event of a family tells all: older ones may be gone', () => {
  const { state } = given(issued(0), issued(1), issued(2));
  const newest = {
    ...issued(2),
    id: anEventId(),
    stream: 'x',
    revision: 2,
    occurredAt: after(2 * MINUTE),
    actor: 'anonymous',
  };
  const aggregate = familyAt(aSessionId('c2f8a1de-7b34-4c55-8e0f-6a9d3b2e1f07'));
  expect(aggregate.evolve(aggregate.initial, newest)).toEqual(state);
});
