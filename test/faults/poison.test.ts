import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { eventCatalog } from '../../src/domain/event-catalog.js';
import { userStream } from '../../src/domain/user/user.js';
import { createCodec } from '../../src/eventstore/codec.js';
import type { JsonObject } from '../../src/eventstore/port.js';
import { replayParked } from '../../src/projections/engine/parking.js';
import { startProcessor } from '../../src/projections/engine/processor.js';
import { prepareProjection } from '../../src/projections/engine/projection.js';
import type { Projection } from '../../src/projections/engine/projection.js';
import { usersProjection } from '../../src/projections/views/accounts/projection.js';
import { runCli } from '../support/server/cli.js';
import { SECRET_KEY, SERVICE_TOKEN, startCredence } from '../support/server/credence.js';
import type { Credence } from '../support/server/credence.js';
import { ask } from '../support/stores/log-rows.js';
import { waitFor } from '../support/clients/wait-for.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';
import { readMetric } from '../support/clients/admin-api.js';
import { silentLogger } from '../support/server/silent-logger.js';
import { dumpUsers, openUserLog, registration } from '../support/domain/user-log.js';
import type { UserLog } from '../support/domain/user-log.js';
import { aUserId } from '../support/domain/ids.js';

const password = 'correct horse battery staple';
const PARKED_USERS = 'credence_reader_parked_events{reader="users@1"}';

let database: TestDatabase;

beforeEach(async () => {
  database = await usePostgres();
});

afterEach(async () => {
  await database.dispose();
});

describe('an unreadable event while the program runs', () => {
  let credence: Credence;
  let log: UserLog;

  beforeEach(async () => {
    credence = await startCredence({ DATABASE_URL: database.url, SECRET_KEY, LOG_LEVEL: 'error' });
    log = await openUserLog(database.url, { migrate: false });
  });

  afterEach(async () => {
    await log.close();
    await credence.stop();
  });

  async function signUp(email: string) {
    return (await credence.call('POST', '/auth/signup', { body: { email, username: 'ada', password } })).body;
  }

  /** Appends an event to a user's stream that the service never writes. */
  async function appendForeign(userId: string, type: string, data: JsonObject): Promise<void> {
    const metadata = { version: '1', occurred_at: new Date().toISOString() };
    const events = [{ id: randomUUID(), type, data, metadata }];
    await log.store.append([{ stream: userStream(aUserId(userId)), expected: 'any', events }]);
  }

  test('an unreadable event and the later events of its stream are parked, and all other events are handled (EVT-7)', async () => {
    const [unknown, misfit, healthy] = [
      await signUp('unknown@example.com'),
      await signUp('misfit@example.com'),
      await signUp('healthy@example.com'),
    ];
    expect(await readMetric(credence, PARKED_USERS)).toBe(0);

    await appendForeign(unknown.user_id, 'HoroscopeRead', {});
    await appendForeign(misfit.user_id, 'EmailVerified', { by: 'a friend' });
    await log.append(unknown.user_id, { type: 'EmailVerified', data: {} });
    await log.append(misfit.user_id, { type: 'EmailVerified', data: {} });
    await log.append(healthy.user_id, { type: 'EmailVerified', data: {} });

    await waitFor('four events are parked', async () => (await readMetric(credence, PARKED_USERS)) === 4);
    const parked = await ask(
      database.url,
      `select stream, cause from credence_read.parked_events where reader = 'users@1' order by position`,
    );
    const earlier = 'an earlier event of this stream is parked';
    expect(parked).toEqual([
      {
        stream: userStream(aUserId(unknown.user_id)),
        cause: expect.stringContaining('unknown type HoroscopeRead'),
      },
      {
        stream: userStream(aUserId(misfit.user_id)),
        cause: expect.stringContaining('does not fit its schema'),
      },
      { stream: userStream(aUserId(unknown.user_id)), cause: earlier },
      { stream: userStream(aUserId(misfit.user_id)), cause: earlier },
    ]);

    const ready = await credence.call('GET', '/health/ready');
    expect(ready.status).toBe(503);
    expect(ready.body).toMatchObject({ checks: { database: 'ok', log: 'ok', readers: 'failing' } });
    expect((await credence.call('GET', '/health/live')).status).toBe(200);

    const isVerified = async (userId: string) =>
      (await credence.call('GET', `/v1/users/${userId}`, { token: SERVICE_TOKEN })).body.is_verified;
    await waitFor('the other event is handled', () => isVerified(healthy.user_id));
    expect(await isVerified(unknown.user_id)).toBe(false);
    expect(await isVerified(misfit.user_id)).toBe(false);
    const signIn = { body: { email: 'healthy@example.com', password } };
    expect((await credence.call('POST', '/auth/login', signIn)).status).toBe(200);
    const later = await signUp('later@example.com');
    expect(later.id).toBe(4);

    // The cause is not fixed, so replay-parked reports the same parked streams.
    const environment = { DATABASE_URL: database.url, SECRET_KEY, SMTP_URL: 'smtp://127.0.0.1:1' };
    const replayed = await runCli(['replay-parked', 'users@1'], environment);
    expect(replayed).toMatchObject({ code: 0, output: expect.stringContaining('2 streams still parked') });
    const reactions = await runCli(['replay-parked', 'reactions'], environment);
    expect(reactions).toMatchObject({ code: 0, output: expect.stringContaining('0 streams still parked') });
    expect(await readMetric(credence, PARKED_USERS)).toBe(4);
  });
});

describe('parked events after a fix', () => {
  let log: UserLog;

  beforeEach(async () => {
    log = await openUserLog(database.url, { migrate: true });
  });

  afterEach(async () => {
    await log.close();
  });

  async function runTo(reader: Projection, goal: string, sql: string): Promise<void> {
    const processor = startProcessor({
      pool: log.pool,
      store: log.store,
      readers: [reader],
      logger: silentLogger,
    });
    try {
      await waitFor(goal, async () => (await log.pool.query<{ yes: boolean }>(sql)).rows[0]?.yes);
    } finally {
      await processor.stop();
    }
  }

  const AT_HEAD = `
    select c.position::bigint = (select max(position) from credence_log.events) as yes
    from credence_read.checkpoints c where reader = 'users@1' and c.position <> ''`;

  test('replay-parked produces the same rows and numbers as a rebuild (EVT-7)', async () => {
    // An older program version without this event type, as during a deployment.
    const older = new Map([...eventCatalog].filter(([type]) => type !== 'EmailVerified'));
    const oldReader = usersProjection(createCodec(log.keys, older));
    const newReader = usersProjection(log.codec);
    await prepareProjection(log.pool, oldReader);

    const users = Array.from({ length: 4 }, () => randomUUID());
    for (const [index, userId] of users.entries()) {
      await log.append(userId, registration(`user${index}@example.com`));
      if (index % 2 === 0) await log.append(userId, { type: 'EmailVerified', data: {} });
    }
    for (const userId of users) {
      await log.append(
        userId,
        { type: 'ProfileUpdated', data: { username: 'grace' } },
        { type: 'UserDeactivated', data: { reason: null } },
      );
    }
    // This registration is in one batch with an event that the older version cannot read.
    const joint = randomUUID();
    await log.append(joint, registration('joint@example.com'), { type: 'EmailVerified', data: {} });

    await runTo(oldReader, 'the old reader is at the head', AT_HEAD);
    const parked = await log.pool.query('select stream from credence_read.parked_events');
    expect(parked.rows).toHaveLength(2 * 3 + 1);
    expect(await replayParked(log.pool, log.store, oldReader)).toEqual({ replayed: 0, failing: 3 });

    // The copies beside the reader do not count.
    await log.pool.query(
      `update credence_read.parked_events set event = event || '{"type": "UserReactivated", "data": {}}'`,
    );
    expect(await replayParked(log.pool, log.store, newReader)).toEqual({ replayed: 7, failing: 0 });
    expect((await log.pool.query('select * from credence_read.parked_events')).rows).toEqual([]);
    const converged = await dumpUsers(log.pool);

    await log.pool.query('drop table credence_read.users_v1 cascade');
    await prepareProjection(log.pool, newReader);
    await runTo(newReader, 'the new reader is at the head', AT_HEAD);
    expect(await dumpUsers(log.pool)).toEqual(converged);
    expect(converged).toHaveLength(5);
    expect(converged.filter((row) => 'is_verified' in row && row.is_verified === true)).toHaveLength(3);
  });

  test('an event that fails temporarily is retried and not parked (EVT-7)', async () => {
    let failures = 3;
    const users = usersProjection(log.codec);
    const flaky: Projection = {
      ...users,
      async handle(events, transaction) {
        failures -= 1;
        if (failures >= 0) throw new Error('temporary failure');
        await users.handle(events, transaction);
      },
    };
    await prepareProjection(log.pool, flaky);
    await log.append(randomUUID(), registration('ada@example.com'));
    await runTo(flaky, 'the reader is at the head', AT_HEAD);
    expect((await log.pool.query('select * from credence_read.parked_events')).rows).toEqual([]);
    expect(await dumpUsers(log.pool)).toHaveLength(1);
  });
});
