import { Worker } from 'node:worker_threads';
import type { HashJob } from './hash-worker.js';

/** More hashes are wanted than the machine can make soon. */
export class HasherBusy extends Error {
  override readonly name = 'HasherBusy';
  constructor(
    /** When the present queue should be done: whole seconds, at least 1. */
    readonly retryAfterSeconds: number,
  ) {
    super(`Too many passwords are waiting to be hashed; try again in ${retryAfterSeconds} s.`);
  }
}

interface Pending {
  readonly job: HashJob;
  readonly resolve: (hash: string) => void;
  readonly reject: (reason: Error) => void;
}

const SCRIPT = new URL('./hash-worker.js', import.meta.url);
/** Weight of the newest measurement in the mean time of a job. */
const NEWEST = 0.2;

/**
 * A fixed number of threads that compute password hashes, one job each at a time, first come first served,
 * with a bounded queue before them.
 */
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
   * @throws HasherBusy the queue is full
   * @throws Error the thread died over this job, or the pool has stopped
   */
  async run(job: HashJob): Promise<string> {
    if (this.#stopped) throw stopped();
    this.checkRoom();
    return new Promise((resolve, reject) => {
      this.#queue.push({ job, resolve, reject });
      this.#dispatch();
    });
  }

  /** @throws HasherBusy the queue is full */
  checkRoom(): void {
    if (this.#busy.size >= this.#threads && this.#queue.length >= this.#maxQueue) {
      throw new HasherBusy(this.#secondsUntilDone());
    }
  }

  /** Jobs that no thread has taken yet. */
  queued(): number {
    return this.#queue.length;
  }

  /** Ends the threads at once. Every job that is not done is rejected. */
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
      // A dead thread is replaced when there is work for it, so one that cannot start does not spin.
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
    const done = this.#busy.get(thread);
    if (done === undefined) return;
    this.#busy.delete(thread);
    this.#idle.add(thread);
    const seconds = (performance.now() - done.since) / 1000;
    this.#secondsPerJob = NEWEST * seconds + (1 - NEWEST) * (this.#secondsPerJob ?? seconds);
    done.resolve(hash);
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
