/**
 * The one port through which everything reads and writes the log. Every adapter passes the same
 * contract suite (`test/contract/event-store.ts`).
 */

declare const positionBrand: unique symbol;

/**
 * A place in the log. Opaque outside the adapters; compares as a string in log order. Every adapter
 * makes positions of one fixed length, so that the order of strings is the order of events.
 */
export type Position = string & { readonly [positionBrand]: true };

/** Before the first event: smaller than every position. */
export const START = '' as Position;

/** What must be true of a stream for an append to it: a number is the exact revision (0 is the first event). */
export type ExpectedRevision = 'any' | 'no_stream' | 'exists' | number;

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = Record<string, Json>;

export interface NewEvent {
  /** A UUID that a repeat of the same append carries again. */
  id: string;
  type: string;
  data: JsonObject;
  metadata: Record<string, string>;
}

export interface StoredEvent extends NewEvent {
  stream: string;
  /** The event's place in its stream, from 0. */
  revision: number;
  position: Position;
  recordedAt: Date;
}

export interface Write {
  stream: string;
  expected: ExpectedRevision;
  events: readonly NewEvent[];
  /**
   * Of how many events of this stream only the newest stay, where it is of a kind that is no history; left out where all
   * do, and for one stream always the same. What is older is soon read no more, its place in the log stays empty, and its ids are not known again.
   */
  keepLast?: number;
}

export interface AppendResult {
  /** The position of the last event written by this append. */
  position: Position;
  /** The revision of the last event of each stream written, in the order of the writes. */
  revisions: number[];
}

export interface EventStore {
  readonly capabilities: {
    /** True where one append may name several streams, all or nothing. */
    readonly atomicMultiStream: boolean;
    /** False where an id is known again in its own stream only. */
    readonly knowsIdsOfAllStreams: boolean;
  };

  /**
   * Appends all writes or none. A repeat with the same event ids at the same place succeeds, whatever
   * it expects, answers what the first answered, and writes nothing.
   *
   * @throws WrongExpectedRevision another revision is there; nothing was written
   * @throws CorruptedIdempotency some of the ids are known, or known at another place; nothing was written
   * @throws LogUnavailable the outcome is unknown: send the same ids again
   */
  append(writes: readonly Write[]): Promise<AppendResult>;

  /** The events of each stream in order, as one answer a stream in the order asked; empty where there is none. */
  readStreams(streams: readonly string[]): Promise<StoredEvent[][]>;

  /** At most `limit` events after a position, in log order, without gaps. Empty at the head. */
  readAll(page: { after: Position; limit: number }): Promise<StoredEvent[]>;

  /** The position of the last event, or `START` of an empty log. */
  head(): Promise<Position>;

  /**
   * A doorbell: called soon after something was appended by any process. It may ring late, twice or
   * not at all, so who listens also polls.
   *
   * @returns a function that stops it
   */
  onAppend(ring: () => void): () => void;
}

export class WrongExpectedRevision extends Error {
  override readonly name = 'WrongExpectedRevision';
  constructor(readonly stream: string) {
    super(`Another revision of ${stream} was expected.`);
  }
}

export class CorruptedIdempotency extends Error {
  override readonly name = 'CorruptedIdempotency';
  constructor() {
    super('Event ids of this append are already known elsewhere in the log.');
  }
}

export class LogUnavailable extends Error {
  override readonly name = 'LogUnavailable';
  constructor(options?: ErrorOptions) {
    super('The event log cannot be reached; the outcome is unknown.', options);
  }
}
