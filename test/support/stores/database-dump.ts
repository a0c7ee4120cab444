import pg from 'pg';

/** A stored value of a database. */
export interface StoredValue {
  /** `schema.table.column` */
  readonly place: string;
  /** Bytes are decoded as Latin-1, so that a search finds text in them. */
  readonly text: string;
}

/** Reads every value of every table, without views, keys or adapters. */
export async function dumpDatabase(url: string): Promise<StoredValue[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ schema: string; name: string }>(
      `select table_schema as schema, table_name as name from information_schema.tables
       where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
    );
    const values: StoredValue[] = [];
    for (const { schema, name } of tables) {
      const { rows } = await client.query<Record<string, unknown>>(
        `select * from ${client.escapeIdentifier(schema)}.${client.escapeIdentifier(name)}`,
      );
      for (const row of rows) {
        for (const [column, value] of Object.entries(row)) {
          if (value !== null) values.push({ place: `${schema}.${name}.${column}`, text: asText(value) });
        }
      }
    }
    return values;
  } finally {
    await client.end();
  }
}

function asText(value: unknown): string {
  if (Buffer.isBuffer(value)) return value.toString('latin1');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
