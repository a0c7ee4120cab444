import { ERASED } from '../domain/event.js';
import type { Erased } from '../domain/event.js';
import { open, seal } from '../security/keys/aes-gcm.js';
import type { SubjectKey } from '../security/keys/subject-keys.js';
import type { JsonObject } from './port.js';

/** A personal or secret field in its stored form. */
export interface Sealed {
  readonly $e: 1;
  /** The number of the data key. */
  readonly k: number;
  /** `nonce ‖ ciphertext ‖ tag` in base64. */
  readonly c: string;
}

/** Encrypts a field under the data key of its subject. */
export function sealField(value: string, { key, number }: SubjectKey, context: string): Sealed {
  return { $e: 1, k: number, c: seal(Buffer.from(value), key, context).toString('base64') };
}

/** Returns the context that binds an encrypted field to its place. */
export function contextOf(subject: string | null, eventId: string, field: string): string {
  return `${String(subject)}|${eventId}|${field}`;
}

export function isSealed(value: unknown): value is Sealed {
  return (
    typeof value === 'object' &&
    value !== null &&
    '$e' in value &&
    'c' in value &&
    typeof value.c === 'string'
  );
}

export type Unseal = (field: string, value: Sealed) => string | Erased;

/** Returns a function that decrypts the fields of one event. Without the data key they read as erased. */
export function unsealer(eventId: string, subject: string | null, subjectKey: SubjectKey | null): Unseal {
  return (field, { c }) =>
    subjectKey === null
      ? ERASED
      : open(Buffer.from(c, 'base64'), subjectKey.key, contextOf(subject, eventId, field)).toString();
}

/** Decrypts every encrypted field of an event. */
export function unsealData(data: JsonObject, unseal: Unseal): Record<string, unknown> {
  const plain: Record<string, unknown> = { ...data };
  for (const [field, value] of Object.entries(data)) {
    if (isSealed(value)) plain[field] = unseal(field, value);
  }
  return plain;
}
