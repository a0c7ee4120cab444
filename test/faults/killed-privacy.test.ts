import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { addPeople } from '../../bench/journeys.js';
import { openInfrastructure } from '../../src/compose/infrastructure.js';
import { readConfig } from '../../src/config/config.js';
import { ERASED } from '../../src/domain/event.js';
import type { LoggedEvent } from '../../src/eventstore/codec.js';
import type { EventLog } from '../../src/eventstore/event-log.js';
import { START } from '../../src/eventstore/port.js';
import { Lifecycle } from '../../src/runtime/lifecycle.js';
import { monthKeyId, monthOf } from '../../src/security/keys/retention-keys.js';
import { openMonth, startOfMonth } from '../../src/security/keys/retention-months.js';
import { createSignedInAccount, signIn, signUp } from '../support/clients/accounts.js';
import { listAll } from '../support/clients/admin-api.js';
import { waitFor } from '../support/clients/wait-for.js';
import { describeWhere } from '../support/requirements/describe-where.js';
import { runCli } from '../support/server/cli.js';
import { SERVICE_TOKEN, startCredence, startRole } from '../support/server/credence.js';
import type { Credence, RunningProgram } from '../support/server/credence.js';
import { freePort } from '../support/server/free-port.js';
import { silentLogger } from '../support/server/silent-logger.js';
import { holdWrites } from '../support/stores/held-writes.js';
import type { StepWrite } from '../support/stores/held-writes.js';
import { whyNoRedis } from '../support/stores/redis.js';
import { useStores } from '../support/stores/stores.js';
import type { TestStores } from '../support/stores/stores.js';

const LONG_MS = 300_000;
/** Its months have ended in every period of the retention. */
const LONG_AGO = new Date('2024-02-03T10:00:00Z');
const PEOPLE = 3;
const token = SERVICE_TOKEN;

/** The writes of the steps that record an erasure, destroy the keys and complete the erasure. */
const ERASURE: readonly StepWrite[] = [
  { table: 'credence_keys.erasures', write: 'insert', when: 'true' },
  { table: 'credence_keys.subject_keys', write: 'update', when: 'new.wrapped is null' },
  { table: 'credence_keys.erasures', write: 'update', when: 'new.completed_at is not null' },
];

const NEXT_MONTH = monthKeyId(monthOf('sessions', startOfMonth(new Date(), 1)));

/** The writes of the steps that create the keys of the next month, and destroy those of ended months. */
const RETENTION: readonly StepWrite[] = [
  { table: 'credence_keys.subject_keys', write: 'insert', when: `new.subject = '${NEXT_MONTH}'` },
  { table: 'credence_keys.subject_keys', write: 'update', when: 'new.wrapped is null' },
];

/** The writes of the steps that store leaves, the signed checkpoint and the place of the notary. */
const NOTARY: readonly StepWrite[] = [
  { table: 'credence_audit.leaves', write: 'insert', when: 'true' },
  { table: 'credence_audit.checkpoints', write: 'insert', when: 'true' },
  { table: 'credence_audit.progress', write: 'update', when: 'true' },
];

describe('on PostgreSQL', () => survivesKills('postgresql'));
describeWhere(await whyNoRedis())('on EventStoreDB and Redis', () => survivesKills('eventstoredb'));

function survivesKills(topology: 'postgresql' | 'eventstoredb'): void {
  let stores: TestStores;
  let folder: string;
  /** One port, because the notary signs under the name of the service. */
  let port: number;
  let credence: Credence;

  beforeAll(async () => {
    stores = await useStores(topology);
    folder = await mkdtemp(join(tmpdir(), 'credence-killed-'));
    port = await freePort();
    await withLog(async (log, openOldMonth) => {
      await openOldMonth();
      await addPeople(log, PEOPLE, LONG_AGO);
    });
  }, LONG_MS);

  afterAll(async () => {
    await credence.stop();
    await stores.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  const environment = () => ({ ...stores.environment, CHECKPOINT_INTERVAL: '1s' });

  async function start(): Promise<Credence> {
    credence = await startCredence(environment(), { dataDir: folder, port });
    return credence;
  }

  /** Starts the program without a wait: it may not serve before it is killed. */
  function begin(): Promise<RunningProgram> {
    const url = `http://127.0.0.1:${String(port)}`;
    const place = { PORT: String(port), PUBLIC_URL: url, DATA_DIR: folder };
    return Promise.resolve(startRole('serve', { ...environment(), ...place }));
  }

  async function withLog<Result>(
    work: (log: EventLog, openOldMonth: () => Promise<void>) => Promise<Result>,
  ): Promise<Result> {
    const lifecycle = new Lifecycle();
    try {
      const config = readConfig({ ...stores.environment });
      const { log, subjectKeys } = await openInfrastructure(config, silentLogger, lifecycle);
      return await work(log, () => openMonth(subjectKeys, LONG_AGO));
    } finally {
      await lifecycle.stop();
    }
  }

  async function query<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    const client = new pg.Client({ connectionString: stores.databaseUrl });
    await client.connect();
    try {
      return (await client.query<Row>(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  async function isKeyLeft(subject: string): Promise<boolean> {
    const statement = 'select from credence_keys.subject_keys where subject = $1 and wrapped is not null';
    return (await query(statement, [subject])).length > 0;
  }

  /** Kills the program at each step, with a look at the stores after each kill. Leaves it stopped. */
  async function killAtEach<Look>(
    steps: readonly StepWrite[],
    beginStep: (nth: number) => Promise<RunningProgram>,
    look: () => Promise<Look>,
  ): Promise<Look[]> {
    const looks: Look[] = [];
    const writes = await holdWrites(stores.databaseUrl);
    try {
      for (const [nth, step] of steps.entries()) {
        await writes.hold(step);
        const program = await beginStep(nth);
        await writes.waitUntilReached();
        await program.kill();
        await writes.release();
        looks.push(await look());
      }
    } finally {
      await writes.stop();
    }
    return looks;
  }

  /** The states of the keys of the month in which the old events occurred. */
  async function statesOfOldMonth(): Promise<unknown[]> {
    const { body } = await credence.call('GET', '/v1/privacy/retention', { token });
    return body.items
      .filter(({ month }) => month === LONG_AGO.toISOString().slice(0, 'yyyy-mm'.length))
      .map(({ key }) => key);
  }

  /** The events of the old people. */
  async function oldEvents(): Promise<LoggedEvent[]> {
    return await withLog(async ({ store, codec }) => {
      const events = await codec.decode(await store.readAll({ after: START, limit: 1000 }));
      return events.filter(({ occurredAt }) => occurredAt.getTime() === LONG_AGO.getTime());
    });
  }

  test(
    'a retention that is killed at every step destroys the keys of ended months, and nothing else (GDP-15)',
    async () => {
      expect((await oldEvents()).some((event) => event.source() !== null)).toBe(true);
      await killAtEach(RETENTION, begin, () => Promise.resolve());
      await start();
      await waitFor('the keys are destroyed', async () =>
        (await statesOfOldMonth()).every((state) => state === 'destroyed'),
      );
      const events = await oldEvents();
      expect(events.filter((event) => event.source() !== null)).toEqual([]);
      const sessions = events.filter(({ type }) => type === 'SessionStarted');
      expect(new Set(sessions.map(({ data }) => 'device' in data && data.device))).toEqual(new Set([ERASED]));
      const people = await listAll(credence, '/v1/users');
      expect(people.map(({ email }) => email)).not.toContain(null);
      expect(people).toHaveLength(PEOPLE);
    },
    LONG_MS,
  );

  test(
    'an erasure that is killed at every step is complete after the last start (GDP-11)',
    async () => {
      const alan = await createSignedInAccount(credence);
      const erase = async (nth: number) => {
        if (nth > 0) return await begin();
        await credence.call('DELETE', '/auth/me', { token: alan.token });
        return credence;
      };
      const keysLeft = await killAtEach(ERASURE, erase, () => isKeyLeft(alan.userId));
      expect(keysLeft).toEqual([true, true, false]);
      await start();
      await waitFor('the erasure', async () => {
        const statement =
          'select from credence_keys.erasures where subject = $1 and completed_at is not null';
        return (await query(statement, [alan.userId])).length > 0;
      });
      expect((await signIn(credence, alan.email)).status).toBe(401);
    },
    LONG_MS,
  );

  test(
    'a notary that is killed at every step signs the tree of the whole log (PRF-4)',
    async () => {
      const append = async (nth: number) => {
        if (nth > 0) return await begin();
        await signUp(credence);
        return credence;
      };
      await killAtEach(NOTARY, append, () => Promise.resolve());
      await start();
      await signUp(credence);
      await waitFor('every event is covered', async () => {
        const { output } = await runCli(['audit', 'verify'], stores.environment);
        return /signed: (\d+) of \1 events/.test(output);
      });
    },
    LONG_MS,
  );
}
