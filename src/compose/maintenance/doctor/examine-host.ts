import { lookup } from 'node:dns/promises';
import { statfs } from 'node:fs/promises';
import type { Config } from '../../../config/config.js';
import { connectClient } from '../../../runtime/postgres/client.js';
import { openDatabase } from '../../../runtime/postgres/open-database.js';
import { Unhealthy } from './unhealthy.js';

/** Difference of two clocks that a network with NTP never has. */
const MAX_SECONDS_APART = 5;
/** Space that a day of events and its write-ahead log may need. */
const MIN_FREE_BYTES = 2 ** 30;
const LOCAL = /^(?:localhost|127\.|\[::1\])/;

/**
 * Compares the clock of this machine with that of PostgreSQL, which decides.
 *
 * @throws Unhealthy they differ by seconds
 */
export async function examineClock({ databaseUrl, schemaPrefix }: Config): Promise<string> {
  if (databaseUrl === null) return 'not examined; the database is embedded';
  const database = await openDatabase(databaseUrl, schemaPrefix).catch(() => null);
  if (database === null) return 'not examined; PostgreSQL does not work';
  const client = await connectClient(database, { name: 'credence doctor' });
  try {
    const asked = Date.now();
    const { rows } = await client.query<{ now: Date }>('select clock_timestamp() as now');
    // PostgreSQL has read its clock about in the middle between question and answer.
    const here = (asked + Date.now()) / 2;
    return requireSameTime((here - (rows[0]?.now.getTime() ?? here)) / 1000);
  } finally {
    await client.end();
  }
}

/** @throws Unhealthy */
export function requireSameTime(secondsAhead: number): string {
  const apart = Math.abs(secondsAhead);
  if (apart <= MAX_SECONDS_APART) return `ok, ${apart.toFixed(1)} s from the clock of PostgreSQL`;
  const direction = secondsAhead > 0 ? 'ahead of' : 'behind';
  throw new Unhealthy(
    `this machine is ${apart.toFixed(0)} s ${direction} the clock of PostgreSQL; synchronise both by NTP`,
  );
}

/**
 * Resolves the host of `PUBLIC_URL`, which links and tokens name.
 *
 * @throws Unhealthy DNS does not know it
 */
export async function examinePublicUrl({ publicUrl }: Config): Promise<string> {
  const { host, hostname } = new URL(publicUrl);
  if (LOCAL.test(host)) return `${host} is this machine; clients elsewhere need a PUBLIC_URL`;
  try {
    const { address } = await lookup(hostname);
    return `ok, ${hostname} is ${address}`;
  } catch {
    throw new Unhealthy(
      `PUBLIC_URL names ${hostname}, which DNS does not know; correct it or add the record`,
    );
  }
}

/**
 * Reads the free space of the disk with the embedded database.
 *
 * @throws Unhealthy it is low
 */
export async function examineDisk({ databaseUrl, dataDir }: Config): Promise<string> {
  if (databaseUrl !== null) return 'not examined; the data is on the database server';
  const disk = await statfs(dataDir).catch(() => null);
  return disk === null ? 'not examined; DATA_DIR is new' : requireSpace(disk.bavail * disk.bsize);
}

/** @throws Unhealthy */
export function requireSpace(freeBytes: number): string {
  const free = `${(freeBytes / 2 ** 30).toFixed(1)} GiB free`;
  if (freeBytes >= MIN_FREE_BYTES) return `ok, ${free}`;
  throw new Unhealthy(`the disk of DATA_DIR has ${free}; make room, or move DATA_DIR to a larger disk`);
}
