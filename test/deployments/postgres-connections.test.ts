import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { openPool } from '../../src/runtime/postgres/client.js';
import { openDatabase } from '../../src/runtime/postgres/open-database.js';
import { describeWhere } from '../support/requirements/describe-where.js';
import { startTlsPostgres, whyNoTlsPostgres } from '../support/deployments/tls-postgres.js';
import type { TlsPostgres } from '../support/deployments/tls-postgres.js';

describeWhere(await whyNoTlsPostgres())('connections to PostgreSQL (DEP-3, DEP-4)', () => {
  let server: TlsPostgres;
  let credentials: string;

  beforeAll(async () => {
    server = await startTlsPostgres();
    await server.execute('create database accounts');
    credentials = `postgres:${encodeURIComponent(server.password)}`;
  });
  afterAll(() => server.stop());

  /** Connects as the service does, and returns whether the connection is encrypted. */
  async function connect(url: string): Promise<{ database: string; encrypted: boolean }> {
    const pool = openPool(await openDatabase(url, 'credence'), { name: 'test', max: 1 });
    try {
      const { rows } = await pool.query<{ database: string; encrypted: boolean }>(
        `select current_database() as database,
                (select ssl from pg_stat_ssl where pid = pg_backend_pid()) as encrypted`,
      );
      return rows[0] ?? { database: '', encrypted: false };
    } finally {
      await pool.end();
    }
  }

  it.each([
    ['IPv4', () => `postgres://${credentials}@127.0.0.1:${server.port}/accounts`],
    ['IPv6', () => `postgres://${credentials}@[::1]:${server.port}/accounts`],
    [
      'a Unix socket as parameter',
      () => `postgres://${credentials}@/accounts?host=${server.socketFolder}&port=${server.port}`,
    ],
    [
      'a Unix socket as host',
      () => `postgresql://${credentials}@${encodeURIComponent(server.socketFolder)}:${server.port}/accounts`,
    ],
    ['the database as parameter', () => `postgres://${credentials}@127.0.0.1:${server.port}?dbname=accounts`],
  ])('a URL with %s connects', async (_, url) => {
    expect((await connect(url())).database).toBe('accounts');
  });

  it('a URL without a database names the one that is called like the user', async () => {
    expect((await connect(`postgres://${credentials}@127.0.0.1:${server.port}`)).database).toBe('postgres');
  });

  it.each([
    ['disable', '127.0.0.1', false],
    ['allow', '127.0.0.1', false],
    ['prefer', '127.0.0.1', true],
    ['require', '127.0.0.1', true],
    ['verify-full&sslrootcert=', 'localhost', true],
    ['verify-ca&sslrootcert=', '127.0.0.1', true],
    ['require&sslrootcert=', '127.0.0.1', true],
  ])('sslmode=%s means what libpq means', async (mode, host, encrypted) => {
    const root = mode.endsWith('=') ? server.rootCertificate : '';
    const url = `postgres://${credentials}@${host}:${server.port}/accounts?sslmode=${mode}${root}`;
    expect(await connect(url)).toEqual({ database: 'accounts', encrypted });
  });

  it.each([
    ['verify-full', '127.0.0.1', 'verify-full&sslrootcert='],
    ['verify-full without the authority', 'localhost', 'verify-full'],
  ])('sslmode=%s refuses a certificate that it cannot verify', async (_, host, mode) => {
    const root = mode.endsWith('=') ? server.rootCertificate : '';
    const url = `postgres://${credentials}@${host}:${server.port}/accounts?sslmode=${mode}${root}`;
    await expect(connect(url)).rejects.toThrow(/certificate|does not match/);
  });

  it.each([
    ['an unknown sslmode', '?sslmode=bogus', /unknown sslmode/],
    ['verify-ca without an authority', '?sslmode=verify-ca', /without sslrootcert/],
    ['a missing certificate file', '?sslrootcert=/nowhere', /cannot be read/],
    ['an unknown parameter', '?applicationName=x', /unknown parameter/],
  ])('a URL with %s is refused', async (_, query, message) => {
    await expect(
      connect(`postgres://${credentials}@127.0.0.1:${server.port}/accounts${query}`),
    ).rejects.toThrow(message);
  });

  it.each([
    ['a bare %', 'postgres://postgres:a%b@127.0.0.1/accounts'],
    ['a bare /', 'postgres://postgres:a/b@127.0.0.1/accounts'],
    ['a bare #', 'postgres://postgres:a#b@127.0.0.1/accounts'],
    ['a bare ?', 'postgres://postgres:a?b@127.0.0.1/accounts'],
  ])('a password with %s is refused with the remedy', async (_, url) => {
    await expect(connect(url)).rejects.toThrow(/percent-encode/);
  });

  it('a database in another encoding is refused (DEP-3)', async () => {
    await server.execute(`create database latin encoding 'LATIN1' locale 'C' template template0`);
    const url = `postgres://${credentials}@127.0.0.1:${server.port}/latin`;
    await expect(connect(url)).rejects.toThrow("its encoding is LATIN1; create it with ENCODING 'UTF8'");
  });
});
