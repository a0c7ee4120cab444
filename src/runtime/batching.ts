import DataLoader from 'dataloader';

const MOST = 200;

/**
 * Turns many single look-ups into few large ones: those asked for while a batch is under way make the next batch.
 * One that is asked for alone goes at once.
 *
 * @param load answers the keys in their order, with an Error for one that fails alone
 */
export function batched<Key, Value>(
  load: (keys: readonly Key[]) => Promise<readonly (Value | Error)[]>,
): (key: Key) => Promise<Value> {
  let underWay: Promise<unknown> = Promise.resolve();
  const loader = new DataLoader<Key, Value>(
    (keys) => {
      const batch = load(keys);
      underWay = batch.catch(() => undefined);
      return batch;
    },
    {
      cache: false,
      maxBatchSize: MOST,
      batchScheduleFn: (start) => void underWay.then(() => setImmediate(start)),
    },
  );
  return (key) => loader.load(key);
}
