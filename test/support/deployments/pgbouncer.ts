import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from '../server/free-port.js';
import { waitFor } from '../clients/wait-for.js';
import { startInBackground } from './background-server.js';

const PROGRAM = '/usr/sbin/pgbouncer';

/** A PgBouncer in front of a PostgreSQL. */
export interface PgBouncer {
  /** The URL of the same database, through the pooler. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts a PgBouncer with the settings that Debian's package comes with, and those given. */
export async function startPgBouncer(
  databaseUrl: string,
  { mode, settings = [] }: { mode: 'session' | 'transaction'; settings?: readonly string[] },
): Promise<PgBouncer> {
  const server = new URL(databaseUrl);
  const folder = await mkdtemp(join(tmpdir(), 'credence-pgbouncer-'));
  const port = await freePort();
  const password = decodeURIComponent(server.password).replaceAll("'", "''");
  const configuration = [
    '[databases]',
    // `auth_type = any` logs everybody in as the user of this line.
    `* = host=${server.hostname} port=${server.port} user=${server.username}${password === '' ? '' : ` password='${password}'`}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = any',
    'auth_file =',
    `pool_mode = ${mode}`,
    'default_pool_size = 60',
    `pidfile = ${folder}/pid`,
    ...settings,
  ];
  await writeFile(join(folder, 'pgbouncer.ini'), `${configuration.join('\n')}\n`);
  const bouncer = await startInBackground(PROGRAM, [join(folder, 'pgbouncer.ini')], folder);
  server.port = String(port);
  await waitFor('PgBouncer answers', () => answers(server.href));
  return {
    url: server.href,
    async stop() {
      await bouncer.stop();
      await rm(folder, { recursive: true });
    },
  };
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  return await client.connect().then(
    async () => {
      await client.end();
      return true;
    },
    () => false,
  );
}
