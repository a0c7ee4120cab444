import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { describeWhere } from '../support/requirements/describe-where.js';
import { runCli } from '../support/server/cli.js';
import { SECRET_KEY, startCredence, startRole } from '../support/server/credence.js';
import { freePort } from '../support/server/free-port.js';
import { waitFor } from '../support/clients/wait-for.js';
import { startTlsPostgres, whyNoTlsPostgres } from '../support/deployments/tls-postgres.js';
import type { TlsPostgres } from '../support/deployments/tls-postgres.js';
import { startRedis, whyNoRedis } from '../support/stores/redis.js';
import { usePostgres } from '../support/stores/postgres.js';
import type { TestDatabase } from '../support/stores/postgres.js';

const LINE = /^credence: [^\n]+\n$/;

let database: TestDatabase;
let dataDir: string;
let busy: Server;
let busyPort: string;

beforeAll(async () => {
  database = await usePostgres();
  dataDir = await mkdtemp(join(tmpdir(), 'credence-start-'));
  busy = createServer((_request, response) => response.end());
  busyPort = String(await listen(busy));
});

afterAll(async () => {
  busy.close();
  await rm(dataDir, { recursive: true });
  await database.dispose();
});

async function listen(server: Server, port = 0): Promise<number> {
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

/** Starts the program without retries and returns its only line. */
async function refusal(variables: Record<string, string>): Promise<string> {
  const { code, output } = await runCli(['serve'], {
    SECRET_KEY,
    DATABASE_URL: database.url,
    DATA_DIR: dataDir,
    PORT: '0',
    START_TIMEOUT: '0s',
    LOG_LEVEL: 'error',
    ...variables,
  });
  expect(output).toMatch(LINE);
  expect(code).toBe(1);
  return output;
}

describe('a failed start is one line that names the variable and the remedy (DEP-7):', () => {
  it.each([
    ['a refused connection', () => ({ DATABASE_URL: 'postgres://u:p@127.0.0.1:1/x' }), 'start PostgreSQL'],
    ['an unknown host', () => ({ DATABASE_URL: 'postgres://u:p@nowhere.invalid/x' }), 'unknown host'],
    ['a missing socket', () => ({ DATABASE_URL: 'postgres://u:p@/x?host=/nowhere' }), 'Unix socket'],
    ['a server of HTTP', () => ({ DATABASE_URL: `postgres://u:p@127.0.0.1:${busyPort}/x` }), 'DATABASE_URL'],
    ['a missing database', () => ({ DATABASE_URL: `${database.url}_none` }), 'POSTGRES_DB names a database'],
    [
      'TLS that the server lacks',
      () => ({ DATABASE_URL: `${database.url}?sslmode=require` }),
      'requires TLS',
    ],
    ['a taken port', () => ({ PORT: busyPort }), 'PORT is in use'],
    ['a taken health port', () => ({ HEALTH_PORT: busyPort }), 'HEALTH_PORT is in use'],
    [
      'a foreign host',
      () => ({ HOST: '192.0.2.1', SMTP_URL: 'smtp://127.0.0.1:1' }),
      'HOST is not an address',
    ],
    [
      'an EventStoreDB that is away',
      () => ({ EVENTSTOREDB_URL: 'esdb://127.0.0.1:1?tls=false&maxDiscoverAttempts=1' }),
      'EVENTSTOREDB_URL',
    ],
  ])('%s', async (_, variables, expected) => {
    expect(await refusal(variables())).toContain(expected);
  });

  it('a data folder that is a file', async () => {
    const file = join(dataDir, 'file');
    await writeFile(file, '');
    const { code, output } = await runCli(['serve'], { DATA_DIR: file, PORT: '0' });
    expect(output).toMatch(LINE);
    expect(output).toContain('DATA_DIR');
    expect(code).toBe(1);
  });
});

const tlsReason = await whyNoTlsPostgres();

describeWhere(tlsReason)('a failed login or certificate is one line (DEP-7):', () => {
  let server: TlsPostgres;
  beforeAll(async () => {
    server = await startTlsPostgres();
  });
  afterAll(() => server.stop());

  it.each([
    ['a wrong password', 'postgres:Wrong-Secret', '127.0.0.1', '', 'password that PostgreSQL rejects'],
    ['a missing password', 'postgres', '127.0.0.1', '', 'has no password'],
    ['an unverified certificate', 'postgres:x', 'localhost', '?sslmode=verify-full', 'certificate'],
  ])('%s', async (_, credentials, host, query, expected) => {
    const url = `postgres://${credentials}@${host}:${String(server.port)}/postgres${query}`;
    const line = await refusal({ DATABASE_URL: url, HOME: '/nowhere' });
    expect(line).toContain(expected);
    expect(line).not.toContain('Wrong-Secret');
  });
});

const redisReason = await whyNoRedis();

describeWhere(redisReason)('a Redis that never works is one line (DEP-5, DEP-7):', () => {
  it('cluster mode', async () => {
    const redis = await startRedis(['--cluster-enabled', 'yes']);
    expect(await refusal({ REDIS_URL: redis.url })).toContain('REDIS_URL names a Redis in cluster mode');
    await redis.stop();
  });

  it('a wrong password', async () => {
    const redis = await startRedis();
    const line = await refusal({ REDIS_URL: redis.url.replace('//', '//someone:Wrong-Secret@') });
    expect(line).toContain('REDIS_URL has a user name or password');
    expect(line).not.toContain('Wrong-Secret');
    await redis.stop();
  });
});

it('a schema that a newer release has migrated is refused in one line (DEP-7)', async () => {
  const newer = await usePostgres();
  const environment = { DATABASE_URL: newer.url };
  const credence = await startCredence({ SECRET_KEY, ...environment });
  await credence.stop();
  const client = new pg.Client({ connectionString: newer.url });
  await client.connect();
  await client.query(`insert into credence_log.migrations (name, run_on) values ('9001_future', now())`);
  await client.end();
  expect(await refusal(environment)).toContain('a newer release has migrated it');
  await newer.dispose();
});

it('variables of libpq do not change how the service connects (DEP-3)', async () => {
  const credence = await startCredence({
    SECRET_KEY,
    DATABASE_URL: database.url,
    PGOPTIONS: '-c default_transaction_read_only=on',
    PGSSLMODE: 'verify-full',
    PGPASSWORD: 'wrong',
    PGHOST: 'nowhere.invalid',
  });
  expect((await credence.call('GET', '/health/ready')).status).toBe(200);
  await credence.stop();
});

it('a start waits for the database and logs that it waits (DEP-7)', async () => {
  const port = await freePort();
  const healthPort = await freePort();
  const target = new URL(database.url);
  const url = new URL(database.url);
  url.port = String(port);
  const role = startRole('projector', {
    SECRET_KEY,
    DATABASE_URL: url.href,
    DATA_DIR: dataDir,
    HEALTH_PORT: String(healthPort),
    START_TIMEOUT: '30s',
  });
  await waitFor('the process waits', () => role.output().includes('waiting for PostgreSQL'));
  const proxy = createTcpServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    client.pipe(upstream).pipe(client);
    client.on('error', () => upstream.destroy());
    upstream.on('error', () => client.destroy());
  });
  proxy.listen(port, '127.0.0.1');
  await waitFor('the process has started', () =>
    fetch(`http://127.0.0.1:${String(healthPort)}/health/live`).then(
      ({ status }) => status === 200,
      () => false,
    ),
  );
  await role.stop();
  proxy.close();
});

it('a start ends after START_TIMEOUT with one line (DEP-7)', async () => {
  const began = performance.now();
  const line = await refusal({ DATABASE_URL: 'postgres://u:p@127.0.0.1:1/x', START_TIMEOUT: '2s' });
  expect(line).toContain('refuses connections');
  const seconds = (performance.now() - began) / 1000;
  expect(seconds).toBeGreaterThan(1);
  expect(seconds).toBeLessThan(10);
});
