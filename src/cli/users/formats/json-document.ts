import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import type { SourceRow } from '../../../compose/users/import-users.js';
import { UnreadableSource } from './format.js';
import type { Rows } from './format.js';

/**
 * Reads a file that is one JSON document with a list of accounts. An item that does not fit the schema is an account without
 * fields, which the import rejects.
 *
 * @throws UnreadableSource the file is no JSON, or has no list at that place
 */
export async function openJsonDocument<Account>(
  file: string,
  listOf: (document: unknown) => unknown,
  schema: z.ZodType<Account>,
  userOf: (account: Account) => object,
): Promise<Rows> {
  const list = listOf(await readJson(file));
  if (!Array.isArray(list)) throw new UnreadableSource(`${file} has no list of accounts`);
  return { total: list.length, rows: rowsOf(list, checkedBy(schema, userOf)) };
}

/** Returns a function that turns what a file has into an account, or into the id alone if it does not fit the schema. */
export function checkedBy<Account>(
  schema: z.ZodType<Account>,
  userOf: (account: Account) => object,
): (value: unknown) => object {
  return (value) => {
    const parsed = schema.safeParse(value);
    return parsed.success ? userOf(parsed.data) : {};
  };
}

/** @throws UnreadableSource */
export async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8');
  try {
    return JSON.parse(text);
  } catch {
    throw new UnreadableSource(`${file} is no JSON`);
  }
}

async function* rowsOf(
  list: readonly unknown[],
  userOf: (value: unknown) => object,
): AsyncIterable<SourceRow> {
  for (const [index, value] of list.entries()) {
    yield await Promise.resolve({ place: `account ${String(index + 1)}`, user: userOf(value) });
  }
}
