import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Returns a function that holds its callers for at most `ms` milliseconds and lets them continue together, so that their
 * next statements share a batch.
 */
export function gatherer(ms: number): () => Promise<void> {
  let gathering: Promise<void> | null = null;
  return async () => {
    gathering ??= sleep(ms).finally(() => (gathering = null));
    await gathering;
  };
}
