/**
 * The port through which all code reads and writes the log. Every adapter passes the same contract suite
 * (`test/contract/event-store.ts`).
 */

declare const positionBrand: unique symbol;

/**
 * A position in the log. It is opaque outside the adapters. All positions of an adapter have the same length, so that the
 * order of the strings is the order of the events.
 */
export type Position = string & { readonly [positionBrand]: true };

/** The position before the first event. It is smaller than every other. */
export const START = '' as Position;

/** The state that an append requires of its stream. A number is the exact revision of its last event, from 0. */
export type ExpectedRevision = 'any' | 'no_stream' | 'exists' | number;

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = Record<string, Json>;

export interface NewEvent {
  /** A UUID. A repeat of the append has the same one. */
  id: string;
  type: string;
  data: JsonObject;
  metadata: Record<string, string>;
}

export interface StoredEvent extends NewEvent {
  stream: string;
  /** The place of the event in its stream, from 0. */
  revision: number;
  position: Position;
  recordedAt: Date;
}

export interface Write {
  stream: string;
  expected: ExpectedRevision;
  /** Without events, the write is a guard: the append succeeds only while the stream has the expected revision. */
  events: readonly NewEvent[];
  /**
   * The number of newest events that an ephemeral stream retains. It is the same in every write to the stream, and
   * omitted for history, which retains all. Older events soon disappear from reads, their positions stay unused, and a
   * repeat of them is no longer recognised.
   */
  keepLast?: number;
}

export interface AppendResult {
  /** The position of the last event written by this append. */
  position: Position;
  /** The revision of the last event of each stream written, in the order of the writes. Guards have none. */
  revisions: number[];
}

export interface EventStore {
  readonly capabilities: {
    /** True if one append can write to several streams atomically. */
    readonly atomicMultiStream: boolean;
    /** True if an append can have guards beside its events. */
    readonly guards: boolean;
    /** False if a duplicate event id is detected only within its own stream. */
    readonly knowsIdsOfAllStreams: boolean;
  };

  /**
   * Appends all writes or none. A repeat with the same event ids at the same revisions succeeds, whatever it expects. It
   * returns the result of the first append and writes nothing.
   *
   * @throws WrongExpectedRevision the stream has another revision; nothing was written
   * @throws CorruptedIdempotency some of the ids exist, or exist elsewhere in the log; nothing was written
   * @throws LogUnavailable the outcome is unknown: repeat the append with the same ids
   */
  append(writes: readonly Write[]): Promise<AppendResult>;

  /**
   * Returns the events of each stream, in the order of the names. An unknown stream has no events.
   *
   * @param after only the events of a stream after this revision, for the streams in the map
   */
  readStreams(streams: readonly string[], after?: ReadonlyMap<string, number>): Promise<StoredEvent[][]>;

  /** Returns at most `limit` events after a position, in log order and without gaps. Empty at the head. */
  readAll(page: { after: Position; limit: number }): Promise<StoredEvent[]>;

  /** Returns the event at a position of this log, or null if the log has none there. */
  eventAt(position: Position): Promise<StoredEvent | null>;

  /**
   * Returns a position before which every event was recorded before a time. All later events follow it.
   *
   * @param bound the position of an event that was recorded at the time or later. It shortens the search of a log without an
   *   order by time
   */
  positionAt(time: Date, bound?: Position): Promise<Position>;

  /** Returns the position of the last event, or `START` for an empty log. */
  head(): Promise<Position>;

  /**
   * Registers a listener for appends of every process. It may be called late, twice or not at all, so callers also poll.
   *
   * @returns a function that removes the listener
   */
  onAppend(notify: () => void): () => void;
}

export class WrongExpectedRevision extends Error {
  override readonly name = 'WrongExpectedRevision';
  constructor(readonly stream: string) {
    super(`The stream ${stream} is not at the expected revision.`);
  }
}

export class CorruptedIdempotency extends Error {
  override readonly name = 'CorruptedIdempotency';
  constructor() {
    super('Event ids of this append already exist elsewhere in the log.');
  }
}

export class LogUnavailable extends Error {
  override readonly name = 'LogUnavailable';
  constructor(options?: ErrorOptions) {
    super('The event log cannot be reached; the outcome is unknown.', options);
  }
}
