import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { userStream } from '../../src/domain/user/user.js';
import { openEventStoreDb } from '../../src/eventstore/eventstoredb/event-store.js';
import type { NewEvent } from '../../src/eventstore/port.js';
import { openPostgresEventStore } from '../../src/eventstore/postgres/event-store.js';
import { waitForReaders } from '../support/clients/admin-api.js';
import { waitFor } from '../support/clients/wait-for.js';
import { aUserId } from '../support/domain/ids.js';
import { runCli } from '../support/server/cli.js';
import { SECRET_KEY, SERVICE_TOKEN, startCredence } from '../support/server/credence.js';
import type { Credence } from '../support/server/credence.js';
import { silentLogger } from '../support/server/silent-logger.js';
import { databaseAt } from '../support/stores/database-at.js';
import { startEventStoreDbServer } from '../support/stores/eventstoredb/server.js';
import { ask } from '../support/stores/log-rows.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';

const password = 'correct horse battery staple';
const LOST = 6;

let database: TestDatabase;

beforeEach(async () => {
  database = await usePostgres();
});

afterEach(async () => {
  await database.dispose();
});

function inPostgres() {
  return {
    environment: {},
    openLog: () => openPostgresEventStore({ database: databaseAt(database.url), logger: silentLogger }),
    // Deleting events is prevented by a trigger; a restored backup has no such limit.
    forgetNewest: async (count: number) => {
      await ask(database.url, 'alter table credence_log.events disable trigger user');
      const newest = `select position from credence_log.events order by position desc limit ${count}`;
      await ask(database.url, `delete from credence_log.events where position in (${newest})`);
      await ask(database.url, 'alter table credence_log.events enable trigger user');
    },
    stop: () => undefined,
  };
}

async function inEventStoreDb() {
  const server = await startEventStoreDbServer();
  return {
    environment: { EVENTSTOREDB_URL: server.url },
    openLog: () => openEventStoreDb({ url: server.url, logger: silentLogger }),
    forgetNewest: (count: number) => {
      server.forgetNewest(count);
      return Promise.resolve();
    },
    stop: () => {
      server.stop();
    },
  };
}

describe.each([
  ['PostgreSQL', () => Promise.resolve(inPostgres())],
  ['EventStoreDB', inEventStoreDb],
] as const)('a log in %s that was restored to an earlier state', (_, open) => {
  let log: ReturnType<typeof inPostgres> | Awaited<ReturnType<typeof inEventStoreDb>>;
  let environment: Record<string, string>;
  let credence: Credence;

  beforeEach(async () => {
    log = await open();
    environment = {
      DATABASE_URL: database.url,
      SECRET_KEY,
      LOG_LEVEL: 'error',
      WEBHOOK_ALLOW_PRIVATE: 'true',
      ...log.environment,
    };
    credence = await startCredence(environment);
    // The cursor of a webhook that no event interests follows the log all the same.
    const webhook = { url: 'http://127.0.0.1:1/', types: ['WebhookTested'] };
    const created = await credence.call('POST', '/v1/webhooks', { token: SERVICE_TOKEN, body: webhook });
    expect(created.status).toBe(201);
    for (let i = 0; i < 5; i += 1) {
      const body = { email: `user${String(i)}@example.com`, username: 'ada', password };
      expect((await credence.call('POST', '/auth/signup', { body })).status).toBe(201);
    }
    await credence.mails('user4@example.com');
    await waitForReaders(credence);
    await waitFor('the cursor of the webhook is at the head', async () => {
      const atHead = await ask(
        database.url,
        'select from credence_webhooks.endpoints where position >= (select max(position) from credence_read.checkpoints)',
      );
      return atHead.length === 1;
    });
  });

  afterEach(async () => {
    await credence.stop();
    log.stop();
  });

  /** Appends events that the readers have not read, so that the log is as long as before. */
  async function appendOthers(): Promise<void> {
    const events = Array.from({ length: LOST + 2 }, (): NewEvent => ({
      id: randomUUID(),
      type: 'UserDeactivated',
      data: { reason: null },
      metadata: { version: '1', occurred_at: new Date().toISOString() },
    }));
    const store = log.openLog();
    await store.append([{ stream: userStream(aUserId(randomUUID())), expected: 'any', events }]);
    await store.stop();
  }

  async function expectRefusedStart(): Promise<void> {
    const { code, output } = await runCli(['serve'], {
      ...environment,
      SMTP_URL: 'smtp://127.0.0.1:1',
      PORT: '0',
    });
    expect(code).toBe(1);
    expect(output).toMatch(/^credence: The event log is behind its readers [^\n]+\n$/);
  }

  test('a start is refused in one line, and readiness of a running process fails (EVT-14)', async () => {
    expect((await credence.call('GET', '/health/ready')).status).toBe(200);
    await log.forgetNewest(LOST);
    await waitFor('readiness fails', async () => {
      const { status, body } = await credence.call('GET', '/health/ready');
      if (status === 200) return false;
      expect(body).toMatchObject({ checks: { readers: 'failing' } });
      return true;
    });
    await credence.stop();
    await expectRefusedStart();

    await ask(database.url, 'delete from credence_read.checkpoints');
    credence = await startCredence(environment);
    expect((await credence.call('GET', '/health/live')).status).toBe(200);
    const { body } = await credence.call('GET', '/v1/webhooks', { token: SERVICE_TOKEN });
    expect(body.items).toHaveLength(1);
  });

  test('a start is refused if the log has other events than the readers have read (EVT-14)', async () => {
    await credence.stop();
    await log.forgetNewest(LOST);
    await appendOthers();
    await expectRefusedStart();
  });
});
