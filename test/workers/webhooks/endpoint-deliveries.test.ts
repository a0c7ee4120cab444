import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Endpoint } from '../../../src/domain/webhook/webhook.js';
import { START } from '../../../src/eventstore/port.js';
import type { Position, StoredEvent } from '../../../src/eventstore/port.js';
import { EndpointDeliveries, REFILL } from '../../../src/workers/webhooks/queues/endpoint-deliveries.js';
import type { Item } from '../../../src/workers/webhooks/queues/item.js';
import type {
  DeliveryRow,
  Progress,
  StoredEndpoint,
} from '../../../src/workers/webhooks/store/endpoint-store.js';

const WEBHOOK: Endpoint = {
  status: 'active',
  id: '8c4b1f27-5a90-4e6d-b3c8-2f71d9e05a64',
  url: 'https://hooks.example.com/',
  description: '',
  contact: null,
  types: [],
  filter: { subjects: [], actors: [] },
  secret: 'whsec_secret',
  previous: null,
  pauseReason: null,
  createdAt: new Date(0),
  revision: 0,
};
const EMPTY: StoredEndpoint = {
  position: START,
  replay: null,
  failingSince: null,
  held: [],
  parkedSubjects: [],
  known: [],
};
const OK = { status: 204, failure: null };
const BROKEN = { status: 500, failure: null };
const HOUR_MS = 3_600_000;

function eventAt(place: number, user: number, type = 'ProfileUpdated'): StoredEvent {
  return {
    id: `00000000-0000-4000-8000-${String(place).padStart(12, '0')}`,
    stream: `user-${String(user)}`,
    type,
    revision: 0,
    position: String(place).padStart(4, '0') as Position,
    data: {},
    metadata: { version: '1' },
    recordedAt: new Date(0),
  };
}

/** The tables of one endpoint, as the statement of the store changes them. */
function aTable(replay: StoredEndpoint['replay'] = null) {
  const rows = new Map<Position, DeliveryRow>();
  let state: Progress = { rows: [], position: START, replayAfter: replay?.after ?? null, failingSince: null };
  const all = () => [...rows.values()].sort((a, b) => (a.position < b.position ? -1 : 1));
  const waiting = () => all().filter((row) => row.state === 'waiting');
  return {
    record(progress: Progress) {
      state = progress;
      const parked = new Set(progress.rows.flatMap((row) => (row.state === 'parked' ? [row.subject] : [])));
      for (const row of [...rows.values()].filter(
        (row) => row.state === 'waiting' && parked.has(row.subject),
      ))
        rows.set(row.position, { ...row, state: 'parked' });
      for (const row of progress.rows) rows.set(row.position, row);
    },
    waiting,
    states: () => [...rows.values()].map(({ state }) => state),
    load(): StoredEndpoint {
      const { position, failingSince, replayAfter } = state;
      return {
        position,
        failingSince,
        replay: replay === null || replayAfter === null ? null : { ...replay, after: replayAfter },
        held: waiting().filter((row, place, others) => {
          return others.findIndex(({ subject }) => subject === row.subject) === place;
        }),
        parkedSubjects: all()
          .filter((row) => row.state === 'parked')
          .map(({ subject }) => subject),
        known: all()
          .filter((row) => row.position > position)
          .map((row) => row.position),
      };
    },
  };
}

/** Records progress and loads what a pump loads after it. */
function recordAndRefill(deliveries: EndpointDeliveries, table: ReturnType<typeof aTable>): void {
  const drained = deliveries.drained();
  table.record(deliveries.takeProgress());
  const rows = drained.flatMap((name) => {
    return table
      .waiting()
      .filter(({ subject }) => subject === name)
      .slice(0, REFILL);
  });
  deliveries.refill(drained, rows);
}

const start = (stored = EMPTY) => new EndpointDeliveries(WEBHOOK, stored);
const positionsOf = (items: readonly (Item | null)[]) => items.map((item) => Number(item?.position));

function taken(item: Item | null): Item {
  if (item === null) throw new Error('No event is due.');
  return item;
}

describe('the deliveries of an endpoint', () => {
  test('events of one subject are sent one after the other, and others concurrently', () => {
    const deliveries = start();
    deliveries.accept(deliveries.main, [eventAt(1, 1), eventAt(2, 1), eventAt(3, 2)]);
    const [first, other, none] = [deliveries.take(0), deliveries.take(0), deliveries.take(0)];
    expect(positionsOf([first, other])).toEqual([1, 3]);
    expect(none).toBeNull();
    deliveries.settle(taken(first), OK, 0);
    expect(positionsOf([deliveries.take(0)])).toEqual([2]);
  });

  test('the cursor stays before the first undelivered event', () => {
    const deliveries = start();
    deliveries.accept(deliveries.main, [eventAt(1, 1), eventAt(2, 2), eventAt(3, 3, 'FactorUsed')]);
    const [first, second] = [taken(deliveries.take(0)), taken(deliveries.take(0))];
    deliveries.settle(second, OK, 0);
    expect(deliveries.takeProgress()).toMatchObject({ position: START, rows: [{ state: 'delivered' }] });
    deliveries.settle(first, OK, 0);
    expect(deliveries.takeProgress().position).toBe('0003');
  });

  test('the events after a change of the endpoint are left to its next leader, also those of a test', () => {
    const deliveries = start();
    const own = (place: number, type: string): StoredEvent => {
      return { ...eventAt(place, 1, type), stream: `webhook-${WEBHOOK.id}`, revision: 1 };
    };
    const changed = own(2, 'WebhookChanged');
    deliveries.accept(deliveries.main, [own(1, 'WebhookTested'), changed, eventAt(3, 1)]);
    expect(positionsOf([deliveries.take(0), deliveries.take(0)])).toEqual([1, NaN]);
    expect(deliveries.hasRoom()).toBe(false);
    const successor = new EndpointDeliveries({ ...WEBHOOK, revision: 1 }, EMPTY);
    successor.accept(successor.main, [changed, eventAt(3, 1)]);
    expect(positionsOf([successor.take(0), successor.take(0)])).toEqual([3, NaN]);
  });

  test('a failing subject waits with its later events, and the others continue', () => {
    const deliveries = start();
    deliveries.accept(deliveries.main, [eventAt(1, 1), eventAt(2, 1), eventAt(3, 2)]);
    deliveries.settle(taken(deliveries.take(0)), BROKEN, 0);
    expect(positionsOf([deliveries.take(1000)])).toEqual([3]);
    expect(deliveries.take(1000)).toBeNull();
    deliveries.accept(deliveries.main, [eventAt(4, 1)]);
    const progress = deliveries.takeProgress();
    const table = aTable();
    table.record(progress);
    expect(progress.rows.map((row) => [Number(row.position), row.state, row.attempts])).toEqual([
      [1, 'waiting', 1],
      [2, 'waiting', 0],
      [4, 'waiting', 0],
    ]);
    expect(progress.position).toBe('0002');
    for (const place of [1, 2, 4]) {
      const item = taken(deliveries.take(6000));
      expect(Number(item.position)).toBe(place);
      deliveries.settle(item, OK, 6000);
      recordAndRefill(deliveries, table);
    }
    expect(deliveries.drained()).toEqual([]);
  });

  test('a failing subject with very many events leaves the others all the room', () => {
    const deliveries = start();
    const table = aTable();
    deliveries.accept(deliveries.main, [eventAt(1, 1)]);
    deliveries.settle(taken(deliveries.take(0)), BROKEN, 0);
    const behind = Array.from({ length: 1000 }, (_, place) => eventAt(place + 2, 1));
    deliveries.accept(deliveries.main, [...behind, eventAt(1002, 2)]);
    expect(deliveries.hasRoom()).toBe(true);
    expect(positionsOf([deliveries.take(0)])).toEqual([1002]);
    recordAndRefill(deliveries, table);
    // A restart loads one event of the subject, and the others in pages.
    const restarted = start(table.load());
    for (const place of [1, ...behind.map(({ position }) => Number(position))]) {
      const item = taken(restarted.take(HOUR_MS));
      expect(Number(item.position)).toBe(place);
      restarted.settle(item, OK, HOUR_MS);
      recordAndRefill(restarted, table);
    }
    expect(restarted.drained()).toEqual([]);
  });

  test('a subject is parked after three days, with its later events (WHK-4)', () => {
    const deliveries = start();
    const table = aTable();
    deliveries.accept(deliveries.main, [eventAt(1, 1), eventAt(2, 1)]);
    const item = taken(deliveries.take(0));
    deliveries.settle(item, BROKEN, 0);
    table.record(deliveries.takeProgress());
    deliveries.accept(deliveries.main, [eventAt(3, 1)]);
    // Another subject succeeds, so the endpoint is not paused.
    const again = taken(deliveries.take(72 * HOUR_MS));
    expect(again.attempts).toBe(1);
    deliveries.settle(again, BROKEN, 72 * HOUR_MS);
    deliveries.accept(deliveries.main, [eventAt(4, 1)]);
    table.record(deliveries.takeProgress());
    expect(table.states()).toEqual(Array(4).fill('parked'));
    expect(deliveries.take(Infinity)).toBeNull();
  });

  test('an endpoint is paused after a day of failures only, and at once by 410 (WHK-4)', () => {
    const deliveries = start();
    deliveries.accept(deliveries.main, [eventAt(1, 1), eventAt(2, 2), eventAt(3, 3)]);
    const [first, second, third] = [1, 2, 3].map(() => taken(deliveries.take(0)));
    expect(deliveries.settle(taken(first ?? null), BROKEN, 0)).toBeNull();
    expect(deliveries.settle(taken(second ?? null), BROKEN, 24 * HOUR_MS)).toBe('failing');
    expect(deliveries.settle(taken(third ?? null), { status: 410, failure: null }, 0)).toBe('gone');
  });

  test('the first success after an outage makes every waiting event due', () => {
    const deliveries = start();
    deliveries.accept(deliveries.main, [eventAt(1, 1), eventAt(2, 2)]);
    const [first, second] = [taken(deliveries.take(0)), taken(deliveries.take(0))];
    deliveries.settle(first, BROKEN, 0);
    deliveries.settle({ ...second, attempts: 12 }, BROKEN, 0);
    const recovered = taken(deliveries.take(HOUR_MS));
    expect(deliveries.take(HOUR_MS)).toBeNull();
    deliveries.settle(recovered, OK, HOUR_MS);
    expect(deliveries.take(HOUR_MS)).not.toBeNull();
  });

  test('the cursor waits while a thousand events wait for a repeat', () => {
    const deliveries = start();
    const events = Array.from({ length: 1000 }, (_, place) => eventAt(place + 1, place));
    deliveries.accept(deliveries.main, events);
    for (const _ of events) deliveries.settle(taken(deliveries.take(0)), BROKEN, 0);
    expect(deliveries.hasRoom()).toBe(false);
    expect(deliveries.takeProgress().position).toBe('1000');
  });

  test('a replay ends at its last event, whatever follows (WHK-9)', () => {
    const replay = { after: '0001' as Position, to: '0003' as Position, types: [] };
    const deliveries = start({ ...EMPTY, position: '0005' as Position, replay });
    const source = deliveries.replay;
    if (source === null) throw new Error('There is no replay.');
    deliveries.accept(
      source,
      [2, 3, 4].map((place) => eventAt(place, place)),
    );
    const items = [taken(deliveries.take(0)), taken(deliveries.take(0))];
    expect(positionsOf(items)).toEqual([2, 3]);
    expect(deliveries.replay).toBeNull();
    expect(deliveries.take(0)).toBeNull();
    for (const item of items) deliveries.settle(item, OK, 0);
    expect(deliveries.takeProgress()).toMatchObject({ replayAfter: null, position: '0005' });
  });

  test('every event arrives, in order for each subject, through failures and crashes (FED-1)', () => {
    const plan = fc.record({
      users: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 40 }),
      steps: fc.array(fc.constantFrom('page', 'take', 'succeed', 'fail', 'record', 'crash'), {
        maxLength: 300,
      }),
      chosen: fc.infiniteStream(fc.nat()),
    });
    fc.assert(
      fc.property(plan, ({ users, steps, chosen }) => {
        const log = users.map((user, place) => eventAt(place + 1, user));
        const table = aTable();
        const accepted: Item[] = [];
        let deliveries = start();
        let running: Item[] = [];
        let now = 0;

        function settle(attempt: typeof OK): void {
          const [item] = running.splice(Number(chosen.next().value) % Math.max(1, running.length), 1);
          if (item === undefined) return;
          if (attempt === OK) accepted.push(item);
          deliveries.settle(item, attempt, now);
        }
        const acts = {
          page() {
            const rest = log.filter(({ position }) => position > deliveries.main.readPosition);
            deliveries.accept(deliveries.main, rest.slice(0, 3));
          },
          take() {
            const item = deliveries.take(now);
            if (item !== null) running.push(item);
          },
          succeed: () => settle(OK),
          fail: () => settle(BROKEN),
          record: () => recordAndRefill(deliveries, table),
          crash() {
            deliveries = start(table.load());
            running = [];
          },
        };
        for (const step of steps) {
          now += 1000;
          acts[step]();
        }
        // The receiver recovers, and everything follows.
        for (let rounds = 0; rounds < 200; rounds += 1) {
          now += HOUR_MS / 10;
          acts.page();
          acts.take();
          acts.succeed();
          acts.record();
        }
        const firsts = new Map(accepted.toReversed().map((item) => [item.position, item]));
        expect(firsts.size).toBe(log.length);
        for (const user of new Set(users)) {
          const seen = [
            ...new Set(
              accepted.filter(({ subject }) => subject === String(user)).map(({ position }) => position),
            ),
          ];
          expect(seen).toEqual([...seen].sort());
        }
      }),
      { numRuns: 200 },
    );
  });
});
