import { Problem, unwrap } from '@credence/client';
import type { components } from '@credence/client';
import { verifyProof } from '../../../../src/audit/offline/verify-proof.js';
import { api } from '../../client/credence.js';

export type HistoryEntry = components['schemas']['HistoryEntry'];

/** `pending`: no signed checkpoint covers the entry yet. */
export type Verdict = 'verified' | 'pending' | 'failed';

/**
 * Checks in this browser that an entry is in the signed log: the signature of the checkpoint, the path from the event to its
 * root, and that the event is the one of the entry.
 */
export async function verifyEntry({ id, type, occurred_at: at }: HistoryEntry): Promise<Verdict> {
  try {
    const { proof, keys } = await unwrap(api.GET('/auth/events/{id}/proof', { params: { path: { id } } }));
    const [proven] = (await Promise.all(keys.map((key) => verifyProof(proof, key)))).filter(
      (leaf) => leaf !== null,
    );
    return proven !== undefined && fits(proven.leaf, type, at) ? 'verified' : 'failed';
  } catch (error) {
    if (error instanceof Problem && error.code === 'not_found') return 'pending';
    throw error;
  }
}

function fits(leaf: string, type: string, at: string): boolean {
  const event: unknown = JSON.parse(leaf);
  if (typeof event !== 'object' || event === null || !('type' in event) || !('metadata' in event))
    return false;
  const { metadata } = event;
  if (typeof metadata !== 'object' || metadata === null || !('occurred_at' in metadata)) return false;
  return event.type === type && new Date(String(metadata.occurred_at)).getTime() === new Date(at).getTime();
}
