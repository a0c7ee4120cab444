import { createSecretKey } from 'node:crypto';
import { deriveKey } from '../../../../src/security/keys/derive-key.js';
import { SubjectErased } from '../../../../src/security/keys/subject-keys.js';
import type { SubjectKeys } from '../../../../src/security/keys/subject-keys.js';

export interface MemorySubjectKeys extends SubjectKeys {
  /** Destroys the data key of a subject for good. */
  destroy(subject: string): void;
}

/** Data keys in memory, one for each subject. */
export function memorySubjectKeys(): MemorySubjectKeys {
  const made = new Set<string>();
  const destroyed = new Set<string>();
  const keyOf = (subject: string) => ({
    number: 1,
    key: createSecretKey(deriveKey('keys of people in tests', subject)),
  });
  return {
    find(subjects) {
      const known = subjects.filter((subject) => made.has(subject));
      return Promise.resolve(
        new Map(known.map((subject) => [subject, destroyed.has(subject) ? null : keyOf(subject)])),
      );
    },
    obtain(subject) {
      if (destroyed.has(subject)) return Promise.reject(new SubjectErased());
      made.add(subject);
      return Promise.resolve(keyOf(subject));
    },
    forget: () => undefined,
    destroy(subject) {
      made.add(subject);
      destroyed.add(subject);
    },
  };
}
