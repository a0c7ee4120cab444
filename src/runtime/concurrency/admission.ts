/** Admits a limited number of tasks at once. */
export interface Admission {
  /**
   * Waits for room. The newest of the waiting tasks is admitted first: while there are too many, some are refused whatever
   * the order, and those that are admitted have waited little.
   *
   * @returns a function that frees the room again
   * @throws Error the refusal of the options: there was no room in time, or too many wait already
   */
  enter(): Promise<() => void>;
}

interface Options {
  /** Returns the number of tasks that may run at once now. */
  readonly capacity: () => number;
  /** Returns the error of a refused task. */
  readonly refusal: () => Error;
  /** A task that waits longer is refused. Callers that repeat at once are slowed down by as much. */
  readonly maxWaitMs: number;
  /** Tasks that may wait. Further ones are refused immediately. */
  readonly maxWaiting: number;
}

export function createAdmission({ capacity, refusal, maxWaitMs, maxWaiting }: Options): Admission {
  const waiting: { readonly admit: () => void }[] = [];
  let running = 0;

  function leave(): void {
    running -= 1;
    while (running < capacity()) {
      const newest = waiting.pop();
      if (newest === undefined) return;
      newest.admit();
    }
  }

  function admitted(): () => void {
    running += 1;
    let isFreed = false;
    return () => {
      if (isFreed) return;
      isFreed = true;
      leave();
    };
  }

  return {
    async enter() {
      if (running < capacity() && waiting.length === 0) return admitted();
      if (waiting.length >= maxWaiting) throw refusal();
      return await new Promise<() => void>((resolve, reject) => {
        const waiter = {
          admit: () => {
            clearTimeout(timer);
            resolve(admitted());
          },
        };
        const timer = setTimeout(() => {
          waiting.splice(waiting.indexOf(waiter), 1);
          reject(refusal());
        }, maxWaitMs);
        waiting.push(waiter);
      });
    },
  };
}
