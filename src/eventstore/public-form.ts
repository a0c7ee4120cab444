import { publicNameOf, schemaUrlOf, toCloudEvent } from '../domain/public-events/cloud-event.js';
import type { CloudEvent, ConsumerView } from '../domain/public-events/cloud-event.js';
import type { Codec, LoggedEvent } from './codec.js';
import type { StoredEvent } from './port.js';

/** An event as consumers get it. */
export type PublicEvent = CloudEvent & {
  /** True if this release cannot read the event. Its `data` is empty; a later release has it at the same position. */
  readonly unreadable?: true;
};

/** Time for which a decoded event serves further consumers. An erasure takes effect after it. */
const SHARED_MS = 1000;

/** Turns stored events into their public form. */
export type ToPublicForm = (events: readonly StoredEvent[], view: ConsumerView) => Promise<PublicEvent[]>;

/** Creates the conversion. Consumers that read the same events at the same time share their decryption. */
export function publicForm(codec: Codec): ToPublicForm {
  let decoded = new WeakMap<StoredEvent, Promise<LoggedEvent | undefined>>();
  let since = 0;

  function decode(events: readonly StoredEvent[]): Promise<LoggedEvent | undefined>[] {
    if (performance.now() - since > SHARED_MS) {
      decoded = new WeakMap();
      since = performance.now();
    }
    const missing = events.filter((event) => !decoded.has(event));
    const found = codec
      .decode(missing, true)
      .then((readable) => new Map(readable.map((event) => [event.position, event])));
    for (const event of missing) {
      const one = found.then((byPosition) => byPosition.get(event.position));
      // Each consumer of the event gets the failure.
      one.catch(() => undefined);
      decoded.set(event, one);
    }
    return events.map((event) => decoded.get(event) ?? Promise.resolve(undefined));
  }

  return async (events, view) => {
    const readable = await Promise.all(decode(events));
    return events.map((stored, i) => {
      const event = readable[i];
      return event === undefined ? unreadableForm(stored, view) : toCloudEvent(event, view);
    });
  };
}

/** Returns the place of an event without its data, so that consumers know what they have not got. */
function unreadableForm(event: StoredEvent, { publicUrl }: ConsumerView): PublicEvent {
  const { id, stream, revision, position, metadata, recordedAt } = event;
  const name = publicNameOf(event.type, Number(metadata['version']));
  return {
    specversion: '1.0',
    id,
    source: publicUrl,
    type: name,
    time: metadata['occurred_at'] ?? recordedAt.toISOString(),
    datacontenttype: 'application/json',
    dataschema: schemaUrlOf(publicUrl, name),
    data: {},
    position,
    revision,
    stream,
    actor: metadata['actor'] ?? '',
    correlationid: metadata['correlation_id'] ?? '',
    causationid: metadata['causation_id'] ?? '',
    unreadable: true,
  };
}
