import type { Pool, PoolClient } from 'pg';
import type { Position } from '../../../eventstore/port.js';

/** A stored row as JSON, with its log positions. */
interface Row {
  readonly position: Position;
  readonly replay_after?: Position | null;
  readonly replay_to?: Position | null;
  readonly [column: string]: unknown;
}

/** The endpoints of a database with the events that are not delivered. The history of the others is left behind. */
export interface StoredEndpoints {
  readonly endpoints: readonly Row[];
  readonly undelivered: readonly Row[];
}

const ENDPOINTS = `select to_jsonb(endpoint) as row from credence_webhooks.endpoints endpoint`;

const UNDELIVERED = `
  select to_jsonb(delivery) as row from credence_webhooks.deliveries delivery where state <> 'delivered'`;

const WRITE_ENDPOINTS = `
  insert into credence_webhooks.endpoints
  select * from jsonb_populate_recordset(null::credence_webhooks.endpoints, $1::jsonb)`;

const WRITE_UNDELIVERED = `
  insert into credence_webhooks.deliveries
  select * from jsonb_populate_recordset(null::credence_webhooks.deliveries, $1::jsonb)`;

/** Reads the endpoints of a database. */
export async function readEndpoints(pool: Pool): Promise<StoredEndpoints> {
  const rowsOf = async (query: string) => (await pool.query<{ row: Row }>(query)).rows.map(({ row }) => row);
  return { endpoints: await rowsOf(ENDPOINTS), undelivered: await rowsOf(UNDELIVERED) };
}

/** Returns the log positions in rows. */
export function positionsIn({ endpoints, undelivered }: StoredEndpoints): Position[] {
  return [...endpoints, ...undelivered].flatMap((row) =>
    [row.position, row.replay_after, row.replay_to].flatMap((position) => position ?? []),
  );
}

/**
 * Replaces the endpoints of a database, in a transaction that switches it to another log. Events since the newest record may
 * be delivered again, with the same ids.
 *
 * @param translate returns the position in the other log
 */
export async function writeEndpoints(
  transaction: PoolClient,
  { endpoints, undelivered }: StoredEndpoints,
  translate: (position: Position) => Position,
): Promise<void> {
  const translated = (rows: readonly Row[]) =>
    JSON.stringify(rows.map((row) => translatedRow(row, translate)));
  await transaction.query('delete from credence_webhooks.endpoints');
  await transaction.query(WRITE_ENDPOINTS, [translated(endpoints)]);
  await transaction.query(WRITE_UNDELIVERED, [translated(undelivered)]);
}

function translatedRow(row: Row, translate: (position: Position) => Position): Row {
  const { position, replay_after: after = null, replay_to: to = null } = row;
  return {
    ...row,
    position: translate(position),
    ...(after !== null && { replay_after: translate(after) }),
    ...(to !== null && { replay_to: translate(to) }),
  };
}
