import { readFile } from 'node:fs/promises';
import type { PoolClient } from 'pg';
import { START } from '../../../eventstore/port.js';
import type { Projection } from '../projection.js';
import type { Reader } from '../reader.js';

/** The name of the checkpoint of a standby version. */
export function standbyName(reader: string): string {
  return `${reader}.standby`;
}

/** Names the standby version of each of our read models in a text. */
export function inStandby(text: string): string {
  return text.replaceAll(/\bcredence_read\./g, 'credence_standby.');
}

/**
 * Returns a function that names the standby versions of the tables of projections in a statement. The other tables of the
 * schema, such as the checkpoints, keep their names.
 */
export function toStandby(projections: readonly Projection[]): (text: string) => string {
  const tables = projections.flatMap((projection) => projection.tables).join('|');
  const serving = new RegExp(String.raw`\bcredence_read\.(?=(?:${tables})\b)`, 'g');
  return (text) => text.replaceAll(serving, 'credence_standby.');
}

/**
 * Returns the reader that fills the standby version of a read model. The statements of its connections name the standby
 * tables. Nothing happens after its commits: the serving version has told the process about these events.
 */
export function standbyOf(projection: Projection): Reader {
  return {
    name: standbyName(projection.name),
    handles: (event) => projection.handles(event),
    handle: (events, transaction) => projection.handle(events, transaction),
    beforeHandling: async (events, transaction) => projection.beforeHandling?.(events, transaction),
  };
}

/** Creates the empty standby version of a read model, in place of an earlier one. */
export async function createStandby(transaction: PoolClient, projection: Projection): Promise<void> {
  await dropStandby(transaction, projection);
  await transaction.query(inStandby(await readFile(projection.schema, 'utf8')));
  const names = [projection.name, standbyName(projection.name)];
  await transaction.query('insert into credence_read.checkpoints (reader, position) values ($1, $2)', [
    names[1],
    START,
  ]);
  await transaction.query('insert into credence_read.rebuilds (reader, standby) values ($1, $2)', names);
}

/** Drops the standby version of a read model with its checkpoint, its parked events and its progress. */
export async function dropStandby(transaction: PoolClient, { name, tables }: Projection): Promise<void> {
  const qualified = tables.map((table) => `credence_standby.${table}`);
  await transaction.query(`drop table if exists ${qualified.join(', ')} cascade`);
  await transaction.query('delete from credence_read.checkpoints where reader = $1', [standbyName(name)]);
}
