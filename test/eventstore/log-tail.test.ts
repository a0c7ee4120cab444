import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { LogTail } from '../../src/eventstore/postgres/tail.js';
import { positionBefore, positionOf } from '../../src/eventstore/postgres/position.js';
import { START } from '../../src/eventstore/port.js';
import type { Position, StoredEvent } from '../../src/eventstore/port.js';

const LIMIT = 100;

/** A log in memory, whose reads are counted. */
function aLog() {
  let events: StoredEvent[] = [];
  const log = {
    reads: 0,
    append(count: number): StoredEvent[] {
      const added = Array.from({ length: count }, (_, n) => anEvent(events.length + n + 1));
      events = [...events, ...added];
      return added;
    },
    /** Loses the newest events, as a failover to a replica that lacks them. */
    lose(count: number): void {
      events = events.slice(0, -count);
    },
    after: (position: Position) => events.filter((event) => event.position > position),
  };
  const tail = new LogTail(({ after, limit }) => {
    log.reads += 1;
    return Promise.resolve(log.after(after).slice(0, limit));
  });
  return { log, tail };
}

function anEvent(number: number): StoredEvent {
  return {
    id: randomUUID(),
    type: 'Happened',
    data: {},
    metadata: {},
    stream: 'any-1',
    revision: number - 1,
    position: positionOf(String(number)),
    recordedAt: new Date(number),
  };
}

function extend(tail: LogTail, events: readonly StoredEvent[]): void {
  const [first] = events;
  if (first !== undefined) tail.extend(positionBefore(first.position), events);
}

describe('the tail of the log', () => {
  test('contains the own appends, which are not read', async () => {
    const { log, tail } = aLog();
    log.append(3);
    expect(await tail.read({ after: START, limit: LIMIT })).toEqual(log.after(START));
    const own = log.append(2);
    extend(tail, own);
    expect(await tail.read({ after: positionOf('3'), limit: LIMIT })).toEqual(own);
    expect(log.reads).toBe(1);
  });

  test('ignores an own append after events of others, and reads both', async () => {
    const { log, tail } = aLog();
    log.append(1);
    await tail.read({ after: START, limit: LIMIT });
    const theirs = log.append(1);
    const own = log.append(1);
    extend(tail, own);
    expect(await tail.read({ after: positionOf('1'), limit: LIMIT })).toEqual([...theirs, ...own]);
  });

  test('is dropped when an own append shows that the log has lost events', async () => {
    const { log, tail } = aLog();
    log.append(2);
    await tail.read({ after: START, limit: LIMIT });
    extend(tail, log.append(3));
    log.lose(2);
    extend(tail, log.append(3));
    expect(await tail.read({ after: positionOf('2'), limit: LIMIT })).toEqual(log.after(positionOf('2')));
  });

  test('is read again after it was dropped', async () => {
    const { log, tail } = aLog();
    log.append(2);
    await tail.read({ after: START, limit: LIMIT });
    log.lose(1);
    const other = log.append(1);
    tail.forget();
    expect(await tail.read({ after: positionOf('1'), limit: LIMIT })).toEqual(other);
  });

  test('does not begin with a page that was asked for before it was dropped', async () => {
    const { log, tail } = aLog();
    log.append(2);
    const reading = tail.read({ after: START, limit: LIMIT });
    tail.forget();
    await reading;
    log.lose(1);
    const other = log.append(1);
    expect(await tail.read({ after: positionOf('1'), limit: LIMIT })).toEqual(other);
  });

  test('drops its oldest events beyond its size, which are read from the database', async () => {
    const { log, tail } = aLog();
    log.append(1);
    await tail.read({ after: START, limit: LIMIT });
    extend(tail, log.append(6_000));
    expect(await tail.read({ after: START, limit: 2 })).toEqual(log.after(START).slice(0, 2));
    expect(await tail.read({ after: positionOf('5990'), limit: LIMIT })).toHaveLength(11);
    expect(log.reads).toBe(2);
  });
});
