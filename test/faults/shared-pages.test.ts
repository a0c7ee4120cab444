import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import type { EventStore, StoredEvent } from '../../src/eventstore/port.js';
import { START } from '../../src/eventstore/port.js';
import { ensureCheckpoint, readCheckpoints } from '../../src/projections/engine/checkpoints.js';
import { startProcessor } from '../../src/projections/engine/processor.js';
import type { Processor } from '../../src/projections/engine/processor.js';
import type { Reader } from '../../src/projections/engine/reader.js';
import { waitFor } from '../support/clients/wait-for.js';
import { openUserLog, registration } from '../support/domain/user-log.js';
import type { UserLog } from '../support/domain/user-log.js';
import { silentLogger } from '../support/server/silent-logger.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';

/** More than a page of the log. */
const BACKLOG = 1500;

let database: TestDatabase;
let log: UserLog;
let seen: Map<string, StoredEvent[]>;

beforeAll(async () => {
  database = await usePostgres();
  log = await openUserLog(database.url, { migrate: true });
  await log.pool.query('create table handled (reader text, position text, transaction xid8)');
});

afterAll(async () => {
  await log.close();
  await database.dispose();
});

beforeEach(async () => {
  seen = new Map();
  await log.pool.query('delete from credence_read.checkpoints');
  await log.pool.query('truncate handled');
});

/** Creates a reader of all events, which starts after `START` and fails on the events that `isMisfit` chooses. */
async function aReader(
  name: string,
  isMisfit: (event: StoredEvent) => boolean = () => false,
): Promise<Reader> {
  await ensureCheckpoint(log.pool, name, START);
  return {
    name,
    handles: () => true,
    async handle(events, transaction) {
      if (events.some(isMisfit)) throw new Error('a fault of this reader');
      await transaction.query(
        'insert into handled select $1, position, pg_current_xact_id() from unnest($2::text[]) as position',
        [name, events.map(({ position }) => position)],
      );
    },
    afterCommit(events) {
      seen.set(name, [...(seen.get(name) ?? []), ...events]);
    },
  };
}

async function withProcessor(readers: readonly Reader[], work: () => Promise<unknown>): Promise<void> {
  const processor: Processor = startProcessor({
    pool: log.pool,
    store: log.store,
    readers,
    logger: silentLogger,
  });
  await work().finally(() => processor.stop());
}

async function allAtHead(names: readonly string[]): Promise<boolean> {
  const [positions, head] = [await readCheckpoints(log.pool, names), await log.store.head()];
  return names.every((name) => positions.get(name) === head);
}

async function register(): Promise<void> {
  const userId = randomUUID();
  await log.append(userId, registration(`${userId}@example.com`));
}

async function transactionsOf(reader: string): Promise<string[]> {
  const { rows } = await log.pool.query<{ id: string }>(
    'select distinct transaction::text as id from handled where reader = $1 order by id',
    [reader],
  );
  return rows.map(({ id }) => id);
}

/** Returns a function that reads the positions to which checkpoints have moved since. */
async function watchMoves(): Promise<() => Promise<string[]>> {
  await log.pool.query(`
    create table moves (position text);
    create function note_move() returns trigger language plpgsql as
      $$ begin insert into public.moves values (new.position); return new; end $$;
    create trigger note_move after update on credence_read.checkpoints
      for each row execute function note_move()`);
  return async () => {
    const { rows } = await log.pool.query<{ position: string }>('select position from moves');
    await log.pool.query('drop function note_move cascade; drop table moves');
    return rows.map(({ position }) => position);
  };
}

describe('readers of one process', () => {
  test('readers at the same position share the transaction of a page', async () => {
    const readers = [await aReader('first'), await aReader('second')];
    await register();
    await withProcessor(readers, () =>
      waitFor('both are at the head', () => allAtHead(['first', 'second']), 10_000),
    );
    expect(await transactionsOf('first')).toEqual(await transactionsOf('second'));
    expect(await transactionsOf('first')).not.toEqual([]);
    expect(seen.get('second')).toEqual(seen.get('first'));
  });

  test('checkpoints move over an event that no reader handles together with the next one', async () => {
    const reader = {
      ...(await aReader('only')),
      handles: ({ type }: StoredEvent) => type !== 'ProfileUpdated',
    };
    await log.pool.query(`update credence_read.checkpoints set position = $1`, [await log.store.head()]);
    const reported: string[] = [];
    let appendNext = false;
    const store: EventStore = {
      ...log.store,
      async readAll(asked) {
        if (appendNext) await register();
        const page = await log.store.readAll(asked);
        appendNext = page.at(-1)?.type === 'ProfileUpdated';
        return page;
      },
    };
    const moves = await watchMoves();
    const processor = startProcessor({
      pool: log.pool,
      store,
      readers: [reader],
      logger: silentLogger,
      onProgress: (_, position) => reported.push(position),
    });
    await log.append(randomUUID(), { type: 'ProfileUpdated', data: { username: 'grace' } });
    const unhandled = await log.store.head();
    await waitFor('the reader handles the next event', () => seen.has('only'), 10_000);
    await processor.stop();
    expect(reported).toEqual([unhandled, await log.store.head()]);
    expect(await moves()).toEqual([await log.store.head()]);
  });

  test('checkpoints move over an event that no reader handles if none follows', async () => {
    const reader = { ...(await aReader('only')), handles: () => false };
    await register();
    await withProcessor([reader], () =>
      waitFor('the reader is at the head', () => allAtHead(['only']), 10_000),
    );
    expect(seen.size).toBe(0);
  });

  test('a reader without events moves its checkpoint once for several pages, and reports each', async () => {
    const busy = await aReader('busy');
    const idle = { ...(await aReader('idle')), handles: () => false };
    const pages = 5;
    const reached: string[] = [];
    const moves = await watchMoves();
    const processor = startProcessor({
      pool: log.pool,
      store: log.store,
      readers: [busy, idle],
      logger: silentLogger,
      onProgress: (names, position) => {
        if (names.includes('idle')) reached.push(position);
      },
    });
    const heads: string[] = [];
    for (let page = 0; page < pages; page += 1) {
      await register();
      const head = await log.store.head();
      heads.push(head);
      await waitFor('the idle reader has read the page', () => reached.includes(head), 10_000);
    }
    await waitFor('both are at the head', () => allAtHead(['busy', 'idle']), 10_000);
    await processor.stop();
    expect(reached).toEqual(expect.arrayContaining(heads));
    expect((await moves()).length).toBeLessThan(2 * pages);
    expect(seen.has('idle')).toBe(false);
  });

  test('a reader that fails parks its events, and the others handle theirs once (EVT-7)', async () => {
    await register();
    const misfit = (await log.store.readAll({ after: START, limit: 1 }))[0]?.position;
    const readers = [
      await aReader('healthy'),
      await aReader('failing', ({ position }) => position === misfit),
    ];
    await withProcessor(readers, () =>
      waitFor('both are at the head', () => allAtHead(['healthy', 'failing']), 10_000),
    );
    const { rows: parked } = await log.pool.query('select reader, position from credence_read.parked_events');
    expect(parked).toEqual([{ reader: 'failing', position: misfit }]);
    const { rows: repeated } = await log.pool.query(
      'select from handled group by reader, position having count(*) > 1',
    );
    expect(repeated).toEqual([]);
    const events = await log.store.readAll({ after: START, limit: 1000 });
    expect(seen.get('healthy')?.map(({ position }) => position)).toEqual(
      events.map(({ position }) => position),
    );
  });

  test('a reader that meets an outage of its own does not stop the others, and catches up (EVT-16)', async () => {
    await register();
    const lockTimeout = Object.assign(new pg.DatabaseError('lock timeout', 0, 'error'), { code: '55P03' });
    const locked = await aReader('locked');
    let attempts = 0;
    const readers = [
      {
        ...locked,
        async handle(...parameters: Parameters<Reader['handle']>) {
          attempts += 1;
          if (attempts <= 2) throw lockTimeout;
          await locked.handle(...parameters);
        },
      },
      await aReader('free'),
    ];
    await withProcessor(readers, async () => {
      await waitFor('the free reader is at the head', () => allAtHead(['free']), 2000);
      expect(await allAtHead(['locked'])).toBe(false);
      await register();
      await waitFor('both are at the head', () => allAtHead(['free', 'locked']), 15_000);
    });
    expect((await log.pool.query('select from credence_read.parked_events')).rowCount).toBe(0);
    const { rowCount } = await log.pool.query(
      'select from handled group by reader, position having count(*) > 1',
    );
    expect(rowCount).toBe(0);
  });

  test('a reader that is reset catches up page by page and then shares the pages of the others (EVT-5)', async () => {
    const userId = randomUUID();
    const renamed = { type: 'ProfileUpdated', data: { username: 'grace' } } as const;
    await log.append(userId, registration(`${userId}@example.com`));
    for (let i = 0; i < BACKLOG; i += 250)
      await log.append(userId, ...Array.from({ length: 250 }, () => renamed));

    const [current, reset] = [await aReader('current'), await aReader('reset')];
    await log.pool.query(`update credence_read.checkpoints set position = $1 where reader = 'current'`, [
      await log.store.head(),
    ]);
    await withProcessor([current, reset], async () => {
      await waitFor('the reset reader has caught up', () => allAtHead(['current', 'reset']), 20_000);
      await register();
      await waitFor('both are at the head', () => allAtHead(['current', 'reset']), 10_000);
    });
    const positions = seen.get('reset')?.map(({ position }) => position) ?? [];
    expect(positions.length).toBeGreaterThan(BACKLOG);
    expect(positions).toEqual([...new Set(positions)].sort());
    expect((await transactionsOf('reset')).slice(-1)).toEqual((await transactionsOf('current')).slice(-1));
  });
});
