import pg from 'pg';
import { dumpDatabase } from '../stores/database-dump.js';
import type { StoredValue } from '../stores/database-dump.js';

interface Relation {
  readonly name: string;
  readonly kind: string;
  /** The object id shows whether an object was recreated. */
  readonly oid: number;
}

/** Every object and value of a database outside the schemas of this service. */
export interface OtherObjects {
  readonly relations: readonly Relation[];
  readonly values: readonly StoredValue[];
}

const RELATIONS = `
  select n.nspname || '.' || c.relname as name, c.relkind as kind, c.oid
  from pg_class as c
  join pg_namespace as n on n.oid = c.relnamespace
  where n.nspname !~ '^(pg_|information_schema|credence_)'
  order by 1`;

/** Dumps everything that belongs to other programs. */
export async function dumpOtherObjects(url: string): Promise<OtherObjects> {
  const { rows: relations } = await execute<Relation>(url, RELATIONS);
  const values = (await dumpDatabase(url)).filter(({ place }) => !place.startsWith('credence_'));
  return { relations, values };
}

/** Runs SQL on a connection of its own. */
export async function execute<Row extends pg.QueryResultRow>(
  url: string,
  sql: string,
): Promise<pg.QueryResult<Row>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query<Row>(sql);
  } finally {
    await client.end();
  }
}
