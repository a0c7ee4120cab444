import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import type { SourceRow } from '../../../compose/users/import-users.js';
import { columnsOf, userOfColumns } from './columns.js';
import { UnreadableSource } from './format.js';
import type { UserFormat } from './format.js';

/** CSV (RFC 4180), whose first line names the columns. */
export const csv: UserFormat = { title: 'CSV', open: openCsv(userOfColumns) };

/** Returns the function that opens a CSV file, and turns each row into an account. */
export function openCsv(userOf: (row: Readonly<Record<string, unknown>>) => object): UserFormat['open'] {
  return (file) => Promise.resolve({ total: null, rows: readRows(file, userOf) });
}

async function* readRows(
  file: string,
  userOf: (row: Readonly<Record<string, unknown>>) => object,
): AsyncIterable<SourceRow> {
  const parser = parse({ columns: true, bom: true, skip_empty_lines: true, relax_column_count: true });
  // A failure to read ends the parser, whose reader gets it.
  const source = createReadStream(file).on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  let number = 0;
  try {
    for await (const row of parser) {
      number += 1;
      yield { place: `row ${String(number)}`, user: userOf(columnsOf(row)) };
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_'))
      throw new UnreadableSource(`${file} is no CSV after row ${String(number)}: ${error.message}`);
    throw error;
  }
}
