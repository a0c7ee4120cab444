import { setTimeout as sleep } from 'node:timers/promises';

interface Repetition {
  /** The time between the end of one run and the next. */
  readonly pauseMs: number;
  /** Called after a run that failed. The next one follows as usual. */
  readonly onFailure: (error: unknown) => void;
}

/** Runs work at once, and again after each pause until it is stopped. The signal asks long work to end early. */
export function repeat(
  work: (stopping: AbortSignal) => Promise<void>,
  { pauseMs, onFailure }: Repetition,
): { stop(): Promise<void> } {
  const stopping = new AbortController();

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await work(stopping.signal).catch(onFailure);
      await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
