import DataLoader from 'dataloader';

const MAX_BATCH_SIZE = 200;

/**
 * Combines single look-ups into batches. Keys requested while a batch is running form the next batch; a key requested
 * while none is running loads at once.
 *
 * @param load returns one value for each key, in order, or an Error for a key that fails alone
 */
export function batched<Key, Value>(
  load: (keys: readonly Key[]) => Promise<readonly (Value | Error)[]>,
): (key: Key) => Promise<Value> {
  let currentBatch: Promise<unknown> = Promise.resolve();
  const loader = new DataLoader<Key, Value>(
    (keys) => {
      const batch = load(keys);
      currentBatch = batch.catch(() => undefined);
      return batch;
    },
    {
      cache: false,
      maxBatchSize: MAX_BATCH_SIZE,
      batchScheduleFn: (start) => void currentBatch.then(() => setImmediate(start)),
    },
  );
  return (key) => loader.load(key);
}
