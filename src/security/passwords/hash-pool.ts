import { Worker } from 'node:worker_threads';
import type { HashJob } from './hash-worker.js';

/** The queue of the hashing threads is full. */
export class HasherBusy extends Error {
  override readonly name = 'HasherBusy';
  constructor(
    /** Estimated time until the queue is empty: whole seconds, at least 1. */
    readonly retryAfterSeconds: number,
  ) {
    super(`The password hashing queue is full; retry in ${retryAfterSeconds} s.`);
  }
}

interface Pending {
  readonly job: HashJob;
  readonly resolve: (hash: string) => void;
  readonly reject: (reason: Error) => void;
}

const SCRIPT = new URL('./hash-worker.js', import.meta.url);
/** Weight of the newest measurement in the moving average of job times. */
const NEWEST_WEIGHT = 0.2;

/** A fixed number of threads that compute password hashes, with a bounded first-in, first-out queue. */
export class PasswordHashPool {
  readonly #threads: number;
  readonly #maxQueue: number;
  readonly #queue: Pending[] = [];
  readonly #idle = new Set<Worker>();
  readonly #busy = new Map<Worker, Pending & { readonly since: number }>();
  #secondsPerJob: number | null = null;
  #stopped = false;

  constructor({ threads, maxQueue }: { threads: number; maxQueue: number }) {
    this.#threads = threads;
    this.#maxQueue = maxQueue;
    for (let started = 0; started < threads; started++) this.#idle.add(this.#startThread());
  }

  /**
   * Computes one hash.
   *
   * @throws HasherBusy the queue is full
   * @throws Error the thread died, or the pool has stopped
   */
  async run(job: HashJob): Promise<string> {
    if (this.#stopped) throw stopped();
    this.checkRoom();
    return new Promise((resolve, reject) => {
      this.#queue.push({ job, resolve, reject });
      this.#dispatch();
    });
  }

  /**
   * Checks that the queue has room.
   *
   * @throws HasherBusy the queue is full
   */
  checkRoom(): void {
    if (this.#busy.size >= this.#threads && this.#queue.length >= this.#maxQueue) {
      throw new HasherBusy(this.#secondsUntilDone());
    }
  }

  /** Returns the number of jobs that no thread has started. */
  queued(): number {
    return this.#queue.length;
  }

  /** Returns the number of jobs that the threads finish within a time, by the measured duration of jobs. */
  jobsWithin(seconds: number): number {
    return this.#secondsPerJob === null ? this.#maxQueue : (this.#threads * seconds) / this.#secondsPerJob;
  }

  /** Terminates the threads and rejects all pending jobs. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const { reject } of [...this.#queue.splice(0), ...this.#busy.values()]) reject(stopped());
    await Promise.all([...this.#idle, ...this.#busy.keys()].map((thread) => thread.terminate()));
  }

  #dispatch(): void {
    while (this.#busy.size < this.#threads) {
      const next = this.#queue.shift();
      if (next === undefined) return;
      const [idle] = this.#idle;
      // A dead thread is replaced only when there is a job, so a thread that cannot start does not loop.
      const thread = idle ?? this.#startThread();
      this.#idle.delete(thread);
      this.#busy.set(thread, { ...next, since: performance.now() });
      thread.postMessage(next.job);
    }
  }

  #startThread(): Worker {
    const thread = new Worker(SCRIPT);
    let cause: unknown;
    thread.on('message', (hash: string) => {
      this.#finish(thread, hash);
    });
    thread.on('error', (error) => {
      cause = error;
    });
    thread.on('exit', () => {
      this.#idle.delete(thread);
      this.#busy.get(thread)?.reject(new Error('A password hashing thread died.', { cause }));
      this.#busy.delete(thread);
      if (!this.#stopped) this.#dispatch();
    });
    return thread;
  }

  #finish(thread: Worker, hash: string): void {
    const job = this.#busy.get(thread);
    if (job === undefined) return;
    this.#busy.delete(thread);
    this.#idle.add(thread);
    const seconds = (performance.now() - job.since) / 1000;
    this.#secondsPerJob = NEWEST_WEIGHT * seconds + (1 - NEWEST_WEIGHT) * (this.#secondsPerJob ?? seconds);
    job.resolve(hash);
    this.#dispatch();
  }

  #secondsUntilDone(): number {
    const seconds = (this.#queue.length * (this.#secondsPerJob ?? 0)) / this.#threads;
    return Math.max(1, Math.ceil(seconds));
  }
}

function stopped(): Error {
  return new Error('The password hasher has been stopped.');
}
