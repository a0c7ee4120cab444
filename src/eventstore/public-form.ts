import { publicNameOf, schemaUrlOf, toCloudEvent } from '../domain/public-events/cloud-event.js';
import type { CloudEvent, ConsumerView } from '../domain/public-events/cloud-event.js';
import type { Codec, LoggedEvent } from './codec.js';
import type { StoredEvent } from './port.js';
import type { NeededFields } from './sealed-fields.js';

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
  const withPersonal = sharedDecoding(codec, 'returnable');
  const withoutPersonal = sharedDecoding(codec, 'none');
  return async (events, view) => {
    const decode = view.personal ? withPersonal : withoutPersonal;
    const readable = await decode(events);
    return events.map((stored) => {
      const event = readable(stored);
      return event === undefined ? unreadableForm(stored, view) : toCloudEvent(event, view);
    });
  };
}

type Decoded = ReadonlyMap<string, LoggedEvent>;

/** Returns a function that decodes events, and shares the outcome for a short time. It looks up the decoded event. */
function sharedDecoding(codec: Codec, needs: NeededFields) {
  let batches = new WeakMap<StoredEvent, Promise<Decoded>>();
  let since = 0;

  async function decodeBatch(events: readonly StoredEvent[]): Promise<Decoded> {
    const readable = await codec.decode(events, true, needs);
    return new Map(readable.map((event) => [event.position, event]));
  }

  return async (events: readonly StoredEvent[]) => {
    if (performance.now() - since > SHARED_MS) {
      batches = new WeakMap();
      since = performance.now();
    }
    const known = batches;
    const missing = events.filter((event) => !known.has(event));
    if (missing.length > 0) {
      const batch = decodeBatch(missing);
      for (const event of missing) known.set(event, batch);
    }
    const distinct = new Set(events.flatMap((event) => known.get(event) ?? []));
    const all = await Promise.all(distinct);
    return ({ position }: StoredEvent) => {
      for (const batch of all) {
        const event = batch.get(position);
        if (event !== undefined) return event;
      }
      return undefined;
    };
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
