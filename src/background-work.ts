import type { Logger } from 'pino';

/** Work that goes on after its answer was given. */
export interface BackgroundWork {
  /** Starts work; a failure is logged, for there is nobody left to tell. */
  readonly run: (work: () => Promise<void>) => void;
  /**
   * Starts work at a moment that tells nothing of the answer it belongs to: the next requests, whoever they are for, are
   * slowed by it alike.
   *
   * @param key whose work it is
   */
  readonly putOff: (key: string, work: () => Promise<void>) => void;
  /** Does what was put off for a key, now. */
  readonly settle: (key: string) => Promise<void>;
  /** Resolves when everything started is done, what was put off too. */
  finish(): Promise<void>;
}

const PUT_OFF_MS = { least: 200, most: 1200 };

export function backgroundWork(log: Logger): BackgroundWork {
  const running = new Set<Promise<void>>();
  /** By key, what begins each work that was put off, in the order in which it was. */
  const waiting = new Map<string, Set<() => Promise<void>>>();

  function run(work: () => Promise<void>): Promise<void> {
    const done = work()
      .catch((error: unknown) => log.warn({ err: error }, 'work after an answer failed'))
      .finally(() => running.delete(done));
    running.add(done);
    return done;
  }

  function putOff(key: string, work: () => Promise<void>): void {
    const begins = waiting.get(key) ?? new Set();
    waiting.set(key, begins);
    const begin = (): Promise<void> => {
      clearTimeout(timer);
      begins.delete(begin);
      if (begins.size === 0) waiting.delete(key);
      return run(work);
    };
    const timer = setTimeout(() => void begin(), randomBetween(PUT_OFF_MS.least, PUT_OFF_MS.most));
    begins.add(begin);
  }

  /** One after the other: work of one key would only be in its own way. */
  async function settle(key: string): Promise<void> {
    for (const begin of waiting.get(key) ?? []) await begin();
  }

  return {
    run: (work) => void run(work),
    putOff,
    settle,
    async finish() {
      await Promise.all([...waiting.keys()].map(settle));
      await Promise.all(running);
    },
  };
}

function randomBetween(least: number, most: number): number {
  return least + Math.random() * (most - least);
}
