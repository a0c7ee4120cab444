import { publicNameOf, schemaUrlOf, toCloudEvent } from '../domain/public-events/cloud-event.js';
import type { CloudEvent, ConsumerView } from '../domain/public-events/cloud-event.js';
import type { Codec } from './codec.js';
import type { StoredEvent } from './port.js';
import type { NeededFields } from './sealed-fields.js';

/** An event as consumers get it. */
export type PublicEvent = CloudEvent & {
  /** True if this release cannot read the event. Its `data` is empty; a later release has it at the same position. */
  readonly unreadable?: true;
};

/** Time for which a converted event serves further consumers. An erasure takes effect after it. */
const SHARED_MS = 1000;

/**
 * Turns stored events into their public form.
 *
 * @param personal true if the consumer may read personal fields
 */
export type ToPublicForm = (events: readonly StoredEvent[], personal: boolean) => Promise<PublicEvent[]>;

/**
 * Creates the conversion. Consumers that read the same events at the same time share their public form.
 *
 * @param publicUrl the URL of the service, which is the source of its events
 */
export function publicForm(codec: Codec, publicUrl: string): ToPublicForm {
  const withPersonal = sharedConversion(codec, { publicUrl, personal: true });
  const withoutPersonal = sharedConversion(codec, { publicUrl, personal: false });
  return (events, personal) => (personal ? withPersonal(events) : withoutPersonal(events));
}

const texts = new WeakMap<PublicEvent, string>();

/** Returns an event as JSON. Consumers that share an event share its text. */
export function textOf(event: PublicEvent): string {
  const known = texts.get(event);
  if (known !== undefined) return known;
  const text = JSON.stringify(event);
  texts.set(event, text);
  return text;
}

type Converted = ReadonlyMap<string, PublicEvent>;

/** Returns a function that converts events, and shares the outcome for a short time. */
function sharedConversion(codec: Codec, view: ConsumerView) {
  const needs: NeededFields = view.personal ? 'returnable' : 'none';
  let batches = new WeakMap<StoredEvent, Promise<Converted>>();
  let since = 0;

  async function convert(events: readonly StoredEvent[]): Promise<Converted> {
    const decoded = await codec.decode(events, true, needs);
    const readable = new Map(decoded.map((event) => [event.position, event]));
    return new Map(
      events.map((stored) => {
        const event = readable.get(stored.position);
        const form = event === undefined ? unreadableForm(stored, view) : toCloudEvent(event, view);
        return [stored.position, form];
      }),
    );
  }

  return async (events: readonly StoredEvent[]): Promise<PublicEvent[]> => {
    if (performance.now() - since > SHARED_MS) {
      batches = new WeakMap();
      since = performance.now();
    }
    const known = batches;
    const missing = events.filter((event) => !known.has(event));
    if (missing.length > 0) {
      const batch = convert(missing);
      for (const event of missing) known.set(event, batch);
    }
    const all = await Promise.all(new Set(events.flatMap((event) => known.get(event) ?? [])));
    return events.flatMap(({ position }) => {
      for (const batch of all) {
        const event = batch.get(position);
        if (event !== undefined) return [event];
      }
      return [];
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
