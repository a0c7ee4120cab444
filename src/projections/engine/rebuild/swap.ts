import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { PoolClient } from 'pg';
import type { Position } from '../../../eventstore/port.js';
import { inTransaction } from '../../../runtime/postgres/in-transaction.js';
import type { Projection } from '../projection.js';
import { fillUpTo } from './fill.js';
import type { RebuildParts } from './fill.js';
import type { RebuildState } from './rebuilds.js';
import { standbyName } from './standby.js';

/** Pages that the standby version may be behind while the serving version waits. */
const MAX_PAGES = 2;

/**
 * Times to wait for the readers of the tables, in milliseconds. Later readers queue behind the swap meanwhile, so the first
 * attempts are short. The last ones outlast the second after which PostgreSQL ends an automatic vacuum.
 */
const LOCK_MS = [50, 100, 100, 200, 200, 500, 1500, 1500];
const PAUSE_MS = 250;
const LOCK_NOT_AVAILABLE = '55P03';

type Schema = 'credence_read' | 'credence_standby' | 'credence_swap';

interface Relation {
  readonly kind: 'table' | 'view';
  readonly name: string;
}

/**
 * Exchanges the two versions of a read model in one transaction. Both have read the log up to the same position. The other
 * processes notice nothing: their statements name the tables, which they find in the new version from then on.
 *
 * @returns false if the standby version lags
 * @throws Error the tables stay in use
 */
export async function swapVersions(
  parts: RebuildParts,
  projection: Projection,
  state: RebuildState,
): Promise<boolean> {
  for (const [attempt, lockMs] of LOCK_MS.entries()) {
    try {
      return await inTransaction(parts.pool, (transaction) =>
        swap(transaction, parts, projection, { state, lockMs }),
      );
    } catch (error) {
      if (!isLockTimeout(error) || attempt === LOCK_MS.length - 1) throw error;
      await sleep(PAUSE_MS);
    }
  }
  return false;
}

async function swap(
  transaction: PoolClient,
  parts: RebuildParts,
  projection: Projection,
  { state, lockMs }: { readonly state: RebuildState; readonly lockMs: number },
): Promise<boolean> {
  const { rows } = await transaction.query<{ position: Position }>(
    'select position from credence_read.checkpoints where reader = $1 for update',
    [projection.name],
  );
  // The serving version waits from here on, so the standby version reaches it.
  const position = rows[0]?.position;
  if (position === undefined || !(await fillUpTo(parts, projection, position, MAX_PAGES))) return false;
  await transaction.query(`select set_config('lock_timeout', $1, true)`, [`${String(lockMs)}ms`]);
  await moveRelations(transaction, projection.tables);
  await swapReaders(transaction, projection.name, state);
  return true;
}

async function moveRelations(transaction: PoolClient, tables: readonly string[]): Promise<void> {
  const standby = await relationsIn(transaction, 'credence_standby', tables);
  const serving = await relationsIn(transaction, 'credence_read', tables);
  // No request uses the standby tables, so their locks come first.
  for (const schema of ['credence_standby', 'credence_read']) {
    const names = tables.map((table) => `${schema}.${table}`);
    await transaction.query(`lock table ${names.join(', ')} in access exclusive mode`);
  }
  await move(transaction, serving, 'credence_read', 'credence_swap');
  await move(transaction, standby, 'credence_standby', 'credence_read');
  await move(transaction, serving, 'credence_swap', 'credence_standby');
}

async function move(
  transaction: PoolClient,
  relations: readonly Relation[],
  from: Schema,
  to: Schema,
): Promise<void> {
  for (const { kind, name } of relations)
    await transaction.query(`alter ${kind} ${from}.${pg.escapeIdentifier(name)} set schema ${to}`);
}

/** Returns the tables of a read model in a schema, and the views on them. */
async function relationsIn(
  transaction: PoolClient,
  schema: Schema,
  tables: readonly string[],
): Promise<Relation[]> {
  const { rows } = await transaction.query<Relation>(
    `select distinct 'view' as kind, v.relname::text as name
     from pg_class t
     join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = t.oid
       and d.classid = 'pg_rewrite'::regclass
     join pg_rewrite r on r.oid = d.objid
     join pg_class v on v.oid = r.ev_class and v.relkind = 'v' and v.relnamespace = t.relnamespace
     where t.relnamespace = '${schema}'::regnamespace and t.relname = any ($1)
     order by name`,
    [tables],
  );
  return [...tables.map((name) => ({ kind: 'table' as const, name })), ...rows];
}

/** Exchanges the parked events of the versions, and gives both the position and anchor of the serving one. */
async function swapReaders(transaction: PoolClient, name: string, state: RebuildState): Promise<void> {
  const names = [name, standbyName(name)];
  await transaction.query(
    `with moved as (delete from credence_read.parked_events where reader in ($1, $2) returning *)
     insert into credence_read.parked_events (reader, position, stream, event, cause, parked_at)
     select case reader when $1 then $2 else $1 end, position, stream, event, cause, parked_at
     from (select * from moved order by position) as parked`,
    names,
  );
  await transaction.query(
    `update credence_read.checkpoints standby set anchor = serving.anchor, anchor_event = serving.anchor_event
     from credence_read.checkpoints serving where serving.reader = $1 and standby.reader = $2`,
    names,
  );
  await transaction.query('update credence_read.rebuilds set state = $2 where reader = $1', [name, state]);
}

function isLockTimeout(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === LOCK_NOT_AVAILABLE;
}
