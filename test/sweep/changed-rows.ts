import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

const TABLE = /^COPY (\S+) /;
const UUID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g;
/** The table that names every person. */
const PEOPLE = 'credence_read.users_v1';
/** Attempts at deliveries to others go on between the dumps. */
const MOVING = 'credence_webhooks.deliveries';

interface Row {
  readonly table: string;
  readonly text: string;
}

/** Returns a line for each table with rows about other people that differ between two dumps. */
export async function findChangedRows(before: string, after: string, userId: string): Promise<string[]> {
  const others = new Set<string>();
  for await (const { table, text } of rowsOf(before)) {
    const id = table === PEOPLE ? text.match(UUID)?.[0] : undefined;
    if (id !== undefined && id !== userId) others.add(id);
  }
  const kept = new Set<string>();
  for await (const { table, text } of rowsOf(after)) kept.add(`${table} ${text}`);
  const changed = new Map<string, number>();
  for await (const { table, text } of rowsOf(before)) {
    const isOfOthers = table !== MOVING && text.match(UUID)?.some((id) => others.has(id)) === true;
    if (isOfOthers && !kept.has(`${table} ${text}`)) changed.set(table, (changed.get(table) ?? 0) + 1);
  }
  if (others.size === 0) return ['The dump names no other people.'];
  return [...changed].map(([table, count]) => `${String(count)} rows of others changed in ${table}.`);
}

/** Reads the rows of a dump in the format of `COPY`. */
async function* rowsOf(file: string): AsyncGenerator<Row> {
  let table: string | null = null;
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    if (line === '\\.') table = null;
    else if (table !== null) yield { table, text: line };
    else table = TABLE.exec(line)?.[1] ?? null;
  }
}
