import type pg from 'pg';
import {
  CorruptedIdempotency,
  START,
  WrongExpectedRevision,
  type AppendResult,
  type ExpectedRevision,
  type Write,
} from '../port.js';
import { query } from './connections.js';
import { positionOf } from './position.js';

/** An append in the form of the SQL function's parameters. Its JSON is serialised once, before it waits for its batch. */
export interface Append {
  readonly streams: readonly string[];
  readonly events: readonly EncodedEvent[];
}

interface EncodedEvent {
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
  readonly stream: string;
  readonly expected: number;
  /** The place of the event in its write, from 0. */
  readonly place: number;
  /** The number of newest events that the stream retains; null retains all. */
  readonly keep: number | null;
}

export type Verdict = AppendResult | WrongExpectedRevision | CorruptedIdempotency;

/** Encodes writes that `checkWrites` has accepted. */
export function encodeAppend(writes: readonly Write[]): Append {
  return {
    streams: writes.map(({ stream }) => stream),
    events: writes.flatMap(({ stream, expected, events, keepLast = null }) => {
      const code = expectationCode(expected);
      return events.map(({ id, type, data, metadata }, place) => ({
        id,
        type,
        data: JSON.stringify(data),
        metadata: JSON.stringify(metadata),
        stream,
        expected: code,
        place,
        keep: keepLast,
      }));
    }),
  };
}

const EXPECTATION_CODES = { no_stream: -1, any: -2, exists: -3 } as const;

function expectationCode(expected: ExpectedRevision): number {
  return typeof expected === 'number' ? expected : EXPECTATION_CODES[expected];
}

/** A row that `credence_log.append_batch` returns for a write. Only an appended or repeated write has a position. */
type VerdictRow =
  | [verdict: 'appended' | 'repeated', met: boolean, revision: number, position: string]
  | [verdict: 'conflict', met: boolean, revision: null, position: null]
  | [verdict: 'corrupted', met: boolean, revision: number | null, position: string | null];

const APPEND_BATCH = 'select * from credence_log.append_batch($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)';

/**
 * Sends several appends in one transaction and returns a verdict on each, in their order. No two of them may share a
 * stream or an event id.
 *
 * @throws LogUnavailable the outcome is unknown: either all accepted appends were stored, or none
 * @throws pg.DatabaseError the database cannot store one of them; nothing was stored
 */
export async function appendBatch(pool: pg.Pool, appends: readonly Append[]): Promise<Verdict[]> {
  const rows = await query<VerdictRow>(pool, {
    name: 'append_batch',
    text: APPEND_BATCH,
    values: columns(appends),
  });
  let next = 0;
  return appends.map(({ streams }) => verdictOn(streams, rows.slice(next, (next += streams.length))));
}

/** Builds the parameters of `credence_log.append_batch`: one array for each column, one element for each event. */
function columns(appends: readonly Append[]): (number | string | null)[][] {
  const ofAppend: number[] = [];
  const ofWrite: number[] = [];
  const stream: string[] = [];
  const expected: number[] = [];
  const place: number[] = [];
  const id: string[] = [];
  const type: string[] = [];
  const data: string[] = [];
  const metadata: string[] = [];
  const keep: (number | null)[] = [];
  let writes = -1;
  appends.forEach((append, index) => {
    for (const event of append.events) {
      if (event.place === 0) writes += 1;
      ofAppend.push(index);
      ofWrite.push(writes);
      stream.push(event.stream);
      expected.push(event.expected);
      place.push(event.place);
      id.push(event.id);
      type.push(event.type);
      data.push(event.data);
      metadata.push(event.metadata);
      keep.push(event.keep);
    }
  });
  return [ofAppend, ofWrite, stream, expected, place, id, type, data, metadata, keep];
}

function verdictOn(streams: readonly string[], rows: readonly VerdictRow[]): Verdict {
  const result: AppendResult = { position: START, revisions: [] };
  for (const [index, row] of rows.entries()) {
    const [verdict, met, revision, position] = row;
    if (verdict === 'corrupted') return new CorruptedIdempotency();
    if (verdict === 'conflict') {
      if (!met) return new WrongExpectedRevision(streams[index] ?? '');
    } else {
      result.revisions.push(revision);
      result.position = positionOf(position);
    }
  }
  return result;
}
