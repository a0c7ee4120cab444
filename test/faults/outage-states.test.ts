import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { problemHeaders, problemOf } from '../../src/api/http/problems/problem.js';
import { isOutage } from '../../src/eventstore/outage.js';
import { LogUnavailable } from '../../src/eventstore/port.js';
import { startProcessor } from '../../src/projections/engine/processor.js';
import { prepareProjection } from '../../src/projections/engine/projection.js';
import { KeyManagementDenied, KeyManagementUnavailable } from '../../src/security/keys/key-management.js';
import { usersProjection } from '../../src/projections/views/accounts/projection.js';
import { waitFor } from '../support/clients/wait-for.js';
import { openUserLog, registration } from '../support/domain/user-log.js';
import type { UserLog } from '../support/domain/user-log.js';
import { silentLogger } from '../support/server/silent-logger.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';

/** One state of each kind (PostgreSQL documentation, Appendix A). */
const OUTAGES = [
  ['08006', 'connection failure'],
  ['25006', 'read-only transaction'],
  ['25P03', 'idle transaction timed out'],
  ['40P01', 'deadlock'],
  ['53100', 'disk full'],
  ['55P03', 'lock not available'],
  ['57014', 'query cancelled'],
  ['57P01', 'administrator shutdown'],
  ['58000', 'system error'],
  ['58030', 'input or output error'],
  ['58P01', 'undefined file'],
] as const;
/** More than the attempts at an event that fails for a reason of its own. */
const FAILURES = 6;

let database: TestDatabase;
let log: UserLog;

beforeAll(async () => {
  database = await usePostgres();
  log = await openUserLog(database.url, { migrate: true });
});

afterAll(async () => {
  await log.close();
  await database.dispose();
});

/** Returns the error that the server raises with a state. */
async function raise(state: string): Promise<unknown> {
  return await log.pool
    .query(`do $$ begin raise exception 'a state' using errcode = '${state}'; end $$`)
    .catch((error: unknown) => error);
}

describe('states of PostgreSQL that say that it is unavailable', () => {
  test.each(OUTAGES)('the state %s (%s) answers 503 with Retry-After (EVT-16)', async (state, _name) => {
    const error = await raise(state);
    expect(error).toMatchObject({ code: state });
    expect(isOutage(error)).toBe(true);
    const problem = problemOf(error);
    expect(problem.code).toBe('unavailable');
    expect(problemHeaders(problem)).toMatchObject({ 'Retry-After': '2' });
  });

  test.each(['22P02', '23505', '42P01', 'XX000'])('the state %s is no outage (EVT-16)', async (state) => {
    expect(isOutage(await raise(state))).toBe(false);
  });

  test('an unreachable log is an outage, and another error is none (EVT-16)', () => {
    expect(isOutage(new LogUnavailable())).toBe(true);
    expect(isOutage(new KeyManagementUnavailable('Vault does not answer.'))).toBe(true);
    expect(problemOf(new KeyManagementDenied('Vault rejects the token.')).code).toBe('unavailable');
    expect(isOutage(new Error('a bug'))).toBe(false);
    expect(isOutage(new pg.DatabaseError('unknown', 0, 'error'))).toBe(false);
  });

  test('a reader that meets each state repeats its batch and parks nothing (EVT-16)', async () => {
    const users = usersProjection(log.codec);
    await prepareProjection(log.pool, users);
    const failures = OUTAGES.flatMap(([state]) => Array<string>(FAILURES).fill(state));
    await log.append(randomUUID(), registration('ada@example.com'));
    const processor = startProcessor({
      pool: log.pool,
      store: log.store,
      logger: silentLogger,
      readers: [
        {
          ...users,
          async handle(events, transaction) {
            const state = failures.pop();
            if (state !== undefined) throw await raise(state);
            await users.handle(events, transaction);
          },
        },
      ],
    });
    try {
      const atHead = `
        select c.position::bigint = (select max(position) from credence_log.events) as yes
        from credence_read.checkpoints c where reader = 'users@1' and c.position <> ''`;
      await waitFor(
        'the reader is at the head',
        async () => (await log.pool.query<{ yes: boolean }>(atHead)).rows[0]?.yes,
        90_000,
      );
    } finally {
      await processor.stop();
    }
    expect(failures).toEqual([]);
    expect((await log.pool.query('select * from credence_read.parked_events')).rows).toEqual([]);
  }, 120_000);
});
