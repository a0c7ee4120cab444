import type { PoolClient } from 'pg';
import type { StoredEvent } from '../../eventstore/port.js';

/**
 * A named reader of the log: a projection, a reactor or the notary. A processor runs it.
 */
export interface Reader {
  /** The name of its checkpoint; a projection's carries its version (`users@1`). */
  readonly name: string;

  /** Whether the reader does anything with an event; it is handed no others. */
  handles(event: StoredEvent): boolean;

  /**
   * Takes in a run of events in log order. What it writes goes into the transaction, which also moves the
   * checkpoint: both happen or neither. Whatever it does besides must bear a repeat.
   *
   * @throws TryLater something outside is away: the same batch comes again
   * @throws Error an event that cannot be taken in: the processor finds out which, retries, and parks it
   */
  handle(events: readonly StoredEvent[], transaction: PoolClient): Promise<void>;

  /**
   * Sees every event once before it is handled, those that will be parked too: for what must follow the
   * order of the log whatever happens. It must not fail on any event.
   */
  beforeHandling?(events: readonly StoredEvent[], transaction: PoolClient): Promise<void>;
}

/** Something that a reader needs is away. The batch is repeated until it is back; nothing is parked. */
export class RetryLater extends Error {
  override readonly name = 'TryLater';
}
