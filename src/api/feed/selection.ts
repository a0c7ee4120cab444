import { z } from 'zod';
import type { Permission } from '../../domain/permissions.js';
import { subjectOf } from '../../domain/event-catalog.js';
import { isOfLaterRelease, isReadableWith, scopeOf } from '../../domain/public-events/public-types.js';
import type { StoredEvent } from '../../eventstore/port.js';

/** The events that a consumer asks for and may read. */
export interface Selection {
  /** Null for every type. */
  readonly types: ReadonlySet<string> | null;
  /** The id of a person or thing; null for all. */
  readonly subject: string | null;
  readonly scopes: ReadonlySet<Permission>;
}

/** `com.credence.UserRegistered.v1`, or `UserRegistered`. */
const NAME = /^(?:com\.credence\.)?(\w+?)(?:\.v\d+)?$/;
const MAX_TYPES = 200;

/** Parses a comma-separated list of public event types. */
export const typeList = z
  .string()
  .max(8_000)
  .transform((list) => list.split(',').map((name) => NAME.exec(name.trim())?.[1] ?? ''))
  .refine((types) => types.length <= MAX_TYPES && types.every((type) => scopeOf(type) !== null), {
    error: 'must be a comma-separated list of public event types, see GET /event-types',
  });

/** Tells whether a consumer gets an event. It needs no decryption. */
export function selects({ types, subject, scopes }: Selection, event: StoredEvent): boolean {
  if (types?.has(event.type) === false) return false;
  if (subject !== null && subjectOf(event.stream, event.data) !== subject) return false;
  return isReadableWith(event, scopes) || (isOfLaterRelease(event) && scopes.has('events:read'));
}
