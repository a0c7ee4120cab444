import pg from 'pg';
import { connectClient } from './client.js';
import type { Database } from './client.js';
import { parseDatabaseUrl } from './connection-url.js';
import type { ConnectionTarget } from './connection-url.js';

/** A database that this service must not use. The message says why, and how to change it. */
export class UnsuitableDatabase extends Error {
  override readonly name = 'UnsuitableDatabase';
}

const NAME = 'credence start';
/** `invalid_authorization_specification`: no line of pg_hba.conf lets a connection without TLS in. */
const REFUSED_WITHOUT_TLS = '28000';

/**
 * Connects to the database of a URL for the first time: finds out how TLS turns out (`prefer` and `allow` depend on the
 * server), and refuses a database that would corrupt or lose data.
 *
 * @throws InvalidDatabaseUrl, UnsuitableDatabase, or the error of the connection
 */
export async function openDatabase(url: string, prefix: string): Promise<Database> {
  const target = parseDatabaseUrl(url);
  const database = await negotiateTls(target, prefix);
  await refuseOtherEncodings(database);
  await refuseTransactionPooling(database);
  return database;
}

/** Tries the ways that the mode allows, in libpq's order. */
async function negotiateTls(target: ConnectionTarget, prefix: string): Promise<Database> {
  const plain = { target, prefix, tls: false };
  const encrypted = { target, prefix, tls: true };
  // libpq ignores the mode on a Unix socket: nobody listens in between.
  if (target.host.startsWith('/') || target.sslMode === 'disable') return plain;
  if (target.sslMode === 'allow') {
    try {
      await probe(plain);
      return plain;
    } catch (error) {
      if (!(error instanceof pg.DatabaseError) || error.code !== REFUSED_WITHOUT_TLS) throw error;
      await probe(encrypted);
      return encrypted;
    }
  }
  if (target.sslMode !== 'prefer') {
    await probe(encrypted);
    return encrypted;
  }
  try {
    await probe(encrypted);
    return encrypted;
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes('does not support SSL')) throw error;
    await probe(plain);
    return plain;
  }
}

async function probe(database: Database): Promise<void> {
  const client = await connectClient(database, { name: NAME });
  await client.end();
}

async function refuseOtherEncodings(database: Database): Promise<void> {
  const client = await connectClient(database, { name: NAME });
  try {
    const { rows } = await client.query<{ encoding: string }>(
      'select pg_encoding_to_char(encoding) as encoding from pg_database where datname = current_database()',
    );
    const encoding = rows[0]?.encoding;
    if (encoding !== 'UTF8')
      throw new UnsuitableDatabase(`its encoding is ${String(encoding)}; create it with ENCODING 'UTF8'`);
  } finally {
    await client.end();
  }
}

/**
 * A pooler that gives each transaction another session loses settings, locks, and notifications. Two connections tell:
 * while one holds a transaction, sessions of their own have two process ids that do not change.
 */
async function refuseTransactionPooling(database: Database): Promise<void> {
  const pidOf = async (client: pg.Client): Promise<number | undefined> =>
    (await client.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid;
  const first = await connectClient(database, { name: NAME });
  const second = await connectClient(database, { name: NAME });
  try {
    const before = await pidOf(first);
    await second.query('begin');
    const other = await pidOf(second);
    const after = await pidOf(first);
    if (before !== after || before === other)
      throw new UnsuitableDatabase(
        'a pooler in transaction mode is in between; use session mode, or connect directly',
      );
  } finally {
    await Promise.all([first.end(), second.end()]);
  }
}
