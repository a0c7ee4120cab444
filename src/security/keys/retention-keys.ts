import { createSecretKey, hkdfSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { deriveId, uuidSchema } from '../../domain/ids.js';
import type { RetentionPeriod } from '../../domain/personal-data.js';
import { SubjectErased } from './subject-keys.js';
import type { SubjectKey, SubjectKeys } from './subject-keys.js';

/** A month of a period of retention, such as `sessions.2026-11`. */
export type RetentionMonth = `${RetentionPeriod}.${string}`;

const YEAR_AND_MONTH = 'yyyy-mm'.length;
/** The namespace of the ids under which the keys of months are stored (RFC 9562 §5.5). */
const NAMESPACE = '0d9f3c52-7a61-4e0b-8b35-c1f2a4d6e870';

/** Returns the month of a period that a time is in, in UTC. */
export function monthOf(period: RetentionPeriod, time: Date): RetentionMonth {
  return `${period}.${time.toISOString().slice(0, YEAR_AND_MONTH)}`;
}

const ids = new Map<string, string>();

/** Returns the id under which the key of a month is stored, beside the data keys of subjects. */
export function monthKeyId(month: string): string {
  const known = ids.get(month);
  if (known !== undefined) return known;
  const id = deriveId(uuidSchema, month, NAMESPACE);
  ids.set(month, id);
  return id;
}

/** The combined keys of the keys in memory. One ends with its two keys, which a destruction removes from memory. */
const combinations = new WeakMap<KeyObject, WeakMap<KeyObject, KeyObject>>();

/**
 * Combines the key of a subject with the key of a month. Data under the result is unreadable as soon as one of the two is
 * destroyed.
 */
export function combinedKey(subject: KeyObject, month: KeyObject): KeyObject {
  const ofSubject = combinations.get(subject) ?? new WeakMap<KeyObject, KeyObject>();
  const known = ofSubject.get(month);
  if (known !== undefined) return known;
  const bytes = hkdfSync('sha256', subject, month.export(), 'credence retention', 32);
  const combined = createSecretKey(Buffer.from(bytes));
  combinations.set(subject, ofSubject.set(month, combined));
  return combined;
}

/** A month with the key that encrypts its data. */
export interface SealingMonth {
  readonly name: RetentionMonth;
  readonly key: SubjectKey;
}

/** Finds the month of a period at a time. Null: no period ends the data, or the month has no key. */
export type FindSealingMonth = (period: RetentionPeriod | null, now: Date) => Promise<SealingMonth | null>;

/** Limits of the cache of months without a key. */
const ABSENT = { max: 100, ttl: 60_000 };

/**
 * Returns the lookup of months for encryption. The month in which an earlier release was replaced has no key, because the
 * processes of that release could not read events under it.
 *
 * @throws SubjectErased the key of the month is destroyed
 */
export function sealingMonths(keys: Pick<SubjectKeys, 'find'>): FindSealingMonth {
  const absent = new LRUCache<string, true>(ABSENT);
  return async (period, now) => {
    if (period === null) return null;
    const name = monthOf(period, now);
    if (absent.has(name)) return null;
    const id = monthKeyId(name);
    const key = (await keys.find([id])).get(id);
    if (key === null) throw new SubjectErased();
    if (key === undefined) absent.set(name, true);
    return key === undefined ? null : { name, key };
  };
}
