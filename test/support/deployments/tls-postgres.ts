import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { giveTo, serverUser } from '../../../src/runtime/embedded/postgres/server-user.js';
import { freePort } from '../server/free-port.js';
import { waitFor } from '../clients/wait-for.js';
import { findLocalBinaries } from '../stores/local-postgres.js';
import { startInBackground } from './background-server.js';
import { whyNoProgram } from './programs.js';

const run = promisify(execFile);

/** A PostgreSQL with passwords, TLS, IPv4, IPv6 and a Unix socket. */
export interface TlsPostgres {
  readonly port: number;
  readonly password: string;
  /** The folder of the Unix socket. */
  readonly socketFolder: string;
  /** The certificate of the authority, which is the server's own; it names `localhost` only. */
  readonly rootCertificate: string;
  /** Runs one statement as the superuser. */
  execute(sql: string, database?: string): Promise<void>;
  stop(): Promise<void>;
}

/** Returns the reason why this server cannot run here; null where it can. */
export async function whyNoTlsPostgres(): Promise<string | null> {
  if ((await findLocalBinaries()) === undefined)
    return 'there is no local PostgreSQL 15 or newer (Debian: apt-get install postgresql)';
  return (await whyNoProgram('openssl', 'openssl')) ?? (await whyNoProgram('psql', 'postgresql-client'));
}

/** Starts the server on a folder of its own. */
export async function startTlsPostgres(): Promise<TlsPostgres> {
  const binaries = await findLocalBinaries();
  if (binaries === undefined) throw new Error('There is no local PostgreSQL.');
  const folder = await mkdtemp(join(tmpdir(), 'credence-tls-'));
  const user = await serverUser();
  const password = 'a%b/c?d#e@f';
  await writeFile(join(folder, 'password'), password);
  if (user !== undefined) await giveTo(folder, user);
  const data = join(folder, 'data');
  const options = [
    '--username=postgres',
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--no-sync',
  ];
  await run(join(binaries.folder, 'initdb'), [...options, `--pwfile=${folder}/password`, '--pgdata', data], {
    ...user,
    cwd: '/',
  });
  const [certificate, key] = [join(data, 'server.crt'), join(data, 'server.key')];
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'];
  const name = ['-addext', 'subjectAltName=DNS:localhost'];
  await run('openssl', [...request, ...name, '-keyout', key, '-out', certificate], { ...user });
  const root = join(folder, 'root.crt');
  await run('cp', [certificate, root], { ...user });
  await run('chmod', ['600', key], { ...user });
  await run('chmod', ['755', folder], { ...user });

  const port = await freePort();
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1,::1',
    `unix_socket_directories=${folder}`,
    'ssl=on',
    'max_connections=100',
  ];
  const server = await startInBackground(
    join(binaries.folder, 'postgres'),
    ['-F', '-D', data, ...settings.flatMap((setting) => ['-c', setting])],
    folder,
  );

  async function execute(sql: string, database = 'postgres'): Promise<void> {
    const words = [
      '-h',
      folder,
      '-p',
      String(port),
      '-U',
      'postgres',
      '-d',
      database,
      '-v',
      'ON_ERROR_STOP=1',
    ];
    await run('psql', [...words, '-qc', sql], { env: { ...process.env, PGPASSWORD: password } });
  }
  await waitFor('the server answers', () =>
    execute('select 1').then(
      () => true,
      () => false,
    ),
  );
  return {
    port,
    password,
    socketFolder: folder,
    rootCertificate: root,
    execute,
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true });
    },
  };
}
