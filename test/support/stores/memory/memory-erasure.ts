import type { ErasureParts } from '../../../../src/workers/handlers/erasure/erasure-parts.js';
import type { RecordedErasure } from '../../../../src/security/keys/erasures/ledger.js';
import type { MemoryLog } from './memory-log.js';

export interface MemoryErasure extends ErasureParts {
  /** The recipients whose messages were deleted. */
  readonly forgotten: readonly string[];
}

/**
 * The parts of an erasure in memory, with one place that has nothing.
 *
 * @param signUps subjects of sign-ups that were never completed
 */
export function memoryErasure(
  { keys }: Pick<MemoryLog, 'keys'>,
  signUps: readonly string[] = [],
): MemoryErasure {
  const erasures = new Map<string, RecordedErasure & { subjects: Set<string> }>();
  const forgotten: string[] = [];
  const change = (userId: string, changed: Partial<RecordedErasure>) => {
    const found = erasures.get(userId);
    if (found !== undefined) erasures.set(userId, { ...found, ...changed });
  };
  return {
    forgotten,
    ledger: {
      record({ userId, subjects, position, erasedAt }) {
        const found = erasures.get(userId);
        if (found === undefined)
          erasures.set(userId, {
            ...{ userId, position, erasedAt, counts: {}, completedAt: null },
            subjects: new Set(subjects),
          });
        else for (const subject of subjects) found.subjects.add(subject);
        return Promise.resolve();
      },
      destroyKeys(userId) {
        const { subjects = new Set<string>() } = erasures.get(userId) ?? {};
        for (const subject of subjects) keys.destroy(subject);
        return Promise.resolve(subjects.size);
      },
      count(userId, store, removed) {
        const counts = erasures.get(userId)?.counts ?? {};
        change(userId, { counts: { ...counts, [store]: (counts[store] ?? 0) + removed } });
        return Promise.resolve();
      },
      complete(userId) {
        change(userId, { completedAt: new Date() });
        return Promise.resolve();
      },
      read: () => Promise.resolve([]),
      find: (userId) => Promise.resolve(erasures.get(userId) ?? null),
    },
    forgetKeys: () => undefined,
    findSignUps: (recipients) => Promise.resolve(recipients.length === 0 ? [] : signUps),
    eraseMessages(recipients) {
      forgotten.push(...recipients);
      return Promise.resolve(0);
    },
    places: [{ store: 'place', erase: () => Promise.resolve(0) }],
  };
}
