import type { Logger } from 'pino';

/** Tasks that run after their response has been sent. */
export interface BackgroundTasks {
  /** Starts a task. A failure is logged, because no caller is left to receive it. */
  readonly run: (task: () => Promise<void>) => void;
  /**
   * Starts a task after a random delay. Its load then slows unrelated requests alike, so response times do not reveal
   * whether a request caused a task.
   */
  readonly defer: (task: () => Promise<void>) => void;
  /** Starts all deferred tasks and resolves when every task is done. */
  finish(): Promise<void>;
}

const DELAY_MS = { min: 200, max: 1200 };

export function backgroundTasks(logger: Logger): BackgroundTasks {
  const running = new Set<Promise<void>>();
  /** One function for each deferred task, which starts it. */
  const deferred = new Set<() => void>();

  function run(task: () => Promise<void>): void {
    const completion = task()
      .catch((error: unknown) => logger.warn({ err: error }, 'background task failed'))
      .finally(() => running.delete(completion));
    running.add(completion);
  }

  function defer(task: () => Promise<void>): void {
    const start = (): void => {
      clearTimeout(timer);
      deferred.delete(start);
      run(task);
    };
    const timer = setTimeout(start, randomBetween(DELAY_MS.min, DELAY_MS.max));
    deferred.add(start);
  }

  return {
    run,
    defer,
    async finish() {
      for (const start of deferred) start();
      await Promise.all(running);
    },
  };
}

function randomBetween(min: number, max: number): number {
  return min + Math.random() * (max - min);
}
