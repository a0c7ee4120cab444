import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { startEmbeddedDatabase } from '../src/runtime/embedded/database.js';

/** The PostgreSQL server of a benchmark run. */
export interface DatabaseServer {
  readonly url: string;
  /** Creates an empty database. An existing one of this name is dropped. */
  create(name: string): Promise<string>;
  stop(): Promise<void>;
}

/** Opens the given server, or an embedded one in a temporary folder with the durability of production. */
export async function openDatabaseServer(givenUrl: string | undefined): Promise<DatabaseServer> {
  const server =
    givenUrl === undefined ? await startEmbedded() : { url: givenUrl, stop: () => Promise.resolve() };
  const databases = new Set<string>();

  async function execute(statement: string): Promise<void> {
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  }

  return {
    url: server.url,
    async create(name) {
      await execute(`drop database if exists credence_bench_${name} with (force)`);
      await execute(`create database credence_bench_${name}`);
      databases.add(`credence_bench_${name}`);
      const url = new URL(server.url);
      url.pathname = `/credence_bench_${name}`;
      return url.href;
    },
    async stop() {
      for (const name of databases) await execute(`drop database ${name} with (force)`);
      await server.stop();
    },
  };
}

async function startEmbedded(): Promise<{ url: string; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'credence-bench-'));
  const database = await startEmbeddedDatabase(folder, pino({ enabled: false }));
  return {
    url: database.url,
    async stop() {
      await database.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
