import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { FeedRequest } from '../../src/api/feed/feed-page.js';
import { ALL_PERMISSIONS } from '../../src/domain/permissions.js';
import { START } from '../../src/eventstore/port.js';
import type { NewEvent, Position } from '../../src/eventstore/port.js';
import { openMemoryFeed } from '../support/stores/memory/memory-feed.js';
import type { MemoryFeed } from '../support/stores/memory/memory-feed.js';
import { openMemoryLog } from '../support/stores/memory/memory-log.js';
import type { MemoryLog } from '../support/stores/memory/memory-log.js';

const everything = { types: null, subject: null, scopes: new Set(ALL_PERMISSIONS) };
const ADA = '7f0c2b53-6f0e-4d0c-9d0f-0d1f7f2f8a11';

let log: MemoryLog;
let feed: MemoryFeed;

beforeEach(async () => {
  log = openMemoryLog();
  feed = await openMemoryFeed(log);
});
afterEach(() => feed.stop());

function anEvent(type: string, data: NewEvent['data'] = {}): NewEvent {
  const occurredAt = '2026-01-01T00:00:00.000Z';
  return {
    id: randomUUID(),
    type,
    data,
    metadata: { version: '1', actor: 'service', occurred_at: occurredAt },
  };
}

async function append(stream: string, ...events: NewEvent[]): Promise<Position> {
  const { position } = await log.store.append([{ stream, expected: 'any', events }]);
  return position;
}

const request = (changes: Partial<FeedRequest> = {}): FeedRequest => ({
  after: START,
  limit: 100,
  selection: everything,
  personal: false,
  ...changes,
});

describe('the pull feed', () => {
  test('a consumer gets every public event once and in log order, page by page', async () => {
    const expected: string[] = [];
    for (let n = 0; n < 25; n += 1) {
      const event = anEvent('EmailVerified');
      expected.push(event.id);
      await append(`user-${randomUUID()}`, event, anEvent('RegistrationAbandoned'));
    }
    const got: string[] = [];
    for (let after = START, caughtUp = false; !caughtUp;) {
      const page = await feed.wait(request({ after, limit: 7 }), 0);
      got.push(...page.items.map(({ id }) => id));
      ({ next: after, caughtUp } = page);
    }
    expect(got).toEqual(expected);
  });

  test('a filter that matches one event in many still advances next (FED-4)', async () => {
    const many = Array.from({ length: 3000 }, () => anEvent('EmailVerified'));
    await append(`user-${randomUUID()}`, ...many);
    const rare = await append(`user-${ADA}`, anEvent('PasswordRemoved'));
    const last = await append(`user-${randomUUID()}`, ...many.map(({ type }) => anEvent(type)));
    const selection = { ...everything, types: new Set(['PasswordRemoved']) };
    const page = await feed.wait(request({ selection }), 0);
    expect(page.items.map(({ position }) => position)).toEqual([rare]);
    expect(page).toMatchObject({ next: last, caughtUp: true });
    const bySubject = { ...everything, subject: ADA };
    expect((await feed.wait(request({ selection: bySubject }), 0)).items).toHaveLength(1);
    const none = await feed.wait(request({ after: page.next, selection }), 0);
    expect(none).toEqual({ items: [], next: last, caughtUp: true });
  });

  test('one answer searches a bounded part of the log, and the next one goes on after it', async () => {
    const many = () => Array.from({ length: 5_500 }, () => anEvent('EmailVerified'));
    const second = { ...everything, types: new Set(['PasswordRemoved']) };
    await append(`user-${randomUUID()}`, ...many());
    await append(`user-${randomUUID()}`, ...many());
    const rare = await append(`user-${ADA}`, anEvent('PasswordRemoved'));
    const first = await feed.wait(request({ selection: second }), 0);
    expect([first.items, first.caughtUp]).toEqual([[], false]);
    const { items } = await feed.wait(request({ after: first.next, selection: second }), 0);
    expect(items.map(({ position }) => position)).toEqual([rare]);
  });

  test('a consumer that waits gets the next event that it selects at once', async () => {
    const selection = { ...everything, subject: ADA };
    const waiting = feed.wait(request({ selection }), 10_000);
    await append(`user-${randomUUID()}`, anEvent('EmailVerified'));
    const position = await append(`user-${ADA}`, anEvent('EmailVerified'));
    expect(await waiting).toMatchObject({ items: [{ subject: ADA }], next: position });
  });

  test('a consumer that waits is answered when the process stops', async () => {
    const waiting = feed.wait(request(), 30_000);
    await feed.stop();
    expect(await waiting).toEqual({ items: [], next: START, caughtUp: true });
  });

  test('a malformed position and one beyond the head are unknown (FED-3)', async () => {
    const head = await append(`user-${ADA}`, anEvent('EmailVerified'), anEvent('PasswordRemoved'));
    const beyond = String(Number(head) + 1).padStart(head.length, '0');
    const malformed = ['x', '1', `${head}0`, ` ${head}`, head.replace('0', 'a'), `${head}-`, '-', '٣'];
    for (const text of [beyond, ...malformed])
      expect([text, await feed.knownPosition(text)]).toEqual([text, null]);
    expect(await feed.knownPosition(head)).toBe(head);
    expect(await feed.knownPosition('')).toBe(START);
  });

  test('an event of a later release is in the feed without its data', async () => {
    const later = { ...anEvent('EmailVerified', { colour: 'green' }), metadata: { version: '9' } };
    const unknown = anEvent('UserPromoted', { level: 'high' });
    await append(`user-${ADA}`, later, unknown, anEvent('EmailVerified'));
    const { items } = await feed.wait(request(), 0);
    expect(items).toMatchObject([
      { id: later.id, type: 'com.credence.EmailVerified.v9', data: {}, unreadable: true },
      { id: unknown.id, type: 'com.credence.UserPromoted.v1', data: {}, unreadable: true },
      { type: 'com.credence.EmailVerified.v1' },
    ]);
    expect(JSON.stringify(items)).not.toMatch(/green|high/);
  });

  test('events of streams that retain only their newest ones, and of internal types, are not in the feed', async () => {
    await append(
      `reset_link-${ADA}.1`,
      anEvent('PasswordResetRequested', { expires_at: '2026-01-01T00:00:00Z' }),
    );
    await append('claim-1.x', anEvent('ValueClaimed', { user_id: ADA }));
    expect((await feed.wait(request(), 0)).items).toEqual([]);
  });
});

describe('a stream of events', () => {
  /** Collects the positions of a stream until it has a number of events. */
  async function collect(after: Position, count: number): Promise<string[]> {
    const positions: string[] = [];
    const ended = new AbortController();
    for await (const chunk of feed.streams.open(
      { after, selection: everything, personal: false },
      `api_key:${randomUUID()}`,
      ended.signal,
    )) {
      positions.push(...[...chunk.matchAll(/^id: (\d+)\ndata: /gm)].map(([, id = '']) => id));
      if (positions.length >= count) ended.abort();
    }
    return positions;
  }

  test('a stream has the earlier events and the later ones, without a gap or a repeat', async () => {
    const first = await append(`user-${ADA}`, anEvent('EmailVerified'), anEvent('PasswordRemoved'));
    const streams = Array.from({ length: 2 }, () => collect(START, 52));
    for (let n = 0; n < 50; n += 1) await append(`user-${randomUUID()}`, anEvent('EmailVerified'));
    const [one, other] = await Promise.all(streams);
    expect(one).toHaveLength(52);
    expect(one).toEqual([...new Set(one)].sort());
    expect(other).toEqual(one);
    expect(await collect(first, 50)).toEqual(one?.slice(2));
  });

  test('a caller opens a quarter of the streams of a process, and ended ones free their places', async () => {
    const ended = new AbortController();
    const open = (caller: string) => {
      const request = { after: START, selection: everything, personal: false };
      return feed.streams.open(request, caller, ended.signal)[Symbol.asyncIterator]();
    };
    // A stream has its place before its first chunk is read.
    const streams = [open('ada')];
    expect(() => open('ada')).toThrow(expect.objectContaining({ code: 'too_busy' }));
    streams.push(open('grace'));
    expect(() => open('mary')).toThrow(expect.objectContaining({ code: 'too_busy' }));
    for (const stream of streams) await stream.next();
    ended.abort();
    for (const stream of streams) expect((await stream.next()).done).toBe(true);
    for (const caller of ['ada', 'mary']) expect((await open(caller).next()).done).toBe(false);
  });

  test('a stream begins with its position, so that a client resumes also before the first event', async () => {
    const head = await append(`user-${ADA}`, anEvent('EmailVerified'));
    const stream = feed.streams.open(
      { after: head, selection: everything, personal: false },
      'service',
      new AbortController().signal,
    );
    for await (const chunk of stream) {
      expect(chunk).toBe(`retry: 1000\nid: ${head}\n\n`);
      break;
    }
  });
});
