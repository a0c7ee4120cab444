import { jsonEvent } from '@eventstore/db-client';
import type {
  AllStreamRecordedEvent,
  AppendExpectedRevision,
  JSONEventData,
  Position as LogPosition,
  RecordedEvent,
} from '@eventstore/db-client';
import type { ExpectedRevision, JsonObject, NewEvent, Position, StoredEvent } from '../port.js';

/** The digits of the largest unsigned 64-bit number, so that every position is equally long. */
const DIGITS = 20;

/** The names that EventStoreDB reserves for metadata that its own tools understand. */
const RESERVED = new Map([
  ['correlation_id', '$correlationId'],
  ['causation_id', '$causationId'],
]);
const UNRESERVED = new Map([...RESERVED].map(([ours, theirs]) => [theirs, ours]));

/** As a string that sorts like the log. */
export function positionOf({ commit, prepare }: LogPosition): Position {
  return `${pad(commit)}-${pad(prepare)}` as Position;
}

/** The place in the log that `positionOf` made a string of. */
export function parsePosition(position: Position): LogPosition {
  const [commit = '', prepare = ''] = position.split('-');
  return { commit: BigInt(commit), prepare: BigInt(prepare) };
}

/** What the client calls an expectation. */
export function expectedRevision(expected: ExpectedRevision): AppendExpectedRevision {
  if (expected === 'exists') return 'stream_exists';
  return typeof expected === 'number' ? BigInt(expected) : expected;
}

/** An event as it is sent. */
export function toWire({ id, type, data, metadata }: NewEvent): JSONEventData {
  return jsonEvent({ id, type, data, metadata: rename(metadata, RESERVED) });
}

/**
 * An event as it was read; undefined for what was not written through the port: the server's own events,
 * links, and anything that is not a JSON object.
 *
 * @throws Error a server older than 22.6, which does not say where in the log an event of a stream is
 */
export function fromWire(event: RecordedEvent | AllStreamRecordedEvent | undefined): StoredEvent | undefined {
  if (event === undefined || event.type.startsWith('$') || event.streamId.startsWith('$')) return undefined;
  const { data } = event;
  if (!isJsonObject(data)) return undefined;
  if (event.position === undefined) throw new Error('The event log needs EventStoreDB 22.6 or newer.');
  return {
    id: event.id,
    type: event.type,
    data,
    metadata: rename(strings(event.metadata), UNRESERVED),
    stream: event.streamId,
    revision: Number(event.revision),
    position: positionOf(event.position),
    recordedAt: event.created,
  };
}

function pad(place: bigint): string {
  return place.toString().padStart(DIGITS, '0');
}

function rename(metadata: Record<string, string>, names: ReadonlyMap<string, string>) {
  return Object.fromEntries(
    Object.entries(metadata).map(([name, value]) => [names.get(name) ?? name, value]),
  );
}

/** Other tools may have added metadata of other kinds; the port knows strings only. */
function strings(metadata: unknown): Record<string, string> {
  const entries = Object.entries(isJsonObject(metadata) ? metadata : {});
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function isJsonObject(value: unknown): value is JsonObject {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
  );
}
