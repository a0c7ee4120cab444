import { createHash } from 'node:crypto';
import { subjectOf } from '../../../domain/event-catalog.js';
import type { StoredEvent } from '../../../eventstore/port.js';

/** The fields that a search can ask for. */
export const TERM_FIELDS = ['subject', 'actor', 'type', 'correlationId'] as const;

/** The values of an event that a search can ask for. Null for an event about nobody. */
export type Terms = Readonly<Record<(typeof TERM_FIELDS)[number], string | null>>;

/** Returns the values of an event that a search can ask for. */
export function termsOf({ stream, type, data, metadata }: StoredEvent): Terms {
  return {
    subject: subjectOf(stream, data),
    actor: metadata['actor'] ?? '',
    type,
    correlationId: metadata['correlation_id'] ?? '',
  };
}

/** Returns the values of the fields that are set, each with the name of its field. */
export function termTexts(terms: Terms): string[] {
  return TERM_FIELDS.flatMap((field) => (terms[field] === null ? [] : [`${field}:${terms[field]}`]));
}

/** Returns the key of a term in the index: the first 16 bytes of its hash, in hexadecimal. */
export function termKey(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
