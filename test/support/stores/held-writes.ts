import pg from 'pg';
import { waitFor } from '../clients/wait-for.js';

/** A write to a table of PostgreSQL, by which one step of a process begins. */
export interface StepWrite {
  readonly table: string;
  readonly write: 'insert' | 'update' | 'delete';
  /** A condition on `new`, the row that is written. */
  readonly when: string;
}

/** Writes that wait, so that their process can be killed between two steps. */
export interface HeldWrites {
  /** Makes writes of a step wait from now on. */
  hold(step: StepWrite): Promise<void>;
  /** Waits until a process has reached the step. */
  waitUntilReached(): Promise<void>;
  /** Ends the sessions that wait, because PostgreSQL completes statements of dead clients. Later writes do not wait. */
  release(): Promise<void>;
  stop(): Promise<void>;
}

/** A queue returns the job of a dead worker after half a minute. */
const REACH_MS = 90_000;
const LOCK = 4242;
const WAITING = `from pg_locks where locktype = 'advisory' and objid = ${String(LOCK)} and not granted`;

/** Prepares a database for tests that kill a process between two of its steps. */
export async function holdWrites(databaseUrl: string): Promise<HeldWrites> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(`
    create function hold() returns trigger language plpgsql as
    'begin perform pg_advisory_xact_lock(${String(LOCK)}); return new; end'`);
  await client.query('select pg_advisory_lock($1)', [LOCK]);
  return {
    async hold({ table, write, when }) {
      await client.query(
        `create trigger hold before ${write} on ${table} for each row when (${when}) execute function hold()`,
      );
    },
    async waitUntilReached() {
      const isReached = async () => (await client.query(`select ${WAITING}`)).rows.length > 0;
      await waitFor('the step', isReached, REACH_MS);
    },
    async release() {
      await client.query(`select pg_terminate_backend(pid, 5000) ${WAITING}`);
      const { rows } = await client.query<{ table: string }>(
        `select tgrelid::regclass::text as table from pg_trigger where tgname = 'hold'`,
      );
      for (const { table } of rows) await client.query(`drop trigger hold on ${table}`);
    },
    async stop() {
      await client.query('drop function hold cascade');
      await client.end();
    },
  };
}
