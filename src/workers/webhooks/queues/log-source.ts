import type { Position } from '../../../eventstore/port.js';

/** A cursor over the log whose events are delivered out of order. It stays before the first undelivered one. */
export class LogSource {
  /** The undelivered events that were read, each with the position before it, in log order. */
  readonly #undelivered = new Map<Position, Position>();
  #read: Position;

  /** @param until the last position of a replay; null: no end */
  constructor(
    start: Position,
    readonly until: Position | null,
  ) {
    this.#read = start;
  }

  /** The position to read on after. */
  get readPosition(): Position {
    return this.#read;
  }

  /** The position up to which every event is delivered or stored. */
  get position(): Position {
    const [first] = this.#undelivered.values();
    return first ?? this.#read;
  }

  /** Tells whether every event up to the end is read. */
  get isRead(): boolean {
    return this.until !== null && this.#read >= this.until;
  }

  /** Tells whether every event up to the end is delivered or stored. */
  get isDone(): boolean {
    return this.isRead && this.#undelivered.size === 0;
  }

  /** Passes an event that needs no delivery. */
  skip(position: Position): void {
    this.#read = position;
  }

  /** Notes an event that is to be delivered. */
  begin(position: Position): void {
    this.#undelivered.set(position, this.#read);
    this.#read = position;
  }

  /** Notes that an event is delivered or stored. Returns false for a repeat. */
  settle(position: Position): boolean {
    return this.#undelivered.delete(position);
  }
}
