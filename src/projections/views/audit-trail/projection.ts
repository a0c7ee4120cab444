import { isEphemeral } from '../../../domain/event-catalog.js';
import type { StoredEvent } from '../../../eventstore/port.js';
import type { Projection } from '../../engine/projection.js';
import { termKey, termsOf, termTexts } from './terms.js';

/** The name of the reader that fills the index. */
export const AUDIT = 'audit@1';

/** Rows in the order of their keys change neighbouring parts of the index together. */
const INSERT = `
  with added as (
    insert into credence_read.audit_blocks_v1 (first, positions) values ($1, $2) returning block
  )
  insert into credence_read.audit_keys_v1 (key, block, places)
  select key, block, places
  from json_to_recordset($3::json) as entry (key uuid, places smallint[]), added
  order by key`;

/** The events of the index and their keys, whatever the blocks. */
const CONTENT = {
  audit_blocks_v1: 'select unnest(positions) as position from credence_read.audit_blocks_v1',
  audit_keys_v1: `
    select key, positions[place] as position
    from credence_read.audit_keys_v1 join credence_read.audit_blocks_v1 using (block), unnest(places) as place`,
};

/**
 * Indexes all events for the audit, except those of ephemeral streams. The events of a page are one block. A search reads
 * the events that are not indexed yet from the log, so no answer waits for this reader.
 */
export function auditProjection(): Projection {
  return {
    name: AUDIT,
    schema: new URL('./schema.sql', import.meta.url),
    tables: ['audit_blocks_v1', 'audit_keys_v1'],
    content: CONTENT,
    gathers: true,
    handles: ({ stream }) => !isEphemeral(stream),

    async handle(events, transaction) {
      const positions = events.map(({ position }) => position);
      const values = [positions[0], positions, JSON.stringify(entriesOf(events))];
      await transaction.query({ name: 'insert-audit', text: INSERT, values });
    },
  };
}

/** Returns the keys of a block, each with the places of its events. */
function entriesOf(events: readonly StoredEvent[]): { key: string; places: number[] }[] {
  const placesOf = new Map<string, number[]>();
  for (const [index, event] of events.entries()) {
    for (const text of termTexts(termsOf(event))) {
      const places = placesOf.get(text);
      if (places === undefined) placesOf.set(text, [index + 1]);
      else places.push(index + 1);
    }
  }
  return [...placesOf].map(([text, places]) => ({ key: termKey(text), places }));
}
