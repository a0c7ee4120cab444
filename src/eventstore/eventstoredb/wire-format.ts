import { jsonEvent } from '@eventstore/db-client';
import type {
  AllStreamRecordedEvent,
  AppendExpectedRevision,
  JSONEventData,
  Position as LogPosition,
  RecordedEvent,
} from '@eventstore/db-client';
import type { ExpectedRevision, JsonObject, NewEvent, Position, StoredEvent } from '../port.js';

/** The number of digits of the largest unsigned 64-bit number, so that all positions have one length. */
const DIGITS = 20;

/** The metadata names that EventStoreDB reserves for its own tools. */
const RESERVED = new Map([
  ['correlation_id', '$correlationId'],
  ['causation_id', '$causationId'],
]);
const UNRESERVED = new Map([...RESERVED].map(([ours, theirs]) => [theirs, ours]));

/** Converts a position to a string that sorts in log order. */
export function positionOf({ commit, prepare }: LogPosition): Position {
  return `${pad(commit)}-${pad(prepare)}` as Position;
}

/** Parses a string that `positionOf` returned. */
export function parsePosition(position: Position): LogPosition {
  const [commit = '', prepare = ''] = position.split('-');
  return { commit: BigInt(commit), prepare: BigInt(prepare) };
}

/** Converts an expected revision to the client's type. */
export function expectedRevision(expected: ExpectedRevision): AppendExpectedRevision {
  if (expected === 'exists') return 'stream_exists';
  return typeof expected === 'number' ? BigInt(expected) : expected;
}

/** Converts an event to the client's type. */
export function toWire({ id, type, data, metadata }: NewEvent): JSONEventData {
  return jsonEvent({ id, type, data, metadata: rename(metadata, RESERVED) });
}

/**
 * Converts an event that was read. Returns undefined for an event that was not written through the port: system events,
 * links, and data that is not a JSON object.
 *
 * @throws Error the server is older than 22.6 and returns no log positions for events of a stream
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

function pad(offset: bigint): string {
  return offset.toString().padStart(DIGITS, '0');
}

function rename(metadata: Record<string, string>, names: ReadonlyMap<string, string>) {
  return Object.fromEntries(
    Object.entries(metadata).map(([name, value]) => [names.get(name) ?? name, value]),
  );
}

/** Drops metadata values that are not strings. Other tools may have added them. */
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
