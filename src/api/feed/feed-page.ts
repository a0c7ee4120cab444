import type { Position } from '../../eventstore/port.js';
import type { PublicEvent } from '../../eventstore/public-form.js';
import type { Selection } from './selection.js';

export interface FeedRequest {
  /** The position of the last event that the consumer has. */
  readonly after: Position;
  readonly limit: number;
  readonly selection: Selection;
  /** True if the consumer may read personal fields. */
  readonly personal: boolean;
}

export interface FeedPage {
  readonly items: PublicEvent[];
  /** The position up to which the log was searched, also if the filter matched nothing. */
  readonly next: Position;
  /** True if the log had no further event. */
  readonly caughtUp: boolean;
}
