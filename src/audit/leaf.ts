import { isEphemeral } from '../domain/event-catalog.js';
import { canonicalJson } from '../runtime/canonical-json.js';
import type { StoredEvent } from '../eventstore/port.js';
import { leafHash } from './tree/hashes.js';

/**
 * Returns the bytes of an event that its leaf covers: the canonical JSON of the stored envelope. Personal fields are in it
 * as ciphertext, so an erasure changes no leaf. Position and time of recording are left out, because another log assigns
 * its own when events are copied; the order of the leaves covers the position.
 */
export function leafOf({ id, stream, revision, type, data, metadata }: StoredEvent): Buffer {
  return Buffer.from(canonicalJson({ id, stream, revision, type, data, metadata }));
}

/** Returns the hash of an event's leaf. */
export function hashOf(event: StoredEvent): Buffer {
  return leafHash(leafOf(event));
}

/** Returns the events that have a leaf. Ephemeral streams lose their older events, so theirs have none. */
export function provable(events: readonly StoredEvent[]): StoredEvent[] {
  return events.filter(({ stream }) => !isEphemeral(stream));
}
