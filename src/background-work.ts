import type { Logger } from 'pino';

/** Work that goes on after its answer was given. */
export interface BackgroundWork {
  /** Starts work; a failure is logged, for there is nobody left to tell. */
  readonly run: (work: () => Promise<void>) => void;
  /** Resolves when everything started is done. */
  finish(): Promise<void>;
}

export function backgroundWork(log: Logger): BackgroundWork {
  const running = new Set<Promise<void>>();
  return {
    run(work) {
      const done = work()
        .catch((error: unknown) => log.warn({ err: error }, 'work after an answer failed'))
        .finally(() => running.delete(done));
      running.add(done);
    },
    async finish() {
      await Promise.all(running);
    },
  };
}
