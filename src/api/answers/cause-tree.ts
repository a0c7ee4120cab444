import { z } from 'zod';
import type { LoggedEvent } from '../../eventstore/codec.js';
import { eventJson, toEventJson } from './event-json.js';

/** An event with the mails and messages that it caused. */
const effectJson = z.strictObject({ event: eventJson, effects: z.array(eventJson) });

/** The events of one request, by the commands that recorded them. */
export const causeTreeJson = z
  .strictObject({
    correlation_id: z.string(),
    commands: z.array(z.strictObject({ causation_id: z.string(), events: z.array(effectJson) })),
  })
  .meta({ id: 'CauseTree' });

/** `delivery-<reaction>-<id of the event>` */
const DELIVERY = /^delivery-.+-([0-9a-f-]{36})$/;

/** Builds the tree of a request: command, events, and below each event its deliveries. */
export function toCauseTree(
  correlationId: string,
  events: readonly LoggedEvent[],
): z.input<typeof causeTreeJson> {
  const ids = new Set<string>(events.map(({ id }) => id));
  const causeOf = ({ stream }: LoggedEvent) => {
    const id = DELIVERY.exec(stream)?.[1];
    return id !== undefined && ids.has(id) ? id : null;
  };
  const roots = events.filter((event) => causeOf(event) === null);
  const commands = new Set(roots.map(({ causationId }) => causationId));
  return {
    correlation_id: correlationId,
    commands: [...commands].map((causationId) => ({
      causation_id: causationId,
      events: roots
        .filter((event) => event.causationId === causationId)
        .map((event) => ({
          event: toEventJson(event),
          effects: events.filter((effect) => causeOf(effect) === event.id).map(toEventJson),
        })),
    })),
  };
}
