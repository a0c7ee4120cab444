import type { ErasureParts } from '../../../../src/workers/handlers/erasure/erasure-parts.js';
import type { RecordedErasure } from '../../../../src/security/keys/erasures/ledger.js';
import type { MemoryLog } from './memory-log.js';

export interface MemoryErasure extends ErasureParts {
  /** The recipients whose messages were deleted. */
  readonly forgotten: readonly string[];
  /** The claims whose jobs were deleted. */
  readonly claims: readonly string[];
}

/**
 * The parts of an erasure in memory, with one place that holds nothing.
 *
 * @param signUps subjects of sign-ups that were never completed
 * @param offered the address of those sign-ups
 */
export function memoryErasure(
  { keys }: Pick<MemoryLog, 'keys'>,
  signUps: readonly string[] = [],
  offered = 'ada@example.com',
): MemoryErasure {
  const erasures = new Map<string, RecordedErasure & { subjects: Set<string> }>();
  const forgotten: string[] = [];
  const claims: string[] = [];
  const change = (userId: string, changed: Partial<RecordedErasure>) => {
    const found = erasures.get(userId);
    if (found !== undefined) erasures.set(userId, { ...found, ...changed });
  };
  return {
    forgotten,
    claims,
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
    findSignUps: (addresses) => Promise.resolve(addresses.includes(offered) ? signUps : []),
    eraseMessages(recipients) {
      forgotten.push(...recipients);
      return Promise.resolve(0);
    },
    places: [
      {
        store: 'place',
        erase(person) {
          claims.push(...person.claims);
          return Promise.resolve(0);
        },
      },
    ],
  };
}
