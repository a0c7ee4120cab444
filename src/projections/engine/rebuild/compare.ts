import type { PoolClient } from 'pg';
import type { Position } from '../../../eventstore/port.js';
import { inTransaction } from '../../../runtime/postgres/in-transaction.js';
import type { Projection } from '../projection.js';
import { fillUpTo } from './fill.js';
import type { RebuildParts } from './fill.js';
import type { Comparison } from './rebuilds.js';
import { inStandby, standbyName } from './standby.js';

const SNAPSHOT = 'begin isolation level repeatable read read only';
/** Pages that the standby version may be behind the serving one. */
const MAX_PAGES = 100;

interface TableContent {
  readonly rows: number;
  /** The sum of the hashes of all rows, whatever their order. */
  readonly hash: string;
}

interface Content {
  readonly position: Position;
  readonly tables: readonly TableContent[];
}

/**
 * Compares the two versions of a read model at one position. The serving version is read in a snapshot, and goes on. The
 * standby version is then filled up to the position of the snapshot. The caller holds the lock of the rebuild.
 *
 * @returns null if the standby version lags
 */
export async function compareVersions(
  parts: RebuildParts,
  projection: Projection,
): Promise<Comparison | null> {
  const serving = await readContent(parts, projection, projection.name, (text) => text);
  if (!(await fillUpTo(parts, projection, serving.position, MAX_PAGES))) return null;
  const standby = await readContent(parts, projection, standbyName(projection.name), inStandby);
  const tables = projection.tables.map((table, index) => {
    const [one, other] = [serving.tables[index], standby.tables[index]];
    return {
      table,
      rows: one?.rows ?? 0,
      standbyRows: other?.rows ?? 0,
      isEqual: one?.rows === other?.rows && one?.hash === other?.hash,
    };
  });
  return { position: serving.position, tables };
}

async function readContent(
  { pool }: RebuildParts,
  projection: Projection,
  reader: string,
  inVersion: (text: string) => string,
): Promise<Content> {
  return await inTransaction(
    pool,
    async (transaction) => {
      const { rows } = await transaction.query<{ position: Position }>(
        'select position from credence_read.checkpoints where reader = $1',
        [reader],
      );
      const [checkpoint] = rows;
      if (checkpoint === undefined) throw new Error(`The reader ${reader} has no checkpoint.`);
      const tables: TableContent[] = [];
      for (const table of projection.tables)
        tables.push(await readTable(transaction, inVersion(contentOf(projection, table))));
      return { position: checkpoint.position, tables };
    },
    SNAPSHOT,
  );
}

function contentOf({ content }: Projection, table: string): string {
  return content?.[table] ?? `select * from credence_read.${table}`;
}

async function readTable(transaction: PoolClient, content: string): Promise<TableContent> {
  const { rows } = await transaction.query<TableContent>(`
    select count(*)::float8 as rows, coalesce(sum(hashtextextended(found::text, 0)::numeric), 0)::text as hash
    from (${content}) as found`);
  return rows[0] ?? { rows: 0, hash: '0' };
}
