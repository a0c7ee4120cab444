import { open } from 'node:fs/promises';
import type { SourceRow } from '../../../compose/users/import-users.js';
import { columnsOf, userOfColumns } from './columns.js';
import type { UserFormat } from './format.js';

/** A JSON object in each line. */
export const jsonLines: UserFormat = {
  title: 'JSON Lines',
  open: async (file) => ({
    total: await countLines(file),
    rows: readJsonLines(file, (value) => userOfColumns(columnsOf(value))),
  }),
};

/** Reads the objects of a file. A line that is no JSON is an account without fields, which the import rejects. */
export async function* readJsonLines(
  file: string,
  userOf: (value: unknown) => object,
): AsyncIterable<SourceRow> {
  const handle = await open(file);
  let number = 0;
  for await (const text of handle.readLines()) {
    number += 1;
    if (text.trim() !== '') yield { place: `line ${String(number)}`, user: userOf(parseJson(text)) };
  }
}

/** Counts the lines of a file that have text. */
export async function countLines(file: string): Promise<number> {
  const handle = await open(file);
  let count = 0;
  for await (const text of handle.readLines()) if (text.trim() !== '') count += 1;
  return count;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
