import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Pool } from 'pg';
import { prepareDatabase } from '../../../src/compose/prepare-database.js';
import { START } from '../../../src/eventstore/port.js';
import type { Position } from '../../../src/eventstore/port.js';
import { openPool } from '../../../src/runtime/postgres/client.js';
import { eraseDeliveries } from '../../../src/workers/webhooks/store/erase-deliveries.js';
import { createEndpointStore } from '../../../src/workers/webhooks/store/endpoint-store.js';
import type {
  DeliveryRow,
  EndpointStore,
  LedEndpoint,
} from '../../../src/workers/webhooks/store/endpoint-store.js';
import { databaseAt } from '../../support/stores/database-at.js';
import { usePostgres } from '../../support/stores/postgres.js';
import type { TestDatabase } from '../../support/stores/postgres.js';

let database: TestDatabase;
let pool: Pool;
let store: EndpointStore;
let endpoint: LedEndpoint;

beforeAll(async () => {
  database = await usePostgres();
  await prepareDatabase(databaseAt(database.url));
  pool = openPool(databaseAt(database.url), { name: 'endpoint store', max: 2 });
});

beforeEach(async () => {
  endpoint = { id: randomUUID(), revision: 0 };
  store = createEndpointStore(pool, randomUUID());
  const create =
    'insert into credence_webhooks.endpoints (webhook_id, position, revision) values ($1, $2, 0)';
  await pool.query(create, [endpoint.id, START]);
  expect(await store.lead()).toContainEqual(endpoint);
});

afterAll(async () => {
  await pool.end();
  await database.dispose();
});

function rowAt(place: number, subject: string, state: DeliveryRow['state'] = 'waiting'): DeliveryRow {
  return {
    position: String(place).padStart(4, '0') as Position,
    eventId: randomUUID(),
    type: 'ProfileUpdated',
    subject,
    state,
    attempts: 1,
    status: 500,
    cause: null,
    firstFailedAt: new Date(),
    dueAt: state === 'waiting' ? new Date() : null,
  };
}

async function record(...rows: DeliveryRow[]): Promise<boolean> {
  return await store.record(endpoint, {
    rows,
    position: '0009' as Position,
    replayAfter: null,
    failingSince: null,
  });
}

async function statesOf(): Promise<string[]> {
  const query = 'select state from credence_webhooks.deliveries where webhook_id = $1 order by position';
  return (await pool.query<{ state: string }>(query, [endpoint.id])).rows.map(({ state }) => state);
}

const placesOf = (rows: readonly DeliveryRow[] = []) => rows.map(({ position }) => Number(position));

describe('the store of endpoints', () => {
  test('a restart loads the first waiting event of each subject, and the others in pages', async () => {
    await record(
      rowAt(1, 'ada'),
      rowAt(2, 'ben'),
      rowAt(3, 'ada'),
      rowAt(4, 'ada'),
      rowAt(5, 'cy', 'delivered'),
    );
    expect(placesOf((await store.load(endpoint))?.held)).toEqual([1, 2]);
    expect(placesOf(await store.loadWaiting(endpoint, ['ada', 'ben'], 2))).toEqual([1, 3, 2]);
  });

  test('a parked event parks the stored events of its subject alone (WHK-4)', async () => {
    await record(rowAt(1, 'ada'), rowAt(2, 'ada'), rowAt(3, 'ben'), rowAt(4, 'ada', 'delivered'));
    await record(rowAt(1, 'ada', 'parked'));
    expect(await statesOf()).toEqual(['parked', 'parked', 'waiting', 'delivered']);
    expect((await store.load(endpoint))?.parkedSubjects).toEqual(['ada']);
  });

  test('old parked events leave the history as delivered ones do, and waiting ones stay', async () => {
    await record(rowAt(1, 'ada', 'parked'), rowAt(2, 'ben', 'delivered'), rowAt(3, 'cy'));
    await store.prune(60_000);
    expect(await statesOf()).toEqual(['parked', 'delivered', 'waiting']);
    await store.prune(0);
    expect(await statesOf()).toEqual(['waiting']);
    // The subject is free for its next event.
    expect((await store.load(endpoint))?.parkedSubjects).toEqual([]);
  });

  test('an erasure removes the deliveries about its person, and the notice of it still waits (WHK-10)', async () => {
    await record(rowAt(1, 'ada', 'delivered'), rowAt(2, 'ben', 'delivered'), rowAt(3, 'ada'));
    expect(await eraseDeliveries(pool, 'ada')).toBe(1);
    expect(await statesOf()).toEqual(['delivered', 'waiting']);
    expect(placesOf((await store.load(endpoint))?.held)).toEqual([3]);
  });

  test('a process without the lead records and parks nothing', async () => {
    await record(rowAt(1, 'ada'), rowAt(2, 'ada'));
    await store.release();
    expect(await record(rowAt(1, 'ada', 'parked'))).toBe(false);
    expect(await statesOf()).toEqual(['waiting', 'waiting']);
  });
});
