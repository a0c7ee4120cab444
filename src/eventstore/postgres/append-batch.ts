import type pg from 'pg';
import {
  CorruptedIdempotency,
  START,
  WrongExpectedRevision,
  type AppendResult,
  type ExpectedRevision,
  type NewEvent,
  type StoredEvent,
  type Write,
} from '../port.js';
import { query } from './connections.js';
import { positionOf } from './position.js';

/** An append in the form of the SQL function's parameters. Its JSON is serialised once, before it waits for its batch. */
export interface Append {
  /** The streams that it writes to. */
  readonly streams: readonly string[];
  readonly events: readonly EncodedEvent[];
  readonly guards: readonly Guard[];
}

interface Guard {
  readonly stream: string;
  readonly expected: number;
}

interface EncodedEvent {
  readonly event: NewEvent;
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
  const filled = writes.filter(({ events }) => events.length > 0);
  return {
    streams: filled.map(({ stream }) => stream),
    guards: writes
      .filter(({ events }) => events.length === 0)
      .map(({ stream, expected }) => ({ stream, expected: expectationCode(expected) })),
    events: filled.flatMap(({ stream, expected, events, keepLast = null }) => {
      const code = expectationCode(expected);
      return events.map((event, place) => ({
        event,
        data: JSON.stringify(event.data),
        metadata: JSON.stringify(event.metadata),
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

/**
 * A row that `credence_log.append` returns for a write with events. Only an appended or repeated write has a position, which
 * is that of the last event of its append. Only an appended one has a time. A conflict names the first failed guard of its
 * append.
 */
type VerdictRow =
  | [verdict: 'appended', met: boolean, revision: number, position: string, recordedAt: Date, guard: null]
  | [verdict: 'repeated', met: boolean, revision: number, position: string, recordedAt: null, guard: null]
  | [
      verdict: 'conflict',
      met: boolean,
      revision: null,
      position: null,
      recordedAt: null,
      guard: string | null,
    ]
  | [
      verdict: 'corrupted',
      met: boolean,
      revision: number | null,
      position: string | null,
      recordedAt: null,
      guard: null,
    ];

const APPEND = 'select * from credence_log.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)';

/** The outcome of a batch. */
export interface Committed {
  /** The verdict on each append, in their order. */
  readonly verdicts: readonly Verdict[];
  /** The new events as the log has them, in log order. Their positions follow each other. */
  readonly events: readonly StoredEvent[];
}

/**
 * Sends several appends in one transaction. No two of them may share an event id, or a stream that one of them writes to.
 *
 * @throws LogUnavailable the outcome is unknown: either all accepted appends were stored, or none
 * @throws pg.DatabaseError the database cannot store one of them; nothing was stored
 */
export async function appendBatch(pool: pg.Pool, appends: readonly Append[]): Promise<Committed> {
  const rows = await query<VerdictRow>(pool, { name: 'append', text: APPEND, values: columns(appends) });
  let next = 0;
  const rowsOf = appends.map(({ streams }) => rows.slice(next, (next += streams.length)));
  return {
    verdicts: appends.map(({ streams }, i) => verdictOn(streams, rowsOf[i] ?? [])),
    events: appends.flatMap((append, i) => appendedEvents(append, rowsOf[i] ?? [])),
  };
}

/** Returns the events of an append with their places in the log; none unless they were appended now. */
function appendedEvents({ streams, events }: Append, rows: readonly VerdictRow[]): StoredEvent[] {
  const [first] = rows;
  if (first?.[0] !== 'appended') return [];
  const [, , , lastPosition, recordedAt] = first;
  const lastRevisions = new Map(streams.map((stream, write) => [stream, rows[write]?.[2] ?? 0]));
  const counts = new Map<string, number>();
  for (const { stream } of events) counts.set(stream, (counts.get(stream) ?? 0) + 1);
  return events.map(({ event, stream, place }, index) => ({
    ...event,
    stream,
    revision: (lastRevisions.get(stream) ?? 0) + 1 - (counts.get(stream) ?? 0) + place,
    position: positionOf((BigInt(lastPosition) - BigInt(events.length - 1 - index)).toString()),
    recordedAt,
  }));
}

/** Builds the parameters of `credence_log.append`: an array for each column of the events, and of the guards. */
function columns(appends: readonly Append[]): (number | string | null)[][] {
  const guards = appends.flatMap((append, index) => append.guards.map((guard) => ({ ...guard, index })));
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
    for (const encoded of append.events) {
      if (encoded.place === 0) writes += 1;
      ofAppend.push(index);
      ofWrite.push(writes);
      stream.push(encoded.stream);
      expected.push(encoded.expected);
      place.push(encoded.place);
      id.push(encoded.event.id);
      type.push(encoded.event.type);
      data.push(encoded.data);
      metadata.push(encoded.metadata);
      keep.push(encoded.keep);
    }
  });
  const events = [ofAppend, ofWrite, stream, expected, place, id, type, data, metadata, keep];
  const ofGuards = [
    guards.map(({ index }) => index),
    guards.map((guard) => guard.stream),
    guards.map((guard) => guard.expected),
  ];
  return [...events, ...ofGuards];
}

function verdictOn(streams: readonly string[], rows: readonly VerdictRow[]): Verdict {
  const result: AppendResult = { position: START, revisions: [] };
  for (const [index, row] of rows.entries()) {
    const [verdict, met, revision, position, , guard] = row;
    if (verdict === 'corrupted') return new CorruptedIdempotency();
    if (verdict === 'conflict') {
      if (guard !== null) return new WrongExpectedRevision(guard);
      if (!met) return new WrongExpectedRevision(streams[index] ?? '');
    } else {
      result.revisions.push(revision);
      result.position = positionOf(position);
    }
  }
  return result;
}
