import type { Logger } from 'pino';

/** Work that goes on after its answer was given. */
export interface BackgroundTasks {
  /** Starts work; a failure is logged, for there is nobody left to tell. */
  readonly run: (work: () => Promise<void>) => void;
  /**
   * Starts work at a moment that tells nothing of the answer it belongs to: the next requests, whoever they are for, are
   * slowed by it alike.
   */
  readonly putOff: (work: () => Promise<void>) => void;
  /** Resolves when everything started is done, what was put off too. */
  finish(): Promise<void>;
}

const PUT_OFF_MS = { least: 200, most: 1200 };

export function backgroundTasks(logger: Logger): BackgroundTasks {
  const running = new Set<Promise<void>>();
  /** What begins each work that was put off. */
  const waiting = new Set<() => void>();

  function run(work: () => Promise<void>): void {
    const done = work()
      .catch((error: unknown) => logger.warn({ err: error }, 'work after an answer failed'))
      .finally(() => running.delete(done));
    running.add(done);
  }

  function putOff(work: () => Promise<void>): void {
    const begin = (): void => {
      clearTimeout(timer);
      waiting.delete(begin);
      run(work);
    };
    const timer = setTimeout(begin, randomBetween(PUT_OFF_MS.least, PUT_OFF_MS.most));
    waiting.add(begin);
  }

  return {
    run,
    putOff,
    async finish() {
      for (const begin of waiting) begin();
      await Promise.all(running);
    },
  };
}

function randomBetween(least: number, most: number): number {
  return least + Math.random() * (most - least);
}
