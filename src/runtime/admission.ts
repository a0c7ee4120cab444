/** Admits a limited number of tasks at once. */
export interface Admission {
  /**
   * Waits for room, in order of arrival.
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
  const waiting = new Set<{ readonly admit: () => void }>();
  let running = 0;

  function leave(): void {
    running -= 1;
    for (const waiter of waiting) {
      if (running >= capacity()) return;
      waiting.delete(waiter);
      waiter.admit();
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
      if (running < capacity() && waiting.size === 0) return admitted();
      if (waiting.size >= maxWaiting) throw refusal();
      return await new Promise<() => void>((resolve, reject) => {
        const waiter = {
          admit: () => {
            clearTimeout(timer);
            resolve(admitted());
          },
        };
        const timer = setTimeout(() => {
          waiting.delete(waiter);
          reject(refusal());
        }, maxWaitMs);
        waiting.add(waiter);
      });
    },
  };
}
