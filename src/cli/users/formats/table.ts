import pg from 'pg';
import type { SourceRow } from '../../../compose/users/import-users.js';
import { columnsOf, userOfColumns } from './columns.js';
import { UnreadableSource } from './format.js';
import type { Rows, UserFormat } from './format.js';

const PAGE = 1000;

/** Table of a PostgreSQL database, such as `users` of the service before Credence. */
export const table: UserFormat = {
  title: 'table of a PostgreSQL database',
  open: openTable('users', userOfColumns),
};

/** Returns the function that opens a table, and turns each row into an account. */
export function openTable(
  standard: string,
  userOf: (row: Readonly<Record<string, unknown>>) => object,
): UserFormat['open'] {
  return async (url, options): Promise<Rows> => {
    const name = quoted(options.table ?? standard);
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.query('begin transaction isolation level repeatable read read only');
      const { rows } = await client.query<{ count: number }>(`select count(*)::int as count from ${name}`);
      await client.query(`declare import no scroll cursor for select * from ${name}`);
      return { total: rows[0]?.count ?? null, rows: readTable(client, userOf) };
    } catch (error) {
      await client.end().catch(() => undefined);
      const reason = error instanceof Error ? error.message : String(error);
      throw new UnreadableSource(`the table ${name} cannot be read: ${reason}`);
    }
  };
}

/** Reads the rows of a cursor, and closes the connection. */
async function* readTable(
  client: pg.Client,
  userOf: (row: Readonly<Record<string, unknown>>) => object,
): AsyncIterable<SourceRow> {
  try {
    let number = 0;
    for (let isFull = true; isFull;) {
      const { rows } = await client.query(`fetch ${String(PAGE)} from import`);
      for (const row of rows) {
        number += 1;
        yield { place: `row ${String(number)}`, user: userOf(columnsOf(row)) };
      }
      isFull = rows.length === PAGE;
    }
  } finally {
    await client.end();
  }
}

/** Quotes a name, with or without its schema. */
function quoted(name: string): string {
  return name
    .split('.')
    .map((part) => pg.escapeIdentifier(part))
    .join('.');
}
