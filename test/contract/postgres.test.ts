import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import {
  LogUnavailable,
  START,
  type ExpectedRevision,
  type NewEvent,
  type StoredEvent,
} from '../../src/eventstore/port.js';
import {
  openPostgresEventStore,
  type PostgresEventStore,
} from '../../src/eventstore/postgres/event-store.js';
import { ephemeralPrefixes } from '../../src/domain/event-catalog.js';
import { migrateLog } from '../../src/eventstore/postgres/migrate.js';
import { runMigrations } from '../../src/runtime/postgres/migrations.js';
import { ask } from '../support/stores/log-rows.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';
import { eventStoreContract } from './event-store.js';
import { anEphemeralStream, anEvent, append, aStream, readStream, readToHead, until } from './log-acts.js';
import { databaseAt } from '../support/stores/database-at.js';

eventStoreContract(
  'PostgreSQL',
  async () => {
    const database = await usePostgres();
    await migrateLog(databaseAt(database.url));
    const stores = [
      openPostgresEventStore({ database: databaseAt(database.url) }),
      openPostgresEventStore({ database: databaseAt(database.url) }),
    ] as const;
    return {
      store: stores[0],
      another: () => Promise.resolve(stores[1]),
      close: async () => {
        await Promise.all(stores.map((store) => store.stop()));
        await database.dispose();
      },
    };
  },
  { atomic: true },
);

/** The categories of history. */
const HISTORY = [
  'user',
  'session',
  'signin',
  'claim',
  'devices',
  'delivery',
  'signing_keys',
  'api_key',
  'sign_up',
  'mfa',
];
const EPHEMERAL = [
  'refresh',
  'attempts',
  'api_key_use',
  'reset_link',
  'verification_link',
  'factor',
  'code',
  'refusal',
  'acknowledgement',
];

/** Creates a log with the tables of an earlier release. */
async function logOfRelease(migrations: readonly string[]): Promise<TestDatabase> {
  const database = await usePostgres();
  const folder = new URL('../../src/eventstore/postgres/migrations/', import.meta.url);
  const copied = await mkdtemp(join(tmpdir(), 'migrations-'));
  for (const file of migrations) await cp(new URL(file, folder), join(copied, file));
  await runMigrations(databaseAt(database.url), pathToFileURL(`${copied}/`), 'credence_log');
  await rm(copied, { recursive: true });
  return database;
}

describe('the log in PostgreSQL', () => {
  let database: Awaited<ReturnType<typeof usePostgres>>;
  let store: PostgresEventStore;
  /** Another open session in the same database. */
  let stranger: pg.Client;

  beforeAll(async () => {
    database = await usePostgres();
    await migrateLog(databaseAt(database.url));
    store = openPostgresEventStore({ database: databaseAt(database.url) });
    stranger = new pg.Client({ connectionString: database.url });
    await stranger.connect();
  });
  afterAll(async () => {
    await store.stop();
    await stranger.end();
    await database.dispose();
  });

  test('concurrent processes run each migration once', async () => {
    const fresh = await usePostgres();
    await Promise.all(Array.from({ length: 5 }, () => migrateLog(databaseAt(fresh.url))));
    const opened = openPostgresEventStore({ database: databaseAt(fresh.url) });
    expect(await opened.head()).toBe(START);
    expect(await opened.readAll({ after: START, limit: 10 })).toEqual([]);
    await opened.stop();
    await fresh.dispose();
  });

  test.each([
    'update credence_log.events set type = type',
    'delete from credence_log.events',
    'truncate credence_log.events',
  ])('%s is rejected, even for a superuser (LGS-5)', async (statement) => {
    await append(store, aStream(), 'no_stream', anEvent());
    for (const role of ['origin', 'replica']) {
      await stranger.query(`set session_replication_role = ${role}`);
      await expect(stranger.query(statement)).rejects.toMatchObject({ code: '42501' });
    }
    await stranger.query('reset session_replication_role');
    expect(await readToHead(store, START)).not.toHaveLength(0);
  });

  test('events beyond the retention are deleted, and retained ones cannot be (LGS-5)', async () => {
    const stream = anEphemeralStream();
    const appendTo = (expected: ExpectedRevision) =>
      store.append([{ stream, expected, events: [anEvent()], keepLast: 2 }]);
    await appendTo('no_stream');
    for (const revision of [0, 1, 2]) await appendTo(revision);
    const rows = async () => {
      const found = await stranger.query<{ revision: number }>(
        'select revision from credence_log.events where stream_id = $1 order by revision',
        [stream],
      );
      return found.rows.map(({ revision }) => revision);
    };
    expect(await rows()).toEqual([2, 3]);
    const deleted = stranger.query('delete from credence_log.events where stream_id = $1', [stream]);
    await expect(deleted).rejects.toMatchObject({ code: '42501' });
    expect(await rows()).toEqual([2, 3]);
  });

  describe('a retention set on history (LGS-5)', () => {
    const role = `appender_${randomUUID().replaceAll('-', '')}`;

    beforeAll(async () => {
      await stranger.query(`create role ${role}`);
      await stranger.query(`grant usage on schema credence_log to ${role}`);
      await stranger.query(
        `grant select, insert, update, delete on all tables in schema credence_log to ${role}`,
      );
      await stranger.query(`grant execute on all functions in schema credence_log to ${role}`);
    });
    afterAll(async () => {
      await stranger.query(`drop owned by ${role}`);
      await stranger.query(`drop role ${role}`);
    });
    beforeEach(() => stranger.query(`set role ${role}`));
    afterEach(() => stranger.query('reset role'));

    test.each(HISTORY)('the history of category %s cannot get a retention', async (kind) => {
      const stream = `${kind}-${randomUUID()}`;
      await append(store, stream, 'no_stream', anEvent(), anEvent());
      const update = stranger.query('update credence_log.streams set keep_last = 1 where stream_id = $1', [
        stream,
      ]);
      await expect(update).rejects.toMatchObject({ code: '23514', constraint: 'history_is_kept' });
      const deletion = stranger.query('delete from credence_log.events where stream_id = $1', [stream]);
      await expect(deletion).rejects.toMatchObject({ code: '42501' });
      expect(await readStream(store, stream)).toHaveLength(2);
    });

    test('an append with a retention for history is rejected', async () => {
      const stream = `user-${randomUUID()}`;
      await append(store, stream, 'no_stream', anEvent(), anEvent());
      const careless = stranger.query(
        `select * from credence_log.append_batch('{0}', '{0}', $1, '{1}', '{0}', $2, '{Happened}', '{"{}"}', '{"{}"}', '{1}')`,
        [[stream], [randomUUID()]],
      );
      await expect(careless).rejects.toMatchObject({ code: '23514', constraint: 'history_is_kept' });
      expect(await readStream(store, stream)).toHaveLength(2);
    });

    test('the catalogue has the same ephemeral categories', () => {
      expect([...ephemeralPrefixes].toSorted()).toEqual(EPHEMERAL.toSorted());
    });

    test.each(EPHEMERAL)('an ephemeral stream of category %s can have a retention', async (kind) => {
      const stream = `${kind}-${randomUUID()}`;
      await append(store, stream, 'no_stream', anEvent(), anEvent());
      await stranger.query('update credence_log.streams set keep_last = 1 where stream_id = $1', [stream]);
      await stranger.query('delete from credence_log.events where stream_id = $1 and revision = 0', [stream]);
      expect(await readStream(store, stream)).toHaveLength(1);
    });
  });

  test('the migration protects the remaining history of a log that lost some (LGS-5)', async () => {
    const old = await logOfRelease(['0001_log.sql', '0002_append_batch.sql', '0003_keep_last.sql']);
    const [history, counter] = [`user-${randomUUID()}`, anEphemeralStream()];
    await ask(
      old.url,
      'insert into credence_log.streams (stream_id, revision, keep_last) values ($1, 4, 1), ($2, 4, 4)',
      [history, counter],
    );
    await migrateLog(databaseAt(old.url));
    const rows = await ask(
      old.url,
      'select stream_id, keep_last from credence_log.streams order by keep_last',
    );
    expect(rows).toEqual([
      { stream_id: counter, keep_last: 4 },
      { stream_id: history, keep_last: null },
    ]);
    await old.dispose();
  });

  test('a role that may append goes on appending after the migration (LGS-5)', async () => {
    const old = await logOfRelease([
      '0001_log.sql',
      '0002_append_batch.sql',
      '0003_keep_last.sql',
      '0004_history_is_kept.sql',
      '0005_append_by_function.sql',
    ]);
    const [service, reader] = [`service_${randomUUID()}`, `reader_${randomUUID()}`];
    for (const role of [service, reader]) {
      await ask(old.url, `create role "${role}"`);
      await ask(old.url, `grant usage on schema credence_log to "${role}"`);
    }
    await ask(old.url, `grant execute on all functions in schema credence_log to "${service}"`);
    await migrateLog(databaseAt(old.url));
    const rights = await ask(
      old.url,
      `select rolname, bool_and(has_function_privilege(r.oid, p.oid, 'execute')) as appends
       from pg_proc p, pg_roles r
       where p.proname = 'append' and rolname in ($1, $2) group by rolname order by rolname`,
      [service, reader],
    );
    expect(rights).toEqual([
      { rolname: reader, appends: false },
      { rolname: service, appends: true },
    ]);
    for (const role of [service, reader]) {
      await ask(old.url, `drop owned by "${role}"`);
      await ask(old.url, `drop role "${role}"`);
    }
    await old.dispose();
  });

  test('an event that cannot be stored does not fail others', async () => {
    const stream = aStream();
    const good = Array.from({ length: 10 }, () => aStream());
    const bad = append(store, stream, 'any', anEvent({ text: 'a\u0000b' }));
    const others = good.map((name) => append(store, name, 'no_stream', anEvent()));
    await expect(bad).rejects.toMatchObject({ code: '22P05' });
    await Promise.all(others);
    expect((await store.readStreams([stream, ...good])).map((events) => events.length)).toEqual([
      0,
      ...good.map(() => 1),
    ]);
  });

  test('an append sees concurrent commits whatever isolation level is the default', async () => {
    await stranger.query(
      `do $$ begin execute format('alter database %I set default_transaction_isolation = serializable', current_database()); end $$`,
    );
    const stores = [
      openPostgresEventStore({ database: databaseAt(database.url) }),
      openPostgresEventStore({ database: databaseAt(database.url) }),
    ];
    const stream = aStream();
    await Promise.all(
      Array.from({ length: 40 }, (_, lane) => {
        const opened = stores[lane % 2] ?? store;
        return append(opened, stream, 'any', anEvent());
      }),
    );
    expect(await readStream(store, stream)).toHaveLength(40);
    await Promise.all(stores.map((opened) => opened.stop()));
  });

  test('an open transaction neither hides an event nor blocks an append', async () => {
    const start = await store.head();
    await stranger.query('begin isolation level repeatable read');
    await stranger.query('select count(*) from credence_log.events');
    await stranger.query('create table unrelated (id int)');
    const events = Array.from({ length: 20 }, () => anEvent());
    for (const event of events) await append(store, aStream(), 'no_stream', event);
    expect((await readToHead(store, start)).map(({ id }) => id)).toEqual(events.map(({ id }) => id));
    await stranger.query('rollback');
  });

  test('an uncommitted append blocks later positions', async () => {
    const start = await store.head();
    const [slow, fast] = [anEvent(), anEvent()];
    await stranger.query('begin');
    await stranger.query(
      `select credence_log.append_batch('{0}', '{0}', $1, '{-1}', '{0}', $2, '{Slow}', '{"{}"}', '{"{}"}')`,
      [[aStream()], [slow.id]],
    );
    const appended = append(store, aStream(), 'no_stream', fast);
    await pause(100);
    expect(await readToHead(store, start)).toEqual([]);
    await stranger.query('commit');
    await appended;
    expect((await readToHead(store, start)).map(({ id }) => id)).toEqual([slow.id, fast.id]);
  });

  test('a reader gets the appends of its own process as every other process reads them', async () => {
    const start = await store.head();
    const other = openPostgresEventStore({ database: databaseAt(database.url) });
    // The store retains the newest events from its first read at the head on.
    await readToHead(store, start);
    const [one, two] = [aStream(), aStream()];
    await append(store, one, 'no_stream', anEvent({ text: 'ä', nested: { list: [1.5, null] } }));
    await append(other, aStream(), 'no_stream', anEvent());
    await store.append([
      { stream: two, expected: 'no_stream', events: [anEvent(), anEvent()] },
      { stream: one, expected: 0, events: [anEvent()] },
    ]);
    await readToHead(store, start);
    await Promise.all(Array.from({ length: 20 }, () => append(store, aStream(), 'no_stream', anEvent())));
    const events = await readToHead(store, start);
    expect(events).toHaveLength(25);
    expect(events).toEqual(await readToHead(other, start));
    await other.stop();
  });

  test('a rolled back append leaves no gap', async () => {
    const { position } = await append(store, aStream(), 'no_stream', anEvent());
    await stranger.query('begin');
    await stranger.query(
      `select credence_log.append_batch('{0}', '{0}', $1, '{-1}', '{0}', $2, '{Lost}', '{"{}"}', '{"{}"}')`,
      [[aStream()], [anEvent().id]],
    );
    await stranger.query('rollback');
    const next = await append(store, aStream(), 'no_stream', anEvent());
    expect(BigInt(next.position)).toBe(BigInt(position) + 1n);
  });

  test('repeatedly killed connections neither lose nor duplicate an event (EVT-3)', async () => {
    const start = await store.head();
    const killing = { done: false, kills: 0 };
    const killer = (async () => {
      while (!killing.done) {
        const { rowCount } = await stranger.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and application_name = 'credence log'`,
        );
        killing.kills += rowCount ?? 0;
        await pause(15 * Math.random());
      }
    })();
    const seen: StoredEvent[] = [];
    const reader = (async () => {
      while (!killing.done) {
        await untilAvailable(async () => {
          seen.push(...(await store.readAll({ after: seen.at(-1)?.position ?? start, limit: 50 })));
        });
        await pause(1);
      }
    })();
    let unknown = 0;
    const lanes = Array.from({ length: 20 }, async () => {
      const [stream, events] = [aStream(), [] as NewEvent[]];
      const end = Date.now() + 2_000;
      while (Date.now() < end) {
        const event = anEvent();
        const expected = events.length === 0 ? 'no_stream' : events.length - 1;
        unknown += await untilAvailable(() => append(store, stream, expected, event));
        events.push(event);
      }
      return { stream, events };
    });
    const written = await Promise.all(lanes);
    killing.done = true;
    await Promise.all([killer, reader]);
    expect(killing.kills).toBeGreaterThan(10);
    expect(unknown).toBeGreaterThan(0);
    await untilAvailable(() => store.head());
    const streams = await store.readStreams(written.map(({ stream }) => stream));
    expect(streams.map(idsOf)).toEqual(written.map(({ events }) => idsOf(events)));
    const all = idsOf(await readToHead(store, start));
    seen.push(...(await readToHead(store, seen.at(-1)?.position ?? start)));
    expect(idsOf(seen)).toEqual(all);
    expect(all.toSorted()).toEqual(written.flatMap(({ events }) => idsOf(events)).toSorted());
  });

  test('a process that was alone and a new one notify each other', async () => {
    const [veteran, newcomer] = [
      openPostgresEventStore({ database: databaseAt(database.url) }),
      openPostgresEventStore({ database: databaseAt(database.url) }),
    ];
    const rings = { veteran: 0, newcomer: 0 };
    veteran.onAppend(() => (rings.veteran += 1));
    // Longer than the silence after which a process takes itself to be the only one.
    await pause(6_500);
    newcomer.onAppend(() => (rings.newcomer += 1));
    await until(() => rings.newcomer > 0 && rings.veteran > 0);
    await pause(300);
    for (const [writer, reader] of [
      [veteran, 'newcomer'],
      [newcomer, 'veteran'],
    ] as const) {
      const before = rings[reader];
      await append(writer, aStream(), 'no_stream', anEvent());
      await until(() => rings[reader] > before);
    }
    await Promise.all([veteran.stop(), newcomer.stop()]);
  });

  test('notifications resume after their connection was killed', async () => {
    let rings = 0;
    const stop = store.onAppend(() => (rings += 1));
    const listeners = async () => {
      const { rows } = await stranger.query<{ pid: number }>(
        "select pid from pg_stat_activity where datname = current_database() and query like 'listen %'",
      );
      return rows;
    };
    await until(async () => (await listeners()).length === 1);
    const [killed] = await listeners();
    await stranger.query('select pg_terminate_backend($1)', [killed?.pid]);
    await until(async () => (await listeners()).some(({ pid }) => pid !== killed?.pid));
    rings = 0;
    await stranger.query("notify credence_log_appended, 'another process'");
    await until(() => rings > 0);
    stop();
  });

  test('an append to a locked head or an unavailable server fails within seconds', async () => {
    await stranger.query('begin; select from credence_log.head for update');
    const stream = aStream();
    await expect(append(store, stream, 'no_stream', anEvent())).rejects.toThrow(LogUnavailable);
    await stranger.query('rollback');
    expect(await readStream(store, stream)).toEqual([]);

    const away = openPostgresEventStore({ database: databaseAt('postgres://postgres@127.0.0.1:1/none') });
    await expect(append(away, stream, 'any', anEvent())).rejects.toThrow(LogUnavailable);
    await expect(away.readAll({ after: START, limit: 1 })).rejects.toThrow(LogUnavailable);
    await expect(away.head()).rejects.toThrow(LogUnavailable);
    await away.stop();
  });

  test('stop waits for accepted appends and rejects new ones', async () => {
    const short = openPostgresEventStore({ database: databaseAt(database.url) });
    short.onAppend(() => undefined);
    const streams = Array.from({ length: 50 }, () => aStream());
    const accepted = Promise.all(streams.map((stream) => append(short, stream, 'no_stream', anEvent())));
    const stopped = short.stop();
    await expect(append(short, aStream(), 'any', anEvent())).rejects.toThrow(LogUnavailable);
    await accepted;
    await stopped;
    expect((await store.readStreams(streams)).flat()).toHaveLength(50);
  });
});

/** Retries until the log answers, and returns the number of failures. */
async function untilAvailable(attempt: () => Promise<unknown>): Promise<number> {
  for (let failures = 0; ; failures += 1) {
    try {
      await attempt();
      return failures;
    } catch (error) {
      if (!(error instanceof LogUnavailable)) throw error;
      await pause(5);
    }
  }
}

function idsOf(events: readonly { id: string }[]): string[] {
  return events.map(({ id }) => id);
}
