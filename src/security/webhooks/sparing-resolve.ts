import type { LookupAddress, LookupOptions } from 'node:dns';
import { keyedSemaphore } from '../../runtime/concurrency/keyed-semaphore.js';

/** Resolves a name to all of its addresses. After an error there are none, although the types of Node.js say otherwise. */
export type Resolve = (
  hostname: string,
  options: LookupOptions & { readonly all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses?: LookupAddress[]) => void,
) => void;

type Answer = Parameters<Parameters<Resolve>[2]>;

/** Half of the threads of Node.js, which also hash passwords. */
const MOST_LOOKUPS = 2;

/**
 * Returns a resolver that looks a name up once for all who wait for it, and few names at a time. A lookup holds a thread until
 * the name server answers, so the receivers of others must not be able to hold all threads.
 */
export function sparingResolve(resolveAll: Resolve): Resolve {
  const inTurn = keyedSemaphore(MOST_LOOKUPS);
  const running = new Map<string, Promise<Answer>>();

  return (hostname, options, callback) => {
    const lookUp = () =>
      new Promise<Answer>((done) => {
        resolveAll(hostname, options, (...answer) => {
          done(answer);
        });
      });
    const found = running.get(hostname) ?? inTurn('lookups', lookUp).finally(() => running.delete(hostname));
    running.set(hostname, found);
    void found.then((answer) => {
      callback(...answer);
    });
  };
}
