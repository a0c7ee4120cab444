import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import type { Pool } from 'pg';
import { handle } from '../../../src/commands/handle.js';
import { findErasure } from '../../../src/commands/privacy/find-erasure.js';
import { prepareDatabase, prepareProjections } from '../../../src/compose/prepare-database.js';
import { recordLostErasures } from '../../../src/compose/privacy/record-lost-erasures.js';
import { destroyLeftKeys } from '../../../src/compose/start/destroy-left-keys.js';
import type { UserId } from '../../../src/domain/ids.js';
import { pendingRegistrationOf } from '../../../src/domain/pending-registration/pending-registration.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';
import { userAt, userStream } from '../../../src/domain/user/user.js';
import { createCodec } from '../../../src/eventstore/codec.js';
import { createEventLog } from '../../../src/eventstore/event-log.js';
import type { EventLog } from '../../../src/eventstore/event-log.js';
import { openMemoryEventStore } from '../../../src/eventstore/memory.js';
import { LogUnavailable, START } from '../../../src/eventstore/port.js';
import type { Position, StoredEvent } from '../../../src/eventstore/port.js';
import { ensureCheckpoint } from '../../../src/projections/engine/checkpoints.js';
import { auditProjection } from '../../../src/projections/views/audit-trail/projection.js';
import { erasuresProjection } from '../../../src/projections/views/erasures/projection.js';
import { erasureLedger } from '../../../src/security/keys/erasures/ledger.js';
import { localKeyManagement } from '../../../src/security/keys/kms/local-keys.js';
import { postgresSubjectKeys } from '../../../src/security/keys/subject-keys.js';
import type { SubjectKeys } from '../../../src/security/keys/subject-keys.js';
import { createOutbox } from '../../../src/workers/jobs/outbox.js';
import { REACTIONS } from '../../../src/workers/reactor.js';
import { aUserId } from '../../support/domain/ids.js';
import { emailVerified, NOW, registered } from '../../support/domain/user-history.js';
import { SECRET_KEY } from '../../support/server/credence.js';
import { silentLogger } from '../../support/server/silent-logger.js';
import { databaseAt } from '../../support/stores/database-at.js';
import { aCause } from '../../support/stores/memory/memory-log.js';
import { usePostgres } from '../../support/stores/postgres.js';
import type { TestDatabase } from '../../support/stores/postgres.js';

let database: TestDatabase;
let pool: Pool;
let keys: SubjectKeys;
let log: EventLog;

beforeAll(async () => {
  database = await usePostgres();
  await prepareDatabase(databaseAt(database.url));
  pool = new pg.Pool({ connectionString: database.url, max: 2 });
  await prepareProjections(pool, [erasuresProjection(), auditProjection()]);
  keys = postgresSubjectKeys(pool, localKeyManagement(SECRET_KEY));
  log = createEventLog(openMemoryEventStore(), createCodec(keys));
});

afterAll(async () => {
  await pool.end();
  await database.dispose();
});

/** An erased user that the read model does not list yet. The reactor has passed the erasure. */
async function anErasedUser(): Promise<UserId> {
  const userId = aUserId();
  const erased = { type: 'UserErased', data: { by: 'admin', held_until: NOW.toISOString() } } as const;
  const { position } = await handle(log, aCause(), { user: userAt(userId) }, () => ({
    user: [registered, emailVerified, erased],
  }));
  await ensureCheckpoint(pool, REACTIONS, START);
  await moveReactor(position);
  return userId;
}

async function moveReactor(position: Position | null): Promise<void> {
  const statement = 'update credence_read.checkpoints set position = $1 where reader = $2';
  await pool.query(statement, [position, REACTIONS]);
}

/** Returns the event that erased a user. */
async function erasureOf(userId: UserId): Promise<StoredEvent> {
  const event = await findErasure(log.store, userId);
  if (event === null) throw new Error('The user is not erased.');
  return event;
}

/** Returns the ids of the jobs of users, in their order. */
async function jobsOfUsers(userIds: readonly UserId[]): Promise<string[]> {
  const statement = 'select job_id from credence_outbox.outstanding_jobs where stream = any($1)';
  const { rows } = await pool.query<{ job_id: string }>(statement, [userIds.map(userStream)]);
  return rows.map((row) => row.job_id).sort();
}

/** Offers a sign-up that nobody completes, and returns the subject of its key. */
async function aSignUp(email: string): Promise<UserId> {
  const userId = aUserId();
  const identity = { provider: null, issuer: null, subject: null, label: null, claim: null };
  const person = { email: emailAddress(email), username: 'Ada', browser: 'browser' };
  const times = { expires_at: NOW.toISOString() };
  const data = { user_id: userId, origin: 'email', ...identity, ...person, ...times } as const;
  const offered = { type: 'SignUpOffered', data } as const;
  await handle(log, aCause(), { signUp: pendingRegistrationOf(userId) }, () => ({ signUp: [offered] }));
  return userId;
}

/** Records the job of an erasure. */
async function recordJob(userId: UserId): Promise<string> {
  const { id: event } = await erasureOf(userId);
  const id = `erase-user-${event}`;
  const place = { stream: userStream(userId), event, revision: 2 };
  await createOutbox(pool).add({
    ...{ id, name: 'erase-user', ...place, correlationId: null, sealed: null },
    delayMs: 0,
  });
  return id;
}

async function hasKey(subject: string): Promise<boolean> {
  const statement = 'select wrapped is not null as has from credence_keys.subject_keys where subject = $1';
  return (await pool.query<{ has: boolean }>(statement, [subject])).rows[0]?.has === true;
}

const parts = () => ({ pool, log, subjectKeys: keys, logger: silentLogger });
const look = () => destroyLeftKeys(parts());

/** Fails the job of an erasure for good. */
async function failJob(userId: UserId, cause: string): Promise<void> {
  const id = await recordJob(userId);
  await createOutbox(pool).fail({ id, attempts: 1, pauseMs: null, cause });
}

test('while the read model lags, an erasure whose job is still to run keeps its key', async () => {
  const [waiting, left] = [await anErasedUser(), await anErasedUser()];
  await recordJob(waiting);
  await look();
  expect([await hasKey(waiting), await hasKey(left)]).toEqual([true, false]);
});

test('an erasure whose job has failed for good takes the keys of its unfinished sign-ups along', async () => {
  const signUp = await aSignUp('Ada@example.com');
  const other = await aSignUp('grace@example.com');
  const userId = await anErasedUser();
  await failJob(userId, 'TypeError');
  await look();
  expect([await hasKey(userId), await hasKey(signUp), await hasKey(other)]).toEqual([false, false, true]);
});

test('a failed job that a worker of this release revives keeps the key', async () => {
  const userId = await anErasedUser();
  await failJob(userId, 'There is no kind of job named erase-user.');
  await look();
  expect(await hasKey(userId)).toBe(true);
});

test('a key waits while sign-ups cannot be found, and no longer than the outage', async () => {
  const userId = await anErasedUser();
  await destroyLeftKeys(parts(), () => Promise.reject(new LogUnavailable()));
  expect(await hasKey(userId)).toBe(true);
  await destroyLeftKeys(parts(), () => Promise.reject(new TypeError()));
  expect(await hasKey(userId)).toBe(false);
});

test('an erasure that has lost its job gets it again, once, until it is complete', async () => {
  const [listed, inLedger, complete, later] = [
    await anErasedUser(),
    await anErasedUser(),
    await anErasedUser(),
    await anErasedUser(),
  ];
  const ledger = erasureLedger(pool);
  for (const userId of [inLedger, complete, later])
    await ledger.record({ userId, subjects: [userId], position: START, erasedAt: NOW });
  await ledger.complete(complete);
  const { position } = await erasureOf(listed);
  await pool.query('insert into credence_read.erasures_v1 values ($1, $2)', [listed, position]);
  // The reactor has not passed the last erasure yet.
  await moveReactor((await erasureOf(complete)).position);
  const worker = { pool, store: log.store, outbox: createOutbox(pool), now: () => NOW, logger: silentLogger };
  for (let i = 0; i < 2; i += 1) await recordLostErasures(worker);

  const expected = [];
  for (const userId of [listed, inLedger]) {
    const { id } = await erasureOf(userId);
    expected.push(`end-memberships-${id}`, `erase-user-${id}`, `release-held-claims-${id}`);
  }
  const recorded = await jobsOfUsers([listed, inLedger, complete, later]);
  expect(recorded).toEqual(expected.sort());
});
