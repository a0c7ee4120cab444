import { ERASED, UNREAD } from '../domain/event.js';
import type { EventDefinition, Erased } from '../domain/event.js';
import type { RetentionPeriod } from '../domain/personal-data.js';
import { open, seal } from '../security/keys/aes-gcm.js';
import { combinedKey, monthKeyId, sealingMonths } from '../security/keys/retention-keys.js';
import type { SealingMonth } from '../security/keys/retention-keys.js';
import { SubjectErased } from '../security/keys/subject-keys.js';
import type { SubjectKey, SubjectKeys } from '../security/keys/subject-keys.js';
import type { JsonObject } from './port.js';

/** A personal or secret field in its stored form. */
export interface Sealed {
  readonly $e: 1;
  /** The number of the data key. */
  readonly k: number;
  /** `nonce ‖ ciphertext ‖ tag` in base64. */
  readonly c: string;
  /** The month of retention whose key encrypts the field together with the data key. */
  readonly p?: string;
}

/** An event has sealed fields, and their key was never stored or is lost: a backup of the keys older than the log. */
export class KeyMissing extends Error {
  override readonly name = 'KeyMissing';
  constructor() {
    super('the data key of its subject is missing; restore credence_keys');
  }
}

/** The keys of a field: the data key of its subject, and the key of its month of retention if it has one. */
interface SealingKeys {
  readonly subject: SubjectKey;
  readonly month: SealingMonth | null;
}

/** Encrypts a field. */
function sealField(value: string, { subject, month }: SealingKeys, context: string): Sealed {
  const key = month === null ? subject.key : combinedKey(subject.key, month.key.key);
  const c = seal(Buffer.from(value), key, context).toString('base64');
  return { $e: 1, k: subject.number, c, ...(month !== null && { p: month.name }) };
}

/** Encrypts a field of one event. Its period of retention, if it has one, ends the data before the erasure of the subject. */
type Seal = (field: string, value: string, period: RetentionPeriod | null) => Promise<Sealed>;

/** An event that is encrypted for its subject. */
interface Sealing {
  readonly eventId: string;
  readonly subject: string;
  readonly hasPersonal: boolean;
  readonly now: Date;
}

/**
 * Returns a function that makes the encryption of one event. It is null if the key of the subject is destroyed, and the event
 * needs it for its source alone.
 *
 * @throws SubjectErased the event has personal fields, and the data key of its subject is destroyed
 */
export function sealer(keys: SubjectKeys): (event: Sealing) => Promise<Seal | null> {
  const findMonth = sealingMonths(keys);

  async function obtain({ subject, hasPersonal }: Sealing): Promise<SubjectKey | null> {
    try {
      return await keys.obtain(subject);
    } catch (error) {
      if (hasPersonal || !(error instanceof SubjectErased)) throw error;
      return null;
    }
  }

  return async (event) => {
    const key = await obtain(event);
    if (key === null) return null;
    return async (field, value, period) => {
      const month = await findMonth(period, event.now);
      return sealField(value, { subject: key, month }, contextOf(event.subject, event.eventId, field));
    };
  };
}

/** Returns the context that binds an encrypted field to its place. */
function contextOf(subject: string | null, eventId: string, field: string): string {
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

/** Matches the month at the end of a sealed field in JSON. Faster than parsing each source. */
const MONTH_IN_JSON = /"p":"([\w.-]+)"\}$/;

/** Returns the ids of the month keys that an event needs beside the data key of its subject. */
export function monthKeyIds(data: JsonObject, source: string | undefined): string[] {
  const months = Object.values(data).flatMap((value) =>
    isSealed(value) && value.p !== undefined ? [value.p] : [],
  );
  const ofSource = source === undefined ? undefined : MONTH_IN_JSON.exec(source)?.[1];
  return [...months, ...(ofSource === undefined ? [] : [ofSource])].map(monthKeyId);
}

/** The encrypted fields that a reader needs: all, none, or those that an interface may return. */
export type NeededFields = 'all' | 'returnable' | 'none';

/** Tells whether a reader needs an encrypted field of an event. */
export function isNeeded(
  needs: NeededFields,
  { secret }: Pick<EventDefinition, 'secret'>,
  field: string,
): boolean {
  return needs === 'all' || (needs === 'returnable' && !secret.includes(field));
}

export type Unseal = (field: string, value: Sealed) => string | Erased;

/** The keys of subjects and months by their ids. Null: destroyed. */
export type FoundKeys = ReadonlyMap<string, SubjectKey | null>;

/**
 * Returns a function that decrypts the fields of one event. A field reads as erased if one of its keys is destroyed, and
 * as unread if it is not needed.
 *
 * @throws KeyMissing
 */
export function unsealer(
  eventId: string,
  subject: string | null,
  found: FoundKeys,
  decrypts: (field: string) => boolean,
): Unseal {
  function keyOf(id: string): SubjectKey | null {
    const key = found.get(id);
    if (key === undefined) throw new KeyMissing();
    return key;
  }
  return (field, { c, p }) => {
    const subjectKey = subject === null ? null : keyOf(subject);
    const monthKey = p === undefined ? undefined : keyOf(monthKeyId(p));
    if (subjectKey === null || monthKey === null) return ERASED;
    if (!decrypts(field)) return UNREAD;
    const key = monthKey === undefined ? subjectKey.key : combinedKey(subjectKey.key, monthKey.key);
    return open(Buffer.from(c, 'base64'), key, contextOf(subject, eventId, field)).toString();
  };
}

/** Decrypts every encrypted field of an event. */
export function unsealData(data: JsonObject, unseal: Unseal): Record<string, unknown> {
  const plain: Record<string, unknown> = { ...data };
  for (const [field, value] of Object.entries(data)) {
    if (isSealed(value)) plain[field] = unseal(field, value);
  }
  return plain;
}
