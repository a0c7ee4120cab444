import { z } from 'zod';
import { defineEvent } from '../event.js';
import type { EventOf } from '../event.js';

export const consumerEvents = [
  /**
   * A named consumer of the feed was created or changed. `types`: the event types that it follows; empty: all. `position`: the
   * place from which it goes on; null: it keeps its place.
   */
  defineEvent('ConsumerSet', {
    consumer: z.string(),
    types: z.array(z.string()),
    position: z.string().nullable(),
  }),
  defineEvent('ConsumerDeleted', { consumer: z.string() }),
] as const;

export type ConsumerEvent = EventOf<(typeof consumerEvents)[number]>;

export const acknowledgementEvents = [
  /** A consumer has handled every event up to a position. */
  defineEvent('EventsAcknowledged', { position: z.string() }),
] as const;

export type AcknowledgementEvent = EventOf<(typeof acknowledgementEvents)[number]>;
