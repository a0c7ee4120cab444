import { personOfActor } from '../domain/actor.js';
import { Erased } from '../domain/event.js';
import type { NewEvent } from './port.js';
import { KeyMissing, unsealer } from './sealed-fields.js';
import type { FoundKeys, Sealed } from './sealed-fields.js';

type Metadata = NewEvent['metadata'];

/**
 * Returns the subject whose key encrypts the origin of a request. It is the acting person: the address of an administrator is
 * no data of the person or organisation that the event is about. Other actors have no key, so it is then the subject of the event.
 * An event about nobody has no origin.
 */
export function ownerOfSource(subject: string | null, actor: string): string | null {
  return subject === null ? null : (personOfActor(actor) ?? subject);
}

/** Returns the metadata that names the owner of an origin. Without it, the subject of the event is the owner. */
export function ownerMetadata(owner: string | null, subject: string | null): Metadata {
  return owner === subject ? {} : { source_of: 'actor' };
}

/** Returns the owner of a stored origin, or null if there is no origin. */
export function ownerOfStored({ source, source_of: of, actor }: Metadata, subject: string | null) {
  if (source === undefined) return null;
  return of === 'actor' ? personOfActor(actor ?? '') : subject;
}

/** Decrypts the origin of an event. It is null if it is absent or erased, or if its key is missing. */
export function unsealSource(
  { id, metadata }: Pick<NewEvent, 'id' | 'metadata'>,
  subject: string | null,
  found: FoundKeys,
  isNeeded: boolean,
): string | null {
  const { source } = metadata;
  if (source === undefined) return null;
  const unseal = unsealer(id, ownerOfStored(metadata, subject), found, () => isNeeded);
  try {
    const text = unseal('source', JSON.parse(source) as Sealed);
    return text instanceof Erased ? null : text;
  } catch (error) {
    if (error instanceof KeyMissing) return null;
    throw error;
  }
}
